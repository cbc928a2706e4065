// The one canvas over the stage: draws a frame's flights, never touches React's state.
import { useStoreApi } from '@xyflow/react'
import { useContext, useEffect, useRef } from 'react'
import { Shown } from '../screening.ts'
import { type Inks, inksOf } from './inks.ts'
import { paint } from './paint.ts'
import { Parking } from './parking.ts'

interface Props {
  reduced: boolean
  /** Changes when colours do. */
  theme: string
}

export function Overlay({ reduced, theme }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const screening = useContext(Shown)
  const flow = useStoreApi()
  useEffect(() => {
    const element = canvas.current
    const ctx = element?.getContext('2d')
    if (!element || !ctx || !screening) return
    const parking = new Parking()
    let inks: Inks | undefined
    let wasEmpty = false
    const draw = () => {
      const { scene, flights, lit } = screening.frame()
      const { transform, width, height } = flow.getState()
      const ratio = Math.min(2, window.devicePixelRatio || 1)
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
      const resized = element.width !== w || element.height !== h
      if (resized) [element.width, element.height] = [w, h]
      const hasWires = scene.boxes.some(({ content }) => content.kind === 'component')
      const isEmpty = flights.length === 0 && lit.size === 0 && !hasWires
      if (isEmpty && wasEmpty && !resized) return
      wasEmpty = isEmpty
      const [x, y, zoom] = transform
      ctx.setTransform(1, 0, 0, 1, 0, 0)
      ctx.clearRect(0, 0, w, h)
      ctx.setTransform(ratio * zoom, 0, 0, ratio * zoom, ratio * x, ratio * y)
      inks ??= inksOf(element)
      const seen = { x: -x / zoom, y: -y / zoom, w: width / zoom, h: height / zoom }
      paint({ ctx, inks, seen, parking, reduced, lit }, scene, flights)
    }
    draw()
    const offFrames = screening.subscribe(draw)
    const offView = flow.subscribe((now, before) => {
      if (now.transform !== before.transform || now.width !== before.width || now.height !== before.height) draw()
    })
    return () => {
      offFrames()
      offView()
    }
  }, [screening, flow, reduced, theme])
  return <canvas ref={canvas} className="flights" aria-hidden="true" />
}

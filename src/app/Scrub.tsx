// The scrub bar: commands as segments, long enough to be read; of many, those around the moment shown are in view.
import { type KeyboardEvent, type PointerEvent, type WheelEvent, useCallback, useEffect, useRef, useState } from 'react'
import { clock } from '../i18n/size.ts'
import { type Segment, length, shareAt, timeAt, timeline } from '../stage/scene/timeline.ts'
import type { Frame } from '../stage/screening.ts'
import { useNaru, useT } from './hooks.ts'

const TINTS = 4
/** The bar's scale is made anew so often while nothing new is typed, real ms. */
const RESCALE_MS = 400
/** Width of the shortest command, in the page's type size. */
const SHORTEST_EM = 3

/** Segments of the bar, made anew when a command begins or ends, and now and then while time passes. */
function useSegments(): Segment[] {
  const { player } = useNaru()
  const [segments, setSegments] = useState<Segment[]>([])
  useEffect(() => {
    let seen = { commands: -1, ended: -1, at: -Infinity, film: player.film }
    const read = () => {
      const { commands } = player.film
      const ended = commands.at(-1)?.end ?? -1
      const real = performance.now()
      const isSame = seen.commands === commands.length && seen.ended === ended && seen.film === player.film
      if (isSame && real - seen.at < RESCALE_MS) return
      seen = { commands: commands.length, ended, at: real, film: player.film }
      setSegments(timeline(commands, player.live()))
    }
    read()
    return player.subscribe(read)
  }, [player])
  return segments
}

export function Scrub() {
  const naru = useNaru()
  const { player } = naru
  const t = useT()
  const segments = useSegments()
  const { bar, track, head, thumb, show } = useView()
  useEffect(() => {
    let said = -1
    const read = ({ now }: Frame) => {
      const share = shareAt(segments, now)
      show(share)
      const second = Math.floor(now / 1000)
      if (second === said) return
      said = second
      bar.current?.setAttribute('aria-valuetext', clock(now))
      bar.current?.setAttribute('aria-valuenow', String(Math.round(share * 100)))
    }
    read(player.frame())
    return player.subscribe(read)
  }, [player, segments, bar, show])
  const drag = useCallback(
    (event: PointerEvent<HTMLDivElement>) => {
      const { currentTarget: element, clientX } = event
      if (event.type === 'pointerdown') element.setPointerCapture(event.pointerId)
      else if (!element.hasPointerCapture(event.pointerId)) return
      const x = clientX - element.getBoundingClientRect().left + element.scrollLeft
      naru.seek(timeAt(segments, Math.max(0, Math.min(1, x / element.scrollWidth))))
    },
    [naru, segments],
  )
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Home' || event.key === 'End') naru.seek(event.key === 'Home' ? 0 : Infinity)
    const jump = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10, Home: 0, End: 0 }[event.key]
    if (jump === undefined) return
    event.preventDefault()
    event.stopPropagation()
    for (let i = 0; i < Math.abs(jump); i++) player.step(jump < 0 ? -1 : 1)
  }
  return (
    <div className="scrub-frame">
      <div
        ref={bar}
        className="scrub"
        role="slider"
        tabIndex={0}
        aria-label={t('transport.scrub')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={100}
        onPointerDown={drag}
        onPointerMove={drag}
        onKeyDown={onKeyDown}
        onWheel={(event: WheelEvent<HTMLDivElement>) => {
          event.currentTarget.scrollLeft += event.deltaX + event.deltaY
        }}
      >
        <div ref={track} className="scrub-track" style={{ minWidth: `${length(segments) * SHORTEST_EM}em` }}>
          {segments.map(({ command, from, to }, i) =>
            command ? (
              <div
                key={command.seq}
                className={`segment tint-${segments.slice(0, i).filter((one) => one.command).length % TINTS}${command.exit ? ' failed' : ''}`}
                style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }}
                title={`${command.on}: ${command.line}`}
              >
                <span>{command.line}</span>
              </div>
            ) : null,
          )}
          <div ref={head} className="playhead" />
        </div>
      </div>
      <div ref={thumb} className="scrub-thumb" hidden />
    </div>
  )
}

/** The part of the bar that is in view, without asking the browser for a layout in every frame. */
function useView() {
  const [bar, track, head, thumb] = [
    useRef<HTMLDivElement>(null),
    useRef<HTMLDivElement>(null),
    useRef<HTMLDivElement>(null),
    useRef<HTMLDivElement>(null),
  ]
  const size = useRef({ bar: 0, track: 0 })
  const last = useRef(-1)
  const show = useCallback(
    (share: number, anew = false) => {
      const [element, mark] = [bar.current, thumb.current]
      if (!element || !mark || !head.current) return
      const { bar: width, track: whole } = size.current
      const x = share * whole
      head.current.style.transform = `translateX(${x}px)`
      const isFixed = !anew && Math.abs(share - last.current) < 1e-9
      last.current = share
      mark.hidden = whole < width * 1.02
      if (mark.hidden || isFixed) return
      // Who has scrolled away from a moment that stands still is left there.
      let left = element.scrollLeft
      if (x < left + 4 || x > left + width - 4) {
        left = Math.max(0, Math.min(whole - width, x - width * 0.7))
        element.scrollLeft = left
      }
      mark.style.left = `${(left / whole) * 100}%`
      mark.style.width = `${(width / whole) * 100}%`
    },
    [bar, head, thumb],
  )
  useEffect(() => {
    const [element, content] = [bar.current, track.current]
    if (!element || !content) return
    const observer = new ResizeObserver(() => {
      size.current = { bar: element.clientWidth, track: content.offsetWidth }
      show(Math.max(0, last.current), true)
    })
    observer.observe(element)
    observer.observe(content)
    return () => observer.disconnect()
  }, [bar, track, show])
  return { bar, track, head, thumb, show }
}

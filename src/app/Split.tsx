// The stage and the terminals beside or below each other, with a bar between them to drag.
import { type CSSProperties, type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react'
import { useApp, useNaru, useT } from './hooks.ts'

interface Props {
  /** Over the terminals, when something is looked at. */
  panel: ReactNode
  stage: ReactNode
  terminals: ReactNode
  /** Share of the stage where nobody has dragged yet. */
  usual: number
  below: boolean
  /** The terminal below has as many lines as a class can do with. */
  present: boolean
}

/** Share of the stage above a terminal. */
const BELOW = 0.62
const LEAST = 0.2
const MOST = 0.85

export function Split({ stage, terminals, panel, usual, below, present }: Props) {
  const { store } = useNaru()
  const t = useT()
  const split = useApp((state) => state.split)
  const frame = useRef<HTMLDivElement>(null)
  const dragged = below ? split.below : split.right
  const share = dragged ?? (below ? BELOW : usual)
  const set = (value: number) => {
    const kept = Math.max(LEAST, Math.min(MOST, value))
    store.setState({ split: below ? { ...split, below: kept } : { ...split, right: kept } })
  }
  const drag = (event: PointerEvent<HTMLDivElement>) => {
    if (event.type === 'pointerdown') return event.currentTarget.setPointerCapture(event.pointerId)
    const rect = frame.current?.getBoundingClientRect()
    if (!rect || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    set(below ? (event.clientY - rect.top) / rect.height : (event.clientX - rect.left) / rect.width)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -0.02, ArrowUp: -0.02, ArrowRight: 0.02, ArrowDown: 0.02 }[event.key]
    if (by === undefined) return
    event.preventDefault()
    set(share + by)
  }
  const style = {
    '--share': below && present && dragged === undefined ? 'minmax(0, 1fr)' : `${share * 100}%`,
  } as CSSProperties
  const few = below && present && dragged === undefined ? ' split-few' : ''
  return (
    <main ref={frame} className={`split ${below ? 'split-below' : 'split-right'}${few}`} style={style}>
      <div className="split-stage">{stage}</div>
      <div
        className="splitter"
        role="separator"
        tabIndex={0}
        aria-label={t('bar.split')}
        aria-orientation={below ? 'horizontal' : 'vertical'}
        aria-valuenow={Math.round(share * 100)}
        aria-valuemin={LEAST * 100}
        aria-valuemax={MOST * 100}
        onPointerDown={drag}
        onPointerMove={drag}
        onKeyDown={onKeyDown}
      />
      <div className="split-terminal">{terminals}</div>
      {panel}
    </main>
  )
}

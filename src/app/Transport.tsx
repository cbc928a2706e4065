// Time in the hands of the person: play, pause, step, scrub over the commands, skip a wait, go on from the past.
import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from 'react'
import { clock } from '../i18n/size.ts'
import { type Segment, shareAt, timeAt, timeline } from '../stage/scene/timeline.ts'
import type { Frame } from '../stage/screening.ts'
import { useApp, useNaru, useT } from './hooks.ts'
import { Skip } from './Skip.tsx'

const TINTS = 4
/** The bar's scale is made anew so often while nothing new is typed, real ms. */
const RESCALE_MS = 400

export function Transport() {
  const naru = useNaru()
  const t = useT()
  const playing = useApp((state) => state.playing)
  const past = useApp((state) => state.past)
  return (
    <div className="transport" role="group" aria-label={t('transport.label')}>
      <button
        type="button"
        className="icon"
        onClick={() => naru.undo()}
        aria-label={t('transport.undo')}
        title={t('transport.undo')}
      >
        ↺
      </button>
      <button
        type="button"
        className="icon"
        onClick={() => naru.step(-1)}
        aria-label={t('transport.back')}
        title={`${t('transport.back')} (,)`}
      >
        ◀
      </button>
      <button
        type="button"
        className="icon primary"
        onClick={() => naru.setPlaying(!playing)}
        aria-label={t(playing ? 'transport.pause' : 'transport.play')}
        title={`${t(playing ? 'transport.pause' : 'transport.play')} (Space)`}
      >
        {playing ? '❚❚' : '►'}
      </button>
      <button
        type="button"
        className="icon"
        onClick={() => naru.step(1)}
        aria-label={t('transport.forward')}
        title={`${t('transport.forward')} (.)`}
      >
        ▶
      </button>
      <Scrub />
      <Skip />
      <Clock />
      {past ? (
        <>
          <button type="button" onClick={() => naru.toLive()} title="L">
            {t('transport.tolive')}
          </button>
          <button
            type="button"
            className="primary"
            title={t('transport.continue.why')}
            onClick={() => naru.continueFrom(naru.player.now())}
          >
            {t('transport.continue')}
          </button>
        </>
      ) : null}
    </div>
  )
}

function Clock() {
  const { player } = useNaru()
  const t = useT()
  const past = useApp((state) => state.past)
  const text = useRef<HTMLTimeElement>(null)
  useEffect(() => {
    const show = ({ now }: Frame) => {
      if (text.current) text.current.textContent = clock(now)
    }
    show(player.frame())
    return player.subscribe(show)
  }, [player])
  return (
    <span className="clock">
      <span className={`when ${past ? 'when-past' : 'when-live'}`}>
        {t(past ? 'transport.past' : 'transport.live')}
      </span>
      <time ref={text} aria-label={t('transport.clock')} />
    </span>
  )
}

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

function Scrub() {
  const naru = useNaru()
  const { player } = naru
  const t = useT()
  const segments = useSegments()
  const bar = useRef<HTMLDivElement>(null)
  const head = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const show = ({ now }: Frame) => {
      if (head.current) head.current.style.left = `${shareAt(segments, now) * 100}%`
      bar.current?.setAttribute('aria-valuetext', clock(now))
      bar.current?.setAttribute('aria-valuenow', String(Math.round(shareAt(segments, now) * 100)))
    }
    show(player.frame())
    return player.subscribe(show)
  }, [player, segments])
  const drag = useCallback(
    (event: PointerEvent<HTMLDivElement>) => {
      if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId)
      else if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
      const { left, width } = event.currentTarget.getBoundingClientRect()
      naru.seek(timeAt(segments, Math.max(0, Math.min(1, (event.clientX - left) / width))))
    },
    [naru, segments],
  )
  const onKeyDown = (event: KeyboardEvent) => {
    const jump = { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 }[event.key]
    if (jump === undefined) return
    event.preventDefault()
    for (let i = 0; i < Math.abs(jump); i++) player.step(jump < 0 ? -1 : 1)
  }
  return (
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
    >
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
  )
}

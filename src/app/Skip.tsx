// Offers to skip a long wait: nothing flies, and the next thing that matters is more than three seconds away.
import { useEffect, useState } from 'react'
import type { Translate } from '../i18n/t.ts'
import type { Frame } from '../stage/screening.ts'
import { useNaru, useT } from './hooks.ts'
import type { Player } from './player.ts'

const LONG_MS = 3000

export function Skip() {
  const naru = useNaru()
  const t = useT()
  const [until, setUntil] = useState<number | undefined>()
  const [now, setNow] = useState(0)
  useEffect(
    () =>
      naru.player.subscribe((frame) => {
        const due = dueAt(naru.player, frame)
        setUntil(due)
        if (due !== undefined) setNow(Math.floor(frame.now / 1000) * 1000)
      }),
    [naru],
  )
  if (until === undefined) return null
  return (
    <button type="button" className="skip" onClick={() => naru.skip(until)}>
      » {t('transport.skip', { span: span(until - now, t) })}
    </button>
  )
}

/** The next back-off that ends, while one is waited for; else what is due next while a command runs. */
function dueAt({ time }: Player, { now, live, scene, flights }: Frame): number | undefined {
  if (!live || flights.some(({ faint }) => !faint)) return undefined
  let due = Infinity
  for (const { content } of scene.boxes) {
    if (content.kind === 'pod' && content.retryAt !== undefined && content.retryAt > now)
      due = Math.min(due, content.retryAt)
  }
  if (due === Infinity && time.busy) due = time.next ?? Infinity
  return due - now > LONG_MS && due < Infinity ? due : undefined
}

function span(ms: number, t: Translate): string {
  const seconds = Math.ceil(ms / 1000)
  if (seconds < 120) return t('span.seconds', { n: seconds })
  return seconds < 7200
    ? t('span.minutes', { n: Math.round(seconds / 60) })
    : t('span.hours', { n: Math.round(seconds / 3600) })
}

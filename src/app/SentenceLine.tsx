// The line below the stage: what happens now and because of what; and the same as a log for screen readers.
import { useEffect, useRef, useState } from 'react'
import { type Sentence, sentence } from '../stage/scene/sentence.ts'
import { useNaru, useT } from './hooks.ts'

/** A sentence stays long enough to be read, real ms. */
const LEAST_MS = 750
const LOG_LINES = 30

export function SentenceLine() {
  const { player } = useNaru()
  const t = useT()
  const [said, setSaid] = useState<Sentence>({ text: '', because: undefined, seq: undefined })
  const [log, setLog] = useState<string[]>([])
  const last = useRef({ text: '', at: -Infinity })
  useEffect(() => {
    let later: ReturnType<typeof setTimeout> | undefined
    const read = () => {
      clearTimeout(later)
      const frame = player.frame()
      const next = sentence(player.film, frame.now, frame.flights, t, Math.max(1, player.rate() || 1))
      const { text, at } = last.current
      if (next.text === text) return
      const wait = LEAST_MS - (performance.now() - at)
      if (frame.live && player.rate() > 0 && wait > 0 && text) {
        later = setTimeout(read, wait)
        return
      }
      last.current = { text: next.text, at: performance.now() }
      setSaid(next)
      setLog((lines) => [...lines.slice(1 - LOG_LINES), next.because ? `${next.text} — ${next.because}` : next.text])
    }
    last.current = { text: '', at: -Infinity }
    read()
    const off = player.subscribe(read)
    return () => {
      clearTimeout(later)
      off()
    }
  }, [player, t])
  return (
    <div className="sentence">
      <p title={said.text}>
        <strong>{said.text}</strong>
        {said.because && <span> — {said.because}</span>}
      </p>
      <div className="hidden" role="log" aria-live="polite" aria-label={t('say.label')}>
        {log.map((line, i) => (
          <div key={`${i} ${line}`}>{line}</div>
        ))}
      </div>
    </div>
  )
}

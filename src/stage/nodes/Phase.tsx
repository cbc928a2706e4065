// A state as shape, colour and word together: nobody has to tell colours apart.
import type { Tone } from '../scene/box.ts'

const SHAPES: Record<Tone, string> = {
  good: 'M6 1a5 5 0 1 1 0 10a5 5 0 1 1 0-10z',
  busy: 'M6 .5 11.5 6 6 11.5 .5 6z',
  bad: 'M1.5 1.5h9v9h-9z',
  warn: 'M6 .8 11.6 11H.4z',
  idle: 'M6 1a5 5 0 1 1 0 10a5 5 0 1 1 0-10zm0 2.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6z',
}

export function Mark({ tone }: { tone: Tone }) {
  return (
    <svg className={`mark tone-${tone}`} viewBox="0 0 12 12" aria-hidden="true">
      <path d={SHAPES[tone]} fillRule="evenodd" />
    </svg>
  )
}

export function Phase({ tone, word }: { tone: Tone; word: string }) {
  return (
    <span className={`phase tone-${tone}`}>
      <Mark tone={tone} />
      <span className="phase-word">{word}</span>
    </span>
  )
}

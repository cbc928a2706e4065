// What a program says of itself: one literal from which parsing, `--help`, `man` and tests read.
import type { Call } from './call.ts'

/** In place of an option's words: it is known and does nothing here, so who gives it is told. */
export const ABSENT = 'not simulated'

export interface Spec {
  name: string
  /** One line, as `whatis` has it. */
  summary: string
  /** What stands after the name in the usage line: `[OPTION]... [FILE]...`. */
  usage: string
  /** `'-w, --width=COLS': 'columns'`; `[=WHEN]` is a value that may be left out. */
  options?: Readonly<Record<string, string>>
  /** Name and version as `--version` says them: `GNU coreutils 9.4`. */
  version?: string
  /** Exit code of a usage error, 1 where absent. */
  misuse?: number
  /** Options end at the first operand: a command of its own follows. */
  ordered?: boolean
  /** argv is not parsed at all: echo, test, expr, find. */
  raw?: boolean
}

/** An everyday program. `busybox` is what differs when it runs as an applet of busybox. */
export interface Tool {
  spec: Spec
  run: (call: Call) => Promise<number | void> | number | void
  busybox?: { spec?: Spec; run?: Tool['run'] }
}

export interface Option {
  short?: string
  long?: string
  /** Name of its value. */
  value?: string
  optional: boolean
  help: string
}

const parsed = new Map<Spec, Option[]>()

/** The options of a literal, parsed once. */
export function optionsOf(spec: Spec): Option[] {
  let options = parsed.get(spec)
  if (!options)
    parsed.set(spec, (options = Object.entries(spec.options ?? {}).map(([words, help]) => option(words, help))))
  return options
}

function option(words: string, help: string): Option {
  const found: Option = { optional: false, help }
  for (const word of words.split(', ')) {
    const match = /^(--?)([^=[ ]+)(?:(\[=|=| )(.+))?$/.exec(word)
    if (!match) throw new Error(`not an option: ${words}`)
    if (match[1] === '--') found.long = match[2]!
    else found.short = match[2]!
    if (match[4]) found.value = match[3] === '[=' ? match[4].slice(0, -1) : match[4]
    if (match[3] === '[=') found.optional = true
  }
  return found
}

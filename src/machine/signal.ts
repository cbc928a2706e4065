// signal(7): names, numbers, and what happens to a process that does not handle them.
import { Ending } from '../kernel/ending.ts'

export const SIGNALS = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  STKFLT: 16,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  XCPU: 24,
  XFSZ: 25,
  VTALRM: 26,
  PROF: 27,
  WINCH: 28,
  IO: 29,
  PWR: 30,
  SYS: 31,
} as const

export type SignalName = keyof typeof SIGNALS

/** Accepts `TERM`, `SIGTERM`, `sigterm`, `15`; undefined for no signal. */
export function signalName(word: string): SignalName | undefined {
  const name = word.toUpperCase().replace(/^SIG/, '')
  if (name in SIGNALS) return name as SignalName
  const found = Object.entries(SIGNALS).find(([, number]) => String(number) === word)
  return found?.[0] as SignalName | undefined
}

export const defaultAction = (signal: SignalName): 'ignore' | 'stop' | 'continue' | 'terminate' => {
  if (signal === 'CHLD' || signal === 'URG' || signal === 'WINCH') return 'ignore'
  if (signal === 'CONT') return 'continue'
  if (signal === 'STOP' || signal === 'TSTP' || signal === 'TTIN' || signal === 'TTOU') return 'stop'
  return 'terminate'
}

/** Thrown out of what a process awaits when a signal ends it. */
export class Killed extends Ending {
  readonly signal: SignalName
  constructor(signal: SignalName) {
    super(`killed by SIG${signal}`)
    this.signal = signal
  }
}

// The one typed port between the page and the world in its worker: plain messages both ways.
import type { TraceEvent } from '../kernel/trace.ts'

/** What was told to the world, with its virtual time: enough to make the same world again. */
export type Input =
  | { t: number; kind: 'open'; terminal: string; on: string; columns: number; rows: number }
  | { t: number; kind: 'close'; terminal: string }
  | { t: number; kind: 'keys'; terminal: string; data: string }
  | { t: number; kind: 'resize'; terminal: string; columns: number; rows: number }
  /** A line for `window.naru.run`: in a shell of its own on that machine, output captured. */
  | { t: number; kind: 'run'; id: number; on: string; line: string }
  /** Answer to an `edit` message; no text: left without saving. */
  | { t: number; kind: 'edited'; id: number; text?: string }

type Untimed<I> = I extends Input ? Omit<I, 't'> : never

export interface Pace {
  playing: boolean
  /** Virtual ms per real ms, 0.25…16; 'instant': as fast as it goes while a command runs in the foreground. */
  speed: number | 'instant'
}

export type ToWorld =
  /** The first message. `inputs` are replayed at once before anything else (undo, "continue from here", after a crash). */
  | { type: 'start'; seed: number; scenario: string; inputs?: Input[]; until?: number; pace: Pace }
  | { type: 'input'; input: Untimed<Input> }
  | { type: 'pace'; pace: Partial<Pace> }
  /** Lets the world run up to the next event that the stage shows, then pauses. */
  | { type: 'step' }
  /** Runs at full speed to a virtual time, then goes on as paced. */
  | { type: 'skip'; to: number }
  /** The real JSON of an object from its own API (docker inspect, kubectl get -o json …). */
  | { type: 'inspect'; id: number; object: { type: string; place: string; id: string } }
  /** Resolves when no command runs in any foreground and nothing is in flight for one. */
  | { type: 'idle'; id: number }
  /** Bytes of terminal output that the page has drawn, for flow control. */
  | { type: 'drawn'; terminal: string; bytes: number }

export type FromWorld =
  | { type: 'ready'; machines: string[] }
  /** Events since the last batch. Sent with or before the time they belong to. */
  | { type: 'trace'; events: TraceEvent[] }
  /** The virtual clock: the page extrapolates `now + (real time since) × rate`, never beyond `next` (when the next thing is due). */
  | { type: 'time'; now: number; rate: number; next: number | undefined; busy: boolean }
  | { type: 'output'; terminal: string; data: Uint8Array }
  | { type: 'closed'; terminal: string }
  | { type: 'result'; id: number; exit: number; stdout: string; stderr: string }
  | { type: 'edit'; id: number; terminal: string; on: string; path: string; text: string }
  | { type: 'inspected'; id: number; value: unknown }
  | { type: 'idle'; id: number }
  /** All inputs so far, after each one: kept by the page so that nothing typed is ever lost. */
  | { type: 'inputs'; inputs: Input[] }
  | { type: 'crash'; message: string; stack: string; inputs: Input[] }

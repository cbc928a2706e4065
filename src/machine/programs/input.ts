// Reading: files named on a command line or standard input, in chunks, lines or whole.
import { EMPTY, concat, streamDecoder, text } from '../../kernel/bytes.ts'
import { type Readable, readAll } from '../../kernel/queue.ts'
import { openRead } from '../open.ts'
import type { Call } from './call.ts'

export interface Input {
  /** As named; `-` is standard input. */
  name: string
  stream: Readable
}

/** How a program words a file that it cannot read; the default is `cat`'s and most others'. */
export type Complaint = (name: string, reason: string) => string

const CANNOT_READ: Complaint = (name, reason) => `${name}: ${reason}`

/** Opens the operands one after another (standard input when there are none), complaining about those that fail. */
export async function* inputs(call: Call, names = call.operands, complaint = CANNOT_READ): AsyncGenerator<Input> {
  for (const name of names.length > 0 ? names : ['-']) {
    const stream = await open(call, name, complaint)
    if (stream) yield { name, stream }
  }
}

/** `-` is standard input; undefined (and a complaint) when it cannot be read. */
export async function open(call: Call, name: string, complaint = CANNOT_READ): Promise<Readable | undefined> {
  const { process } = call
  if (name === '-') return process.stdin
  return call.attempt(
    async () => openRead(process, name),
    (reason) => complaint(name, reason),
  )
}

const WORK_EVERY = 1 << 20

/** The chunks of a stream; long ones take processor time, so that an endless one can be interrupted. */
export async function* chunks(call: Call, stream: Readable): AsyncGenerator<Uint8Array> {
  let read = 0
  for (;;) {
    const chunk = await stream.read(65536)
    if (chunk === null) return
    read += chunk.length
    if (read > WORK_EVERY) {
      read = 0
      await call.process.work(0.2)
    }
    yield chunk
  }
}

export interface Line {
  text: string
  /** False for a last line without its newline. */
  ended: boolean
}

/** Lines as they come in, without their newline. */
export async function* lines(call: Call, stream: Readable, end = '\n'): AsyncGenerator<Line> {
  const decode = streamDecoder()
  let rest = ''
  for await (const chunk of chunks(call, stream)) {
    const parts = (rest + decode(chunk)).split(end)
    rest = parts.pop()!
    for (const part of parts) yield { text: part, ended: true }
  }
  if (rest !== '') yield { text: rest, ended: false }
}

/** Every line of every input, in order. */
export async function* allLines(call: Call, names = call.operands, end = '\n'): AsyncGenerator<Line> {
  for await (const { stream } of inputs(call, names)) yield* lines(call, stream, end)
}

/** The whole of one input; undefined when it could not be read. */
export async function whole(call: Call, name: string): Promise<Uint8Array | undefined> {
  const stream = await open(call, name)
  return stream && readAll(stream)
}

export async function wholeText(call: Call, name: string): Promise<string | undefined> {
  const bytes = await whole(call, name)
  return bytes && text(bytes)
}

/** Everything from every input. */
export async function everything(call: Call, names = call.operands): Promise<Uint8Array> {
  const parts: Uint8Array[] = []
  for await (const { stream } of inputs(call, names)) parts.push(await readAll(stream))
  return parts.length > 0 ? concat(parts) : EMPTY
}

/** Collects output so that many short lines become few writes. */
export class Output {
  private readonly call: Call
  private held = ''

  constructor(call: Call) {
    this.call = call
  }

  async write(text: string): Promise<void> {
    this.held += text
    if (this.held.length > 4096) await this.flush()
  }

  async flush(): Promise<void> {
    const { held } = this
    this.held = ''
    if (held) await this.call.print(held)
  }
}

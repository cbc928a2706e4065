// Open file descriptions: shared by the processes that inherit them, closed when the last one lets go.
import { EMPTY, concat } from '../../kernel/bytes.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import { BrokenPipe, Pipe, type Readable, type Writable } from '../../kernel/queue.ts'
import type { Process } from '../process.ts'
import type { Descriptor } from '../spawn.ts'

export class OpenFile {
  readonly read: Readable | undefined
  readonly write: Writable | undefined
  private holders = 1
  private readonly onClosed: () => void

  constructor(ends: Descriptor, onClosed: () => void = () => {}) {
    this.read = ends.read
    this.write = ends.write
    this.onClosed = onClosed
  }

  retain(): this {
    this.holders++
    return this
  }

  release(): void {
    if (--this.holders === 0) this.onClosed()
  }
}

/** A process's table: number → open file. */
export type DescriptorTable = Map<number, OpenFile>

/** A stream whose reader may give back what it read too much: `read` takes a line and leaves the rest to others. */
export class Returnable implements Readable {
  private readonly inner: Readable
  private left: Uint8Array = EMPTY

  constructor(inner: Readable) {
    this.inner = inner
  }

  read(max = Infinity, cancel?: Cancel): Promise<Uint8Array | null> {
    if (this.left.length === 0) return this.inner.read(max, cancel)
    const out = this.left.subarray(0, max)
    this.left = this.left.subarray(out.length)
    return Promise.resolve(out)
  }

  unread(bytes: Uint8Array): void {
    this.left = concat([bytes, this.left])
  }
}

/** pipe(2): [to read from, to write to]. */
export function openPipe(): [OpenFile, OpenFile] {
  const pipe = new Pipe()
  const reading = new OpenFile({ read: new Returnable(pipe) }, () => pipe.break())
  return [reading, new OpenFile({ write: pipe }, () => pipe.end())]
}

/** A text to be read: here-documents and here-strings. */
export function openText(text: string): OpenFile {
  const pipe = new Pipe(Infinity)
  void pipe.write(text)
  pipe.end()
  return new OpenFile({ read: new Returnable(pipe) })
}

export const copyTable = (table: DescriptorTable): DescriptorTable =>
  new Map([...table].map(([number, file]) => [number, file.retain()]))

export function releaseTable(table: DescriptorTable): void {
  for (const file of table.values()) file.release()
}

const CLOSED: Readable & Writable = {
  read: () => Promise.resolve(null),
  write: () => Promise.reject(new BrokenPipe()),
}

/** The table as a child gets it. */
export function streamsOf(table: DescriptorTable): {
  stdin: Readable
  stdout: Writable
  stderr: Writable
  fds: Map<number, Descriptor>
} {
  const fds = new Map<number, Descriptor>()
  for (const [number, { read, write }] of table) if (number > 2) fds.set(number, { read, write })
  return {
    stdin: table.get(0)?.read ?? CLOSED,
    stdout: table.get(1)?.write ?? CLOSED,
    stderr: table.get(2)?.write ?? CLOSED,
    fds,
  }
}

/** The open files that a process was started with. */
export function inherited(process: Process): DescriptorTable {
  const { stdin, stdout, stderr } = process.streams
  const table: DescriptorTable = new Map([
    [0, new OpenFile({ read: stdin, write: writableOf(stdin) })],
    [1, new OpenFile({ write: stdout })],
    [2, new OpenFile({ write: stderr })],
  ])
  for (const [number, ends] of process.fds) table.set(number, new OpenFile(ends))
  return table
}

const writableOf = (stream: object): Writable | undefined => ('write' in stream ? (stream as Writable) : undefined)

// The terminal's side of an attached container or exec: keys in, output out, window size and signals along.
import { Cancel } from '../../kernel/cancel.ts'
import { BrokenPipe, type Duplex } from '../../kernel/queue.ts'
import type { Process } from '../../machine/process.ts'
import { Exit } from '../../machine/program.ts'
import type { SignalName } from '../../machine/signal.ts'
import { StatusError } from '../error.ts'
import { ApiError, type Client } from './client.ts'
import { DEFAULT_DETACH_KEYS, Detached, escapeProxy, parseDetachKeys } from './detach.ts'
import { copyRaw, demultiplex } from './stdcopy.ts'

export interface Session {
  connection: Duplex
  /** The container has a terminal: bytes are not framed, and keys go through one by one. */
  tty: boolean
  stdin: boolean
  detachKeys?: string
}

/** Copies both ways until the other side ends. Throws Detached when the detach keys were typed. */
export async function converse(process: Process, session: Session): Promise<void> {
  const over = new Cancel()
  const restore = session.tty && session.stdin ? makeRaw(process) : () => {}
  try {
    const output = session.tty
      ? copyRaw(session.connection, process.stdout)
      : demultiplex(session.connection, (stream, bytes) => process[stream].write(bytes))
    const input = session.stdin ? feed(process, session, over) : new Promise<never>(() => {})
    await Promise.race([output, input.then(() => output)])
  } finally {
    over.cancel(undefined)
    restore()
  }
}

async function feed(process: Process, session: Session, over: Cancel): Promise<void> {
  const { connection } = session
  const watch = session.tty ? escapeProxy(parseDetachKeys(session.detachKeys || DEFAULT_DETACH_KEYS)) : undefined
  for (;;) {
    const chunk = await process.stdin.read(undefined, over).catch((error: unknown) => {
      if (over.cancelled) return undefined
      throw error
    })
    if (chunk === undefined) return
    if (chunk === null) return connection.close()
    try {
      const bytes = watch ? watch(chunk) : chunk
      if (bytes.length > 0) await connection.write(bytes)
    } catch (error) {
      if (error instanceof Detached) connection.close()
      if (error instanceof BrokenPipe) return
      throw error
    }
  }
}

/** Switches the terminal to raw mode; gives back what undoes it. */
export function makeRaw(process: Process): () => void {
  const { tty } = process
  if (!tty || !process.isTty.stdin) return () => {}
  const before = { raw: tty.raw, echo: tty.echo }
  tty.raw = true
  tty.echo = false
  return () => {
    tty.raw = before.raw
    tty.echo = before.echo
  }
}

/** Throws as docker does when a terminal is asked for and stdin is none. */
export function checkTty(process: Process, attachStdin: boolean, tty: boolean): void {
  if (attachStdin && tty && !process.isTty.stdin) throw new StatusError('the input device is not a TTY')
}

/**
 * Tells the window's size now and whenever it changes. Gives back what stops it.
 * `wrongFirst`: a size that is none and then the right one make a shell that waits draw its prompt again.
 */
export async function followSize(
  client: Client,
  process: Process,
  path: string,
  { wrongFirst = false } = {},
): Promise<() => void> {
  const { tty } = process
  if (!tty || !process.isTty.stdout) return () => {}
  const send = async (more = 0) => {
    const columns = tty.size.columns + more
    const rows = tty.size.rows + more
    await client.post(`${path}/resize`, { query: { h: rows, w: columns } }).catch((error: unknown) => {
      if (!(error instanceof ApiError)) throw error
    })
  }
  if (wrongFirst) await send(1)
  await send()
  const changed = () => process.kernel.spawn(() => send().catch(() => {}))
  tty.resized.add(changed)
  process.defer(() => void tty.resized.delete(changed))
  return () => void tty.resized.delete(changed)
}

const FORWARDED: SignalName[] = ['INT', 'TERM', 'HUP', 'QUIT', 'USR1', 'USR2']

/** Who insists so often on ending docker ends it, whatever the container does with its signals. */
const PATIENCE = 3

export interface SignalProxy {
  stop: () => void
  /** Rejects with the exit when docker itself is to end. */
  forced: Promise<never>
}

/** `--sig-proxy`: signals of this process become signals of the container. */
export function forwardSignals(client: Client, process: Process, id: string): SignalProxy {
  let told = 0
  let force: (why: Exit) => void = () => {}
  const forced = new Promise<never>((_, reject) => void (force = reject))
  forced.catch(() => {})
  const insist = async () => {
    await process.error('\ngot 3 SIGTERM/SIGINTs, forcefully exiting\n')
    force(new Exit(1))
  }
  const offs = FORWARDED.map((signal) =>
    process.on(signal, () => {
      const send = () => client.post<void>(`/containers/${id}/kill`, { query: { signal } }).catch(() => {})
      const last = (signal === 'INT' || signal === 'TERM') && ++told === PATIENCE
      process.kernel.spawn(last ? insist : send)
    }),
  )
  return { stop: () => offs.forEach((off) => off()), forced }
}

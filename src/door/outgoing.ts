// Writing to real sockets: a client that reads slowly makes the world's stream wait, a client that is gone ends it.
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { Readable } from '../kernel/queue.ts'

/** Resolves when the stream has taken the bytes. Rejects when it was closed before. */
export async function put(to: Writable, bytes: Uint8Array | string): Promise<void> {
  if (to.destroyed) throw new Error('the client is gone')
  if (to.write(bytes)) return
  const closed = new AbortController()
  const gone = () => closed.abort()
  to.once('close', gone)
  try {
    await once(to, 'drain', { signal: closed.signal })
  } finally {
    to.off('close', gone)
  }
}

/** Copies until the source ends. */
export async function pour(source: Readable, write: (chunk: Uint8Array) => Promise<void>): Promise<void> {
  for (let chunk = await source.read(); chunk !== null; chunk = await source.read()) await write(chunk)
}

// The daemon's framing of stdout and stderr on one connection: [stream,0,0,0,size big-endian] and the bytes.
import { concat } from '../../kernel/bytes.ts'
import type { Readable, Writable } from '../../kernel/queue.ts'

/** Copies until the end; `write` gets each frame's bytes. */
export async function demultiplex(
  source: Readable,
  write: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  let held: Uint8Array = new Uint8Array(0)
  for (;;) {
    while (held.length >= 8) {
      const size = ((held[4]! << 24) | (held[5]! << 16) | (held[6]! << 8) | held[7]!) >>> 0
      if (held.length < 8 + size) break
      await write(held[0] === 2 ? 'stderr' : 'stdout', held.subarray(8, 8 + size))
      held = held.subarray(8 + size)
    }
    const chunk = await source.read()
    if (chunk === null) return
    held = held.length > 0 ? concat([held, chunk]) : chunk
  }
}

/** Copies bytes as they are. */
export async function copyRaw(source: Readable, sink: Writable): Promise<void> {
  for (;;) {
    const chunk = await source.read()
    if (chunk === null) return
    await sink.write(chunk)
  }
}

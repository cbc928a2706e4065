// A stream of JSON values, one a line, as dockerd tells of events and progress.
import { streamDecoder } from '../kernel/bytes.ts'
import type { Readable } from '../kernel/queue.ts'

/** Each JSON value of a stream, one a line. */
export async function* jsonLines<T>(body: Readable): AsyncGenerator<T> {
  const decode = streamDecoder()
  let held = ''
  for (;;) {
    const chunk = await body.read()
    held += chunk ? decode(chunk) : '\n'
    const lines = held.split('\n')
    held = lines.pop()!
    for (const line of lines) if (line.trim()) yield JSON.parse(line) as T
    if (!chunk) return
  }
}

// process.stdin of Node: read once somebody listens.
import { streamDecoder } from '../../../kernel/bytes.ts'
import { Exit } from '../../program.ts'
import type { Host } from './host.ts'
import type { Value } from './scope.ts'

export function stdin(host: Host): Record<string, Value> {
  const stream = {
    on: (name: Value, callback: Value) => (listen(String(name), callback), stream),
    setEncoding: () => stream,
    resume: () => stream,
  }
  const heard: Record<string, Value> = {}
  const listen = (name: string, callback: Value) => {
    const begin = heard.data === undefined && heard.end === undefined
    heard[name] = callback
    if (!begin) return
    host.hold(stream)
    host.process.kernel.spawn(async () => {
      const decode = streamDecoder()
      try {
        for (let chunk = await host.process.stdin.read(); chunk !== null; chunk = await host.process.stdin.read())
          host.event(heard.data, decode(chunk))
      } catch (error) {
        if (host.process.exitCode === undefined && !(error instanceof Exit)) throw error
        return
      }
      host.event(heard.end)
      host.release(stream)
    })
  }
  return stream
}

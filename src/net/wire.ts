// A raw connection between two namespaces: every write is a message on its way.
import { Cancel } from '../kernel/cancel.ts'
import { type Duplex, Pipe } from '../kernel/queue.ts'
import type { Arrival } from './arrival.ts'
import type { Fabric, Sender } from './fabric.ts'

/** Both ends of one connection; every write is a message on its way for the link's latency. */
export class Wire {
  readonly client: Duplex
  readonly server: Duplex
  readonly gone = new Cancel()

  constructor(fabric: Fabric, sender: Sender, arrival: Arrival, topic: string, request: number) {
    const [up, down] = [new Pipe(Infinity), new Pipe(Infinity)]
    const { component } = arrival.listener
    const { clock } = fabric.kernel
    const end = (out: Pipe, from: string, to: string) => (data: Uint8Array | string) => {
      if (out.ended || out.broken) return out.write(data)
      const link = { ...arrival.link, latency: arrival.link.interactive }
      const bytes = data.length
      fabric.send(from, to, 'chunk', topic, link, { method: '', path: '', bytes, request, cause: request })
      clock.after(link.latency, () => void (out.ended || out.broken ? 0 : out.write(data)))
      return Promise.resolve()
    }
    const close = (out: Pipe) => () => void clock.after(arrival.link.interactive, () => out.end())
    this.client = {
      read: (max, cancel) => down.read(max, cancel),
      write: end(up, sender.component, component),
      close: close(up),
    }
    this.server = {
      read: (max, cancel) => up.read(max, cancel),
      write: end(down, component, sender.component),
      close: close(down),
    }
    sender.cancel?.onCancel((why) => {
      this.gone.cancel(why)
      up.end()
      down.break()
    })
  }
}

// Node's net: connections to other machines.
import { utf8 } from '../../../kernel/bytes.ts'
import type { Duplex } from '../../../kernel/queue.ts'
import { NetError } from '../../../net/errors.ts'
import { toBuffer } from './buffer.ts'
import type { Host } from './host.ts'
import { type Module, emitter, networkError } from './http-module.ts'
import type { Value } from './scope.ts'

export function net(host: Host): Module {
  const connect = (...args: Value[]) => {
    const options = (typeof args[0] === 'object' ? args[0] : { port: args[0], host: args[1] }) as {
      port?: Value
      host?: Value
    }
    const to = typeof options.host === 'string' ? options.host : 'localhost'
    return socket(
      host,
      to,
      Number(options.port),
      args.find((arg) => typeof arg === 'function'),
    )
  }
  return {
    connect,
    createConnection: connect,
    createServer: () => {
      throw new Error('naru: net.createServer is not simulated')
    },
  }
}

function socket(host: Host, to: string, port: number, connected: Value): Module {
  const events = emitter(host)
  if (connected) events.on('connect', connected)
  const early: Uint8Array[] = []
  let wire: Duplex | undefined
  const bytes = (chunk: Value) => (chunk instanceof Uint8Array ? chunk : utf8(String(chunk)))
  const send = (chunk: Uint8Array) => {
    if (wire) void wire.write(chunk).catch(() => {})
    else early.push(chunk)
  }
  const close = () => {
    wire?.close()
    host.release(made)
    return made
  }
  const made: Module = {
    on: (name: Value, callback: Value) => (events.on(name, callback), made),
    once: (name: Value, callback: Value) => (events.on(name, callback), made),
    write: (chunk: Value) => (send(bytes(chunk)), true),
    end: (chunk: Value) => {
      if (chunk !== undefined) send(bytes(chunk))
      return close()
    },
    destroy: close,
    setEncoding: () => made,
    setKeepAlive: () => made,
    setNoDelay: () => made,
  }
  host.hold(made)
  host.process.kernel.spawn(async () => {
    try {
      wire = await host.process.connect(to, port)
      for (const chunk of early.splice(0)) send(chunk)
      events.emit('connect')
      for (let chunk = await wire.read(); chunk !== null; chunk = await wire.read())
        events.emit('data', toBuffer(chunk))
      events.emit('end')
    } catch (error) {
      if (!(error instanceof NetError)) {
        if (host.process.exitCode === undefined) throw error
        return
      }
      events.emit('error', networkError(error))
    }
    events.emit('close')
    host.release(made)
  })
  return made
}

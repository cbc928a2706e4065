// One forwarded connection: bytes to a port of a pod, by way of the API server and the pod's kubelet.
import { text, utf8 } from '../../kernel/bytes.ts'
import type { Duplex } from '../../kernel/queue.ts'
import { readChannels, sendChannel } from '../../net/channels.ts'
import type { Client } from './client.ts'
import { upgrade } from './remote.ts'

const DATA = 0
const FAILURE = 1
const PROTOCOL = 'v4.channel.k8s.io'

export interface Tunnel extends Duplex {
  /** What the kubelet says where the port does not answer. */
  failure: string | undefined
}

/** `path` is the pod's `portforward` subresource. */
export async function openTunnel(client: Client, path: string, port: number): Promise<Tunnel> {
  const connection = await upgrade(client, path, { ports: [String(port)] }, PROTOCOL)
  const messages = readChannels(connection)
  const tunnel: Tunnel = {
    failure: undefined,
    read: async () => {
      for (;;) {
        const next = await messages.next()
        if (next.done) return null
        const { channel, data } = next.value
        if (channel === DATA) return data
        if (channel === FAILURE) tunnel.failure = text(data)
      }
    },
    write: (data) => sendChannel(connection, DATA, typeof data === 'string' ? utf8(data) : data),
    close: () => connection.close(),
  }
  return tunnel
}

// A container that is there, started with the terminal attached: docker start -a and compose run.
import type { Process } from '../../machine/process.ts'
import { converse, followSize, forwardSignals } from './attach.ts'
import type { Client } from './client.ts'
import { Detached } from './detach.ts'
import { waitFor } from './waiting.ts'

export interface Attachment {
  tty: boolean
  stdin: boolean
  detachKeys?: string
  /** It goes when it ends; otherwise it stays. */
  removed: boolean
}

/** The container's exit code; 0 where the detach keys were typed. */
export async function startAttached(process: Process, client: Client, id: string, how: Attachment): Promise<number> {
  const { tty, stdin, detachKeys, removed } = how
  const { connection } = await client.hijack(`/containers/${id}/attach`, {
    query: { stderr: true, stdin, stdout: true, stream: true },
  })
  const talk = converse(process, { connection, tty, stdin, detachKeys })
  talk.catch(() => {})
  const { code } = await waitFor(client, id, removed ? 'removed' : 'next-exit')
  const proxy = tty ? undefined : forwardSignals(client, process, id)
  await client.post(`/containers/${id}/start`)
  const still = tty ? await followSize(client, process, `/containers/${id}`) : () => {}
  try {
    await (proxy ? Promise.race([talk, proxy.forced]) : talk)
    return await code
  } catch (error) {
    if (error instanceof Detached) return 0
    throw error
  } finally {
    proxy?.stop()
    still()
  }
}

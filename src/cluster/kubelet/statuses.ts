// The status manager: sends each pod's latest status to the API server, nothing twice (pkg/kubelet/status).
import type { Pod } from '../../api/kubernetes/core.ts'
import type { Cause } from '../../kernel/trace.ts'
import { NetError } from '../../net/errors.ts'
import { ApiError } from '../client/client.ts'
import { same } from '../controllers/template.ts'
import { pods } from '../kinds/pod.ts'
import type { Kubelet } from './kubelet.ts'

interface Entry {
  pod: Pod
  status: Pod['status']
  cause: Cause
  sent: Pod['status'] | undefined
  sending: Promise<void> | undefined
}

export class Statuses {
  private readonly kubelet: Kubelet
  private readonly entries = new Map<string, Entry>()

  constructor(kubelet: Kubelet) {
    this.kubelet = kubelet
  }

  set(pod: Pod, status: Pod['status'], cause: Cause): void {
    const { uid } = pod.metadata
    const entry = this.entries.get(uid)
    if (!entry) this.entries.set(uid, { pod, status, cause, sent: undefined, sending: undefined })
    else Object.assign(entry, { pod, status, cause })
    this.flush(uid)
  }

  /** Somebody else changed it, or the API server did not have the pod before: told again. */
  resend(uid: string): void {
    const entry = this.entries.get(uid)
    if (!entry) return
    entry.sent = undefined
    this.flush(uid)
  }

  /** Resolves when everything known of a pod has been told, or cannot be. */
  async settled(uid: string): Promise<void> {
    await this.entries.get(uid)?.sending
  }

  forget(uid: string): void {
    this.entries.delete(uid)
  }

  private flush(uid: string): void {
    const entry = this.entries.get(uid)
    if (!entry || entry.sending || !this.kubelet.registered) return
    const sending = this.send(entry).finally(() => (entry.sending = undefined))
    entry.sending = sending
    this.kubelet.task(() => sending)
  }

  private async send(entry: Entry): Promise<void> {
    while (!same(entry.status, entry.sent)) {
      const { pod, status, cause } = entry
      const { namespace = '', name } = pod.metadata
      try {
        await this.kubelet.client.patch(pods, namespace, name, 'merge', { status }, { cause, subresource: 'status' })
        entry.sent = status
      } catch (error) {
        if (error instanceof NetError) {
          await this.kubelet.process.sleep(10_000)
          continue
        }
        if (!(error instanceof ApiError)) throw error
        return
      }
    }
  }
}

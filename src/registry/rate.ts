// Docker Hub's rate of access: so many manifests in six hours, by address or by account.
import type { Kernel } from '../kernel/kernel.ts'
import { Refusal } from './errors.ts'

const WINDOW_MS = 6 * 3600 * 1000
const WINDOW_S = WINDOW_MS / 1000
const ANONYMOUS = 100
const ACCOUNT = 200

export class Rate {
  private readonly kernel: Kernel
  private readonly pulls = new Map<string, number[]>()

  constructor(kernel: Kernel) {
    this.kernel = kernel
  }

  /** The headers of an answer. `counts`: GET of a manifest is a pull, HEAD is not. Throws TOOMANYREQUESTS. */
  take(address: string, account: string | undefined, counts: boolean): Record<string, string> {
    const limit = account === undefined ? ANONYMOUS : ACCOUNT
    const source = account ?? address
    const since = this.kernel.clock.now - WINDOW_MS
    const recent = (this.pulls.get(source) ?? []).filter((at) => at > since)
    if (counts && recent.length >= limit) throw new Refusal('TOOMANYREQUESTS')
    if (counts) recent.push(this.kernel.clock.now)
    this.pulls.set(source, recent)
    return {
      'docker-ratelimit-source': source,
      'ratelimit-limit': `${limit};w=${WINDOW_S}`,
      'ratelimit-remaining': `${limit - recent.length};w=${WINDOW_S}`,
    }
  }
}

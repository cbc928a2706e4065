// A build as its client knows it by a reference: opened by Solve, driven over the LLBBridge, watched over Status.
import { Cancel } from '../../kernel/cancel.ts'
import { Queue } from '../../kernel/queue.ts'
import type { GrpcError } from './grpc.ts'
import type { Status } from './progress.ts'
import type { ControlSolveRequest } from './schemas.ts'

export type Opened = ReturnType<typeof ControlSolveRequest.decode>

export class Job {
  readonly statuses = new Queue<Status>()
  /** What Solve asked for, once it has. */
  readonly opened: Promise<Opened>
  open!: (asked: Opened) => void
  /** What the client said at its end (LLBBridge.Return). */
  readonly returned: Promise<GrpcError | undefined>
  giveBack!: (error: GrpcError | undefined) => void
  /** Cancelled when its client has lost interest. */
  readonly gone = new Cancel()
  /** The image that was built. */
  image = ''
  private working: Promise<unknown> = Promise.resolve()

  constructor() {
    this.opened = new Promise((resolve) => (this.open = resolve))
    this.returned = new Promise((resolve) => (this.giveBack = resolve))
  }

  /** Whatever is cancelled for a call of its client is cancelled for the build. */
  heed(call: Cancel): void {
    call.onCancel((reason) => this.gone.cancel(reason))
  }

  work<T>(building: Promise<T>): Promise<T> {
    this.working = building
    return building
  }

  /** Its last word is told. */
  async close(): Promise<void> {
    await this.working.catch(() => {})
    this.statuses.close()
  }

  async *follow(gone: Cancel): AsyncGenerator<Status> {
    for (;;) {
      const status = await gone.guard(this.statuses.shift())
      if (!status) return
      yield status
    }
  }
}

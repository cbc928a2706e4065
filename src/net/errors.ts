// What connecting can come to, with the errno that a program sees.

import { Ending } from '../kernel/ending.ts'

export type NetErrorCode =
  | 'ECONNREFUSED'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'ETIMEDOUT'
  | 'ENOTFOUND'
  | 'EAI_AGAIN'
  | 'ECONNRESET'
  | 'EPROTO'

export class NetError extends Ending {
  readonly code: NetErrorCode
  /** `10.0.0.1:80`, or the name that was not found. */
  readonly target: string

  /** Why the name server did not answer. */
  readonly because: NetError | undefined

  constructor(code: NetErrorCode, target: string, because?: NetError) {
    super(`${code} ${target}`)
    this.because = because
    this.code = code
    this.target = target
  }
}

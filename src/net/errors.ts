// What connecting can come to, with the errno that a program sees.

export type NetErrorCode =
  | 'ECONNREFUSED'
  | 'EHOSTUNREACH'
  | 'ENETUNREACH'
  | 'ETIMEDOUT'
  | 'ENOTFOUND'
  | 'EAI_AGAIN'
  | 'ECONNRESET'
  | 'EPROTO'

export class NetError extends Error {
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

// One transfer of curl: what it came to, and its failures in curl's words.
import { NetError } from '../../../net/errors.ts'
import { type ClientResponse, parseUrl } from '../../../net/http.ts'
import { FsError } from '../../fs/filesystem.ts'
import type { Call } from '../call.ts'

/** What one transfer came to. */
export interface Transfer {
  url: string
  effective: string
  response: ClientResponse | undefined
  received: number
  sent: number
  redirects: number
  started: number
  connected: number
  firstByte: number
  remote: { address: string; port: number }
}

export class CurlError extends Error {
  readonly code: number
  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

export function explain(call: Call, transfer: Transfer, error: unknown): CurlError {
  const ms = Math.round(call.process.kernel.clock.now - transfer.started)
  const parsed = parseUrl(transfer.effective)
  const [host, port] = [parsed?.host ?? '', parsed?.port ?? 80]
  if (error instanceof CurlError) {
    return error.message
      ? error
      : new CurlError(
          28,
          transfer.response
            ? `Operation timed out after ${ms} milliseconds with ${transfer.received} bytes received`
            : `Connection timed out after ${ms} milliseconds`,
        )
  }
  if (error instanceof FsError) return new CurlError(23, 'Failure writing output to destination')
  if (!(error instanceof NetError)) throw error
  const failed = `Failed to connect to ${host} port ${port} after ${ms} ms: `
  if (call.has('unix-socket'))
    return new CurlError(7, `Failed to connect to ${host} port ${port} after ${ms} ms: Couldn't connect to server`)
  switch (error.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new CurlError(6, `Could not resolve host: ${host}`)
    case 'ETIMEDOUT':
      return new CurlError(28, `${failed}Connection timed out`)
    case 'ECONNRESET':
      return new CurlError(56, 'Recv failure: Connection reset by peer')
    case 'EPROTO':
      return new CurlError(35, 'OpenSSL/3.0.13: error:0A00010B:SSL routines::wrong version number')
    default:
      return new CurlError(7, `${failed}Couldn't connect to server`)
  }
}

export class Redirect {
  readonly target: string
  constructor(from: string, to: string) {
    const base = parseUrl(from)!
    const origin = /^[a-z]+:\/\/[^/]*/i.exec(from)![0]
    if (/^[a-z]+:\/\//i.test(to)) this.target = to
    else if (to.startsWith('//')) this.target = `${base.scheme}:${to}`
    else this.target = to.startsWith('/') ? origin + to : origin + base.target.replace(/[^/]*(\?.*)?$/, '') + to
  }
}

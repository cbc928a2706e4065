// What came back from the server's address: an API server's object or Status, or some other program's words.
import type { Status } from '../../api/kubernetes/meta.ts'
import { StatusError } from '../error.ts'

/** What the API server refused. `message` is the Status's. */
export class ApiFailure extends Error {
  readonly status: Status
  constructor(status: Status) {
    super(status.message ?? 'unknown')
    this.status = status
  }

  get reason(): string {
    return this.status.reason ?? ''
  }
}

/** Not JSON at all: whoever listens there is no API server. */
export class NoApiServer extends StatusError {
  /** As encoding/json says it. */
  readonly fault: string
  constructor(fault: string) {
    super(`error: ${fault}`)
    this.fault = fault
  }
}

/** A discovery document. Throws ApiFailure, or NoApiServer. */
export function document<T>(code: number, answer: string): T {
  if (code >= 400) throw failure(code, answer)
  try {
    return JSON.parse(answer) as T
  } catch {
    const first = answer.trimStart()[0]
    throw new NoApiServer(
      first === undefined
        ? 'unexpected end of JSON input'
        : `invalid character '${first}' looking for beginning of value`,
    )
  }
}

/** An object. Throws StatusError for what no serializer of client-go reads. */
export function decode<T>(answer: string, contentType = ''): T {
  const [media] = contentType.split(';')
  if (media && media !== 'application/json') throw new StatusError(`error: serializer for ${media} doesn't exist`)
  return document<T>(200, answer)
}

/** apierrors.NewGenericServerResponse: answers that are no Status. */
const GENERIC: Record<number, [reason: string, message: string]> = {
  400: ['BadRequest', 'the server rejected our request for an unknown reason'],
  401: ['Unauthorized', 'the server has asked for the client to provide credentials'],
  403: ['Forbidden', 'BODY'],
  404: ['NotFound', 'the server could not find the requested resource'],
  405: ['MethodNotAllowed', 'the server does not allow this method on the requested resource'],
  500: ['InternalError', 'an error on the server (BODY) has prevented the request from succeeding'],
  503: ['ServiceUnavailable', 'the server is currently unable to handle the request'],
  504: [
    'Timeout',
    'the server was unable to return a response in the time allotted, but may still be processing the request',
  ],
}

export function failure(code: number, answer: string): ApiFailure {
  try {
    const status = JSON.parse(answer) as Status
    if (status.kind === 'Status') return new ApiFailure(status)
  } catch {
    // Not a Status: some proxy's or kubelet's own words.
  }
  const [reason, said] = GENERIC[code] ?? [
    '',
    `the server responded with the status code ${code} but did not return more information`,
  ]
  const message = said.replace('BODY', JSON.stringify(answer.trim()))
  return new ApiFailure({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', reason, message, code })
}

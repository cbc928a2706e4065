// What a registry refuses, in its own wire form (OCI distribution spec, "Error Codes"; wording of docker/distribution 2.8).
import type { RegistryErrors } from '../api/oci.ts'
import { utf8 } from '../kernel/bytes.ts'
import type { Headers, HttpResponse } from '../net/http.ts'

const MESSAGES = {
  BLOB_UNKNOWN: [404, 'blob unknown to registry'],
  BLOB_UPLOAD_INVALID: [400, 'blob upload invalid'],
  BLOB_UPLOAD_UNKNOWN: [404, 'blob upload unknown to registry'],
  DENIED: [403, 'requested access to the resource is denied'],
  DIGEST_INVALID: [400, 'provided digest did not match uploaded content'],
  MANIFEST_BLOB_UNKNOWN: [400, 'blob unknown to registry'],
  MANIFEST_INVALID: [400, 'manifest invalid'],
  MANIFEST_UNKNOWN: [404, 'manifest unknown'],
  NAME_INVALID: [400, 'invalid repository name'],
  NAME_UNKNOWN: [404, 'repository name not known to registry'],
  PAGINATION_NUMBER_INVALID: [400, 'invalid number of results requested'],
  RANGE_INVALID: [416, 'invalid content range'],
  TAG_INVALID: [400, 'manifest tag did not match URI'],
  TOOMANYREQUESTS: [
    429,
    'You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit',
  ],
  UNAUTHORIZED: [401, 'authentication required'],
  UNSUPPORTED: [405, 'The operation is unsupported.'],
} as const

export type ErrorCode = keyof typeof MESSAGES

/** Thrown by whoever finds out; rendered in one place. */
export class Refusal extends Error {
  readonly status: number
  readonly errors: RegistryErrors['errors']
  readonly headers: Headers

  constructor(code: ErrorCode, detail?: unknown, headers: Headers = {}, message: string = MESSAGES[code][1]) {
    super(message)
    this.status = MESSAGES[code][0]
    this.errors = [{ code, message, ...(detail === undefined ? {} : { detail }) }]
    this.headers = headers
  }

  /** The same refusal for several reasons of the same kind: each missing blob of a manifest. */
  static each(code: ErrorCode, details: readonly unknown[]): Refusal {
    const refusal = new Refusal(code)
    refusal.errors.splice(0)
    for (const detail of details) refusal.errors.push({ code, message: MESSAGES[code][1], detail })
    return refusal
  }
}

/** Bodies end with a newline, as Go's encoder ends them. */
export function answer(status: number, value: unknown, headers: Headers = {}): HttpResponse {
  const body = utf8(`${JSON.stringify(value)}\n`)
  const type = { 'content-type': 'application/json; charset=utf-8', 'content-length': String(body.length) }
  return { status, headers: { ...type, ...headers }, body }
}

export const refused = ({ status, errors, headers }: Refusal): HttpResponse => answer(status, { errors }, headers)

// Reading requests and writing answers of the Engine API.
import type { AuthConfig } from '../api/docker.ts'
import { EMPTY, fromBase64, text, utf8 } from '../kernel/bytes.ts'
import { Pipe } from '../kernel/queue.ts'
import { type HttpRequest, type HttpResponse, type Query, bodyText } from '../net/http.ts'
import { badRequest } from './errors.ts'

export const answer = (status: number, value: unknown): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: utf8(`${JSON.stringify(value)}\n`),
})

export const empty = (status: number): HttpResponse => ({ status, headers: {}, body: EMPTY })

export const one = (query: Query, name: string): string => query[name]?.[0] ?? ''

/** httputils.BoolValue: anything but an empty word, 0, no, false and none. */
export const flag = (query: Query, name: string, otherwise = false): boolean => {
  const value = query[name]?.[0]
  if (value === undefined) return otherwise
  return !['', '0', 'no', 'false', 'none'].includes(value.trim().toLowerCase())
}

export async function body<T>(request: HttpRequest): Promise<T> {
  const said = await bodyText(request)
  if (!said.trim()) return {} as T
  try {
    return JSON.parse(said) as T
  } catch (error) {
    throw badRequest(`invalid JSON: ${error instanceof Error ? error.message : ''}`)
  }
}

/** A growing body of JSON values, one a line. */
export class JsonStream {
  readonly pipe = new Pipe(Infinity)

  write(value: unknown): void {
    void this.pipe.write(`${JSON.stringify(value)}\r\n`).catch(() => {})
  }

  end(): void {
    this.pipe.end()
  }

  response(): HttpResponse {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: this.pipe }
  }
}

/** `X-Registry-Auth` and the like: base64url JSON. */
export function decoded<T>(header: string | undefined): T | undefined {
  const bytes = header ? fromBase64(header) : undefined
  if (!bytes) return undefined
  try {
    return JSON.parse(text(bytes)) as T
  } catch {
    return undefined
  }
}

export const authOf = (request: HttpRequest): AuthConfig =>
  decoded<AuthConfig>(request.headers['x-registry-auth']) ?? {}

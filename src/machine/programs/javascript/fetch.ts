// fetch of Node: a request, and its response as an object with promises.
import { concat, text, utf8 } from '../../../kernel/bytes.ts'
import { NetError } from '../../../net/errors.ts'
import { reason } from '../../../net/http.ts'
import { readAll } from '../../../kernel/queue.ts'
import type { Host } from './host.ts'
import { networkError } from './http-module.ts'
import type { Callable, Value } from './scope.ts'

interface Options {
  method?: string
  headers?: Record<string, string>
  body?: Value
}

export const fetchOf =
  (host: Host): Callable =>
  (url, options) =>
    host.promise(() => answered(host, String(url), (options ?? {}) as Options))

async function answered(host: Host, url: string, { method = 'GET', headers = {}, body }: Options): Promise<Value> {
  const sent = body === undefined ? concat([]) : body instanceof Uint8Array ? body : utf8(String(body))
  try {
    const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
    const response = await host.process.request(url, { method, headers: named, body: sent })
    const bytes = await readAll(response.body)
    const { status } = response
    const get = (name: Value) => response.headers[String(name).toLowerCase()] ?? null
    return {
      status,
      statusText: reason(status),
      ok: status >= 200 && status < 300,
      url,
      headers: { get, has: (name: Value) => get(name) !== null },
      text: () => host.Promise.resolve(text(bytes)),
      json: () => new host.Promise((resolve) => resolve(JSON.parse(text(bytes)))),
      arrayBuffer: () => host.Promise.resolve(bytes),
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    throw Object.assign(new TypeError('fetch failed'), { cause: networkError(error) })
  }
}

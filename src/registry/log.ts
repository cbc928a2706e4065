// What the registry writes to its log: logrus lines on stderr, and an access log in Apache's combined form on stdout.
import type { Kernel } from '../kernel/kernel.ts'
import { encodeQuery, type HttpRequest, type HttpResponse, type Peer } from '../net/http.ts'

export interface Identity {
  version: string
  instance: string
}

const quoted = (value: string): string => (/^[\w.:/@-]+$/.test(value) ? value : JSON.stringify(value))

/** One logrus line; fields in the order of their names, as logrus sorts them. */
export function logLine(
  kernel: Kernel,
  level: string,
  message: string,
  fields: Readonly<Record<string, string>>,
): string {
  const rest = Object.entries(fields)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ` ${name}=${quoted(value)}`)
  return `time="${kernel.clock.rfc3339Nano()}" level=${level} msg=${quoted(message)}${rest.join('')} \n`
}

/** What it was built with. */
export const GO = 'go1.20.8'

export const startLines = (kernel: Kernel, { version, instance }: Identity, port: number): string => {
  const fields = { 'go.version': GO, 'instance.id': instance, service: 'registry', version }
  const secret =
    'No HTTP secret provided - generated random secret. This may cause problems with uploads if multiple registries are behind a load-balancer. To provide a shared secret, fill in http.secret in the configuration file or set the REGISTRY_HTTP_SECRET environment variable.'
  return [
    ['warning', secret],
    ['info', 'redis not configured'],
    ['info', 'using inmemory blob descriptor cache'],
    ['info', `listening on [::]:${port}`],
  ]
    .map(([level, message]) => logLine(kernel, level!, message!, fields))
    .join('')
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

export function accessLine(kernel: Kernel, request: HttpRequest, response: HttpResponse, peer: Peer): string {
  const [, year, month, day, time] = /^(\d+)-(\d+)-(\d+)T([\d:]+)/.exec(kernel.clock.rfc3339())!
  const when = `${day}/${MONTHS[Number(month) - 1]}/${year}:${time} +0000`
  const size = response.body instanceof Uint8Array ? response.body.length : 0
  const target = `${request.path}${encodeQuery(request.query)}`
  const agent = request.headers['user-agent'] ?? ''
  return `${peer.address} - - [${when}] "${request.method} ${target} HTTP/1.1" ${response.status} ${size} "" "${agent}"\n`
}

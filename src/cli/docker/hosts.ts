// The address of a daemon as `-H` and DOCKER_HOST take it (opts/hosts.go).
import { StatusError, notSimulated } from '../error.ts'
import { quote } from '../golang.ts'

export const DEFAULT_HOST = 'unix:///var/run/docker.sock'

/** The whole address: `tcp://127.0.0.1:2375` from `127.0.0.1`. Throws StatusError. */
export function parseHost(given: string): string {
  const address = given.trim()
  if (address === '') return DEFAULT_HOST
  const cut = address.indexOf('://')
  const protocol = cut < 0 ? 'tcp' : address.slice(0, cut)
  const rest = cut < 0 ? address : address.slice(cut + 3)
  if (protocol === 'unix') return rest === '' ? DEFAULT_HOST : address
  if (protocol === 'tcp') return tcpAddress(rest)
  if (protocol === 'ssh') throw notSimulated('docker over ssh')
  if (protocol === 'npipe') throw new StatusError('Failed to initialize: protocol not available')
  if (protocol === 'fd' && rest === '') {
    throw new StatusError(`Failed to initialize: unable to parse docker host \`${address}\``)
  }
  throw unresolvable(`invalid bind address format: ${address}`)
}

const unresolvable = (why: string) => new StatusError(`Failed to initialize: unable to resolve docker endpoint: ${why}`)

function tcpAddress(rest: string): string {
  const [, host = '', port, path = ''] = /^(\[[^\]]*\]|[^:/]*)(?::([^/]*))?(\/.*)?$/.exec(rest) ?? []
  if (port !== undefined && !/^\d*$/.test(port)) {
    throw unresolvable(`parse ${quote(`tcp://${rest}`)}: invalid port ${quote(`:${port}`)} after host`)
  }
  return `tcp://${host || 'localhost'}:${port || '2375'}${path}`
}

// `-p 127.0.0.1:8080:80/tcp` and `--expose`: github.com/docker/go-connections/nat.
import { isAddress } from '../../net/address.ts'
import { isAddress6 } from '../../net/address6.ts'
import { StatusError } from '../error.ts'

export interface PortBinding {
  HostIp: string
  HostPort: string
}

export interface PublishedPorts {
  exposed: Record<string, Record<string, never>>
  bindings: Record<string, PortBinding[]>
}

/** Throws StatusError with go-connections' message. */
export function parsePublish(specs: readonly string[]): PublishedPorts {
  const out: PublishedPorts = { exposed: {}, bindings: {} }
  for (const spec of specs) publish(spec.includes('=') ? longForm(spec) : spec, out)
  return out
}

/** `published=8080,target=80,protocol=tcp` in the short form. */
function longForm(spec: string): string {
  const fields: Record<string, string> = { protocol: 'tcp' }
  for (const pair of spec.split(',')) {
    const [key, value] = pair.split(/=(.*)/s, 2) as [string, string?]
    if (value === undefined || key === '') {
      throw new StatusError(`invalid publish opts format (should be name=value but got '${pair}')`)
    }
    fields[key] = value
  }
  return `${fields.published ?? ''}:${fields.target ?? ''}/${fields.protocol}`
}

function publish(spec: string, out: PublishedPorts): void {
  const { ip, host, container } = split(spec)
  // More parts than two are read past; without a port there is nothing before the slash either.
  const [port = '', typed] = container.split('/')
  const protocol = (typed || 'tcp').toLowerCase()
  if (ip && !isAddress(ip) && !isAddress6(ip)) throw new StatusError(`invalid IP address: ${ip}`)
  if (port === '') throw new StatusError(`no port specified: ${spec}<empty>`)
  const target = portRange(port) ?? fail(`invalid containerPort: ${port}`)
  const source = host === '' ? undefined : (portRange(host) ?? fail(`invalid hostPort: ${host}`))
  if (!['tcp', 'udp', 'sctp'].includes(protocol)) throw new StatusError(`invalid proto: ${typed}`)
  const [from, to] = target
  const spread = source && source[1] - source[0] !== to - from
  if (spread && from !== to)
    throw new StatusError(`invalid ranges specified for container and host Ports: ${port} and ${host}`)
  for (let i = 0; i <= to - from; i++) {
    const key = `${from + i}/${protocol}`
    const HostPort = !source ? '' : spread ? `${source[0]}-${source[1]}` : String(source[0] + i)
    out.exposed[key] = {}
    ;(out.bindings[key] ??= []).push({ HostIp: ip, HostPort })
  }
}

const fail = (message: string): never => {
  throw new StatusError(message)
}

/** From the right: container port, host port, address. */
function split(spec: string): { ip: string; host: string; container: string } {
  const parts = spec.split(':')
  const container = parts.pop()!
  const host = parts.pop() ?? ''
  return { ip: parts.join(':').replace(/^\[|\]$/g, ''), host, container }
}

function portRange(text: string): [number, number] | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text)
  if (!match) return undefined
  const [from, to] = [Number(match[1]), Number(match[2] ?? match[1])]
  return to > 65535 || from > to ? undefined : [from, to]
}

/** What nat.ParsePortRange says of ports that are none. */
function rangeError(ports: string): string {
  if (ports === '') return 'empty string specified for ports'
  const bad = ports.split('-').find((port) => !/^\d+$/.test(port) || Number(port) > 65535)
  if (bad === undefined) return `invalid range specified for port: ${ports}`
  return `strconv.ParseUint: parsing "${bad}": ${/^\d+$/.test(bad) ? 'value out of range' : 'invalid syntax'}`
}

/** Throws StatusError as docker's `--expose` does. */
export function parseExpose(specs: readonly string[]): Record<string, Record<string, never>> {
  const out: Record<string, Record<string, never>> = {}
  for (const spec of specs) {
    if (spec.includes(':')) throw new StatusError(`invalid port format for --expose: ${spec}`)
    const [ports = '', protocol = 'tcp'] = spec.split('/')
    const range = portRange(ports)
    if (!range) {
      throw new StatusError(`invalid range format for --expose: ${spec}, error: ${rangeError(ports)}`)
    }
    for (let port = range[0]; port <= range[1]; port++) out[`${port}/${protocol}`] = {}
  }
  return out
}

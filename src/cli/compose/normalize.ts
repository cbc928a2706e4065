// From the short and long forms of a compose file to one form (compose-go's canonical transform).
import { joinPath } from '../../machine/fs/path.ts'
import { parsePublish } from '../docker/ports.ts'
import { StatusError } from '../error.ts'
import { parseBytes } from '../parse.ts'
import type {
  Build,
  Condition,
  Dependency,
  Healthcheck,
  ServiceNetwork,
  ServicePort,
  ServiceVolume,
} from './service.ts'

export type Tree = Record<string, unknown>

export const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
export const asTree = (value: unknown): Tree => (isTree(value) ? value : {})
/** A YAML scalar as text; what is no scalar, as JSON. */
const scalar = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
      ? String(value)
      : JSON.stringify(value)

/** Networks, volumes, secrets and configs: the name in the engine is the project's own, unless the file or `external` says. */
export function namedResource(project: string, key: string, tree: Tree): { name: string; external: boolean } {
  const external = tree.external === true || isTree(tree.external)
  return { name: asText(tree.name) ?? (external ? key : `${project}_${key}`), external }
}

export const asText = (value: unknown): string | undefined =>
  value === null || value === undefined ? undefined : scalar(value)
export const asList = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(scalar) : value === null || value === undefined ? [] : [scalar(value)]

/** `A=1` lists and `A: 1` maps; a name alone has null. */
export function asMap(value: unknown): Record<string, string | null> {
  const out: Record<string, string | null> = {}
  if (Array.isArray(value)) {
    for (const item of value.map(scalar)) {
      const equals = item.indexOf('=')
      out[equals < 0 ? item : item.slice(0, equals)] = equals < 0 ? null : item.slice(equals + 1)
    }
  } else for (const [key, item] of Object.entries(asTree(value))) out[key] = item === null ? null : scalar(item)
  return out
}

export function asLabels(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(asMap(value)).map(([key, item]) => [key, item ?? '']))
}

/** A command as words; a string is split as a shell would, without expanding anything. Throws DecodeError. */
export function asCommand(value: unknown): string[] | null | undefined {
  if (value === undefined || value === null) return value
  return Array.isArray(value) ? value.map(scalar) : splitWords(scalar(value))
}

export function splitWords(text: string): string[] {
  const out: string[] = []
  let word: string | undefined
  let quote = ''
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!
    if (quote) {
      if (char === quote) quote = ''
      else if (char === '\\' && quote === '"' && /["\\$`]/.test(text[i + 1] ?? '')) word += text[++i]!
      else word += char
    } else if (char === '"' || char === "'") {
      quote = char
      word ??= ''
    } else if (char === '\\') word = (word ?? '') + (text[++i] ?? '')
    else if (/\s/.test(char)) {
      if (word !== undefined) out.push(word)
      word = undefined
    } else word = (word ?? '') + char
  }
  if (quote) throw new DecodeError('command', 'invalid command line string')
  return word === undefined ? out : [...out, word]
}

export function asDependencies(value: unknown): Record<string, Dependency> {
  const out: Record<string, Dependency> = {}
  if (Array.isArray(value))
    for (const name of value) out[scalar(name)] = { condition: 'service_started', required: true }
  else {
    for (const [name, item] of Object.entries(asTree(value))) {
      const { condition = 'service_started', required = true, restart } = asTree(item)
      out[name] = {
        condition: condition as Condition,
        required: required !== false,
        ...(restart === true ? { restart } : {}),
      }
    }
  }
  return out
}

export function asPorts(value: unknown): ServicePort[] {
  return (Array.isArray(value) ? value : []).flatMap((item): ServicePort[] => {
    if (isTree(item)) {
      const { mode = 'ingress', target, published, protocol = 'tcp', ...rest } = item
      return [
        {
          ...rest,
          mode: scalar(mode),
          target: Number(target),
          ...(published === undefined || published === '' ? {} : { published: scalar(published) }),
          protocol: scalar(protocol),
        },
      ]
    }
    return shortPorts(scalar(item))
  })
}

function shortPorts(word: string): ServicePort[] {
  let bindings
  try {
    ;({ bindings } = parsePublish([word]))
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    const address = /^invalid IP address: (.*:.*)$/i.exec(error.message)?.[1]
    throw new StatusError(
      address
        ? `Invalid ip address ${address}: address ${address}:: too many colons in address`
        : error.message[0]!.toUpperCase() + error.message.slice(1),
    )
  }
  return Object.entries(bindings).flatMap(([key, list]) => {
    const [target, protocol = 'tcp'] = key.split('/')
    return list.map(({ HostIp, HostPort }) => ({
      mode: 'ingress',
      ...(HostIp ? { host_ip: HostIp } : {}),
      target: Number(target),
      ...(HostPort ? { published: HostPort } : {}),
      protocol,
    }))
  })
}

export function asVolumes(value: unknown, directory: string, home: string): ServiceVolume[] {
  return (Array.isArray(value) ? value : []).map((item): ServiceVolume => {
    if (typeof item === 'object' && item !== null) return longVolume(item as Tree, directory, home)
    const parts = scalar(item).split(':')
    if (parts.length === 1) return { type: 'volume', target: parts[0]!, volume: {} }
    const [source, target, mode = ''] = parts as [string, string, string?]
    const modes = mode.split(',')
    const read_only = modes.includes('ro') ? { read_only: true } : {}
    const selinux = modes.find((one) => one === 'z' || one === 'Z')
    if (/^[./~]/.test(source)) {
      return {
        type: 'bind',
        source: hostPath(source, directory, home),
        target,
        ...read_only,
        bind: { create_host_path: true, ...(selinux ? { selinux } : {}) },
      }
    }
    const bind = selinux ? { bind: { selinux } } : {}
    return {
      type: 'volume',
      source,
      target,
      ...read_only,
      ...bind,
      volume: modes.includes('nocopy') ? { nocopy: true } : {},
    }
  })
}

function longVolume(item: Tree, directory: string, home: string): ServiceVolume {
  const type = (asText(item.type) ?? 'volume') as ServiceVolume['type']
  const source = asText(item.source)
  const path = source !== undefined && type === 'bind' ? hostPath(source, directory, home) : source
  const tmpfs = asTree(item.tmpfs)
  return {
    ...item,
    type,
    ...(path === undefined ? {} : { source: path }),
    target: asText(item.target) ?? '',
    ...(type === 'bind' && item.bind ? { bind: asTree(item.bind) } : {}),
    ...(type === 'volume' ? { volume: asTree(item.volume) } : {}),
    ...(type === 'tmpfs'
      ? { tmpfs: tmpfs.size === undefined ? tmpfs : { ...tmpfs, size: String(asSize(tmpfs.size)) } }
      : {}),
  }
}

const hostPath = (source: string, directory: string, home: string) =>
  joinPath(directory, source.replace(/^~(?=\/|$)/, home))

export function asNetworks(value: unknown): Record<string, ServiceNetwork | null> {
  const out: Record<string, ServiceNetwork | null> = {}
  if (Array.isArray(value)) for (const name of value) out[scalar(name)] = null
  else {
    for (const [name, item] of Object.entries(asTree(value))) {
      const { aliases, ipv4_address, ipv6_address } = asTree(item)
      const settings = {
        ...(aliases ? { aliases: asList(aliases) } : {}),
        ...(ipv4_address ? { ipv4_address: scalar(ipv4_address) } : {}),
        ...(ipv6_address ? { ipv6_address: scalar(ipv6_address) } : {}),
      }
      out[name] = item === null || Object.keys(settings).length === 0 ? null : settings
    }
  }
  return out
}

export function asHealthcheck(value: unknown): Healthcheck | undefined {
  if (value === undefined || value === null) return undefined
  const { test, retries, disable, ...spans } = asTree(value)
  const out: Healthcheck = {}
  if (typeof test === 'string') out.test = ['CMD-SHELL', test]
  else if (Array.isArray(test)) out.test = test.map(scalar)
  for (const key of ['interval', 'timeout', 'start_period', 'start_interval'] as const)
    if (spans[key] !== undefined) out[key] = scalar(spans[key])
  if (retries !== undefined) out.retries = Number(retries)
  if (disable === true) out.disable = true
  return out
}

const REMOTE = /^(?:https?|git|ssh):\/\/|^git@/

export function asBuild(value: unknown, directory: string): Build | undefined {
  if (value === undefined || value === null) return undefined
  const tree: Tree = typeof value === 'string' ? { context: value } : asTree(value)
  const context = asText(tree.context) ?? '.'
  return {
    context: REMOTE.test(context) ? context : joinPath(directory, context),
    ...(tree.dockerfile_inline
      ? { dockerfile_inline: scalar(tree.dockerfile_inline) }
      : { dockerfile: asText(tree.dockerfile) ?? 'Dockerfile' }),
    ...(tree.args ? { args: asMap(tree.args) } : {}),
    ...(tree.target ? { target: scalar(tree.target) } : {}),
    ...(tree.labels ? { labels: asLabels(tree.labels) } : {}),
    ...(tree.network ? { network: scalar(tree.network) } : {}),
    ...(tree.no_cache === true ? { no_cache: true } : {}),
  }
}

/** `host=ip`, by name. */
export function asHosts(value: unknown): string[] {
  if (isTree(value))
    return Object.entries(value)
      .flatMap(([host, ip]) => asList(ip).map((one) => `${host}=${one}`))
      .sort()
  return asList(value)
    .map((item) => {
      const at = /[=:]/.exec(item)
      if (!at) throw new DecodeError('extra_hosts', `invalid additional host, missing IP: ${item}`)
      return `${item.slice(0, at.index)}=${item.slice(at.index + 1).replace(/^\[(.*)\]$/, '$1')}`
    })
    .sort()
}

/** What a value says cannot be understood; the loader names the service. */
export class DecodeError extends Error {
  readonly field: string
  constructor(field: string, message: string) {
    super(message)
    this.field = field
  }
}

export const asSize = (value: unknown): number | undefined =>
  value === undefined || value === null ? undefined : typeof value === 'number' ? value : bytesOf(scalar(value))

function bytesOf(text: string): number {
  try {
    return parseBytes(text)
  } catch (error) {
    throw new DecodeError('mem_limit', error instanceof Error ? error.message : String(error))
  }
}

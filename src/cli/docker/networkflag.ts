// `--network`: a plain name, or `name=app,alias=web,ip=…` (cli/opts/network.go).
import { splitCsv } from '../parse.ts'
import type { EndpointSettings } from './containerconfig.ts'

export interface NetworkTarget {
  name: string
  settings: EndpointSettings
}

/** Throws Error for pflag to wrap. */
export function parseNetwork(word: string): NetworkTarget {
  if (!/\w+=\w+(,\w+=\w+)*/.test(word)) return { name: word, settings: {} }
  const target: NetworkTarget = { name: '', settings: {} }
  for (const field of splitCsv(word)) setField(target, field)
  if (target.name === '') throw new Error('network name/id is not specified')
  return target
}

function setField(target: NetworkTarget, field: string): void {
  const equals = field.indexOf('=')
  if (equals <= 0) throw new Error(`invalid field ${field}`)
  const key = field.slice(0, equals).trim().toLowerCase()
  const value = field
    .slice(equals + 1)
    .trim()
    .toLowerCase()
  const { settings } = target
  const ipam = (more: EndpointSettings['IPAMConfig']) => (settings.IPAMConfig = { ...settings.IPAMConfig, ...more })
  if (key === 'name') target.name = value
  else if (key === 'alias') settings.Aliases = [...(settings.Aliases ?? []), value]
  else if (key === 'ip') ipam({ IPv4Address: value })
  else if (key === 'ip6') ipam({ IPv6Address: value })
  else if (key === 'link-local-ip') ipam({ LinkLocalIPs: [...(settings.IPAMConfig?.LinkLocalIPs ?? []), value] })
  else if (key === 'mac-address') settings.MacAddress = value
  else if (key === 'gw-priority') settings.GwPriority = priority(value)
  else if (key === 'driver-opt') settings.DriverOpts = { ...settings.DriverOpts, ...driverOption(value) }
  else throw new Error(`invalid field key ${key}`)
}

function priority(value: string): number {
  if (!/^[+-]?\d+$/.test(value)) throw new Error(`invalid gw-priority (${value}): invalid syntax`)
  return Number(value)
}

function driverOption(value: string): Record<string, string> {
  const [key, set] = value.split(/=(.*)/s, 2) as [string, string?]
  if (set === undefined || key === '') throw new Error('invalid key value pair format in driver options')
  return { [key.trim()]: set.trim() }
}

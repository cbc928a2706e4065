// docker inspect's printing: JSON with four spaces, or a template over each object (cli/command/inspect).
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'
import { compileTemplate } from '../template/execute.ts'
import { dockerFunctions } from '../template/functions.ts'
import { TemplateError } from '../template/lexer.ts'
import { KEYED, Nil, type Plain, Struct, isMap, toJson } from '../template/value.ts'
import { kindOf, shaped } from './format/shapes.ts'
import { messageOf } from './voice.ts'

/**
 * Prints what `fetch` gives for each name; what is missing is told at the end, exit code 1. What came over the `wire` is
 * printed as it came; what the client itself holds, of the type `own`, is encoded by Go, which escapes `<`, `>` and `&`.
 */
export async function inspectAll(
  process: Process,
  names: readonly string[],
  format: string,
  fetch: (name: string) => Promise<unknown>,
  own?: string,
): Promise<number> {
  const show = format === '' || format === 'json' ? undefined : templateInspector(format, own)
  const found: unknown[] = []
  const errors: string[] = []
  let out = ''
  for (const name of names) {
    try {
      const object = await fetch(name)
      if (show) out += `${show(object)}\n`
      else found.push(object)
    } catch (error) {
      errors.push(messageOf(error))
    }
  }
  if (show) await process.print(out || '\n')
  else if (found.length === 0) await process.print('[]\n')
  else
    await process.print(
      `${toJson(found, own !== undefined || found.every((object) => isImage(object) || isVolume(object)), format === 'json' ? undefined : '    ')}\n`,
    )
  if (errors.length > 0) throw new StatusError(errors.join('\n'))
  return 0
}

/** Images are decoded and encoded again on their way. */
const isImage = (object: unknown): boolean => isMap(object) && Object.hasOwn(object, 'RootFS')

/** So are volumes, and the client has not kept what came. */
const isVolume = (object: unknown): boolean => kindOf(object) === 'Volume'

/** The object is first taken as Go's struct, where all fields exist; then as the map it is on the wire. */
function templateInspector(format: string, own?: string): (object: unknown) => string {
  let typed: (data: unknown) => string
  let raw: (data: unknown) => string
  try {
    typed = compileTemplate(format, { functions: dockerFunctions, strict: true })
    raw = compileTemplate(format, { functions: dockerFunctions, strict: true })
  } catch (error) {
    if (error instanceof TemplateError) throw new StatusError(`template parsing error: ${error.message}`, 64)
    throw error
  }
  // A field by its JSON name is none of the struct: Go takes the map then, and prints all of it as a map.
  const jsonOnly = Object.entries(GO_NAMES).some(
    ([json, go]) => json !== go && new RegExp(`\\.${json}\\b`).test(format),
  )
  return (object) => {
    try {
      if (own === undefined && !jsonOnly) return typed(shaped(asStruct(object, ''), kindOf(object)))
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      if (isVolume(object)) throw new StatusError(`template parsing error: ${error.message}`)
    }
    try {
      return raw(own === undefined ? object : new Struct(own, object as Plain))
    } catch (error) {
      if (error instanceof TemplateError) throw new StatusError(`template parsing error: ${error.message}`)
      throw error
    }
  }
}

/** Fields whose Go name is not their JSON name. */
const GO_NAMES: Record<string, string> = {
  Id: 'ID',
  NanoCpus: 'NanoCPUs',
  CpuShares: 'CPUShares',
  CpuPeriod: 'CPUPeriod',
  CpuQuota: 'CPUQuota',
  Dns: 'DNS',
  DnsOptions: 'DNSOptions',
  DnsSearch: 'DNSSearch',
  IpcMode: 'IpcMode',
}
const MAPS = new Set([
  'Labels',
  'Volumes',
  'ExposedPorts',
  'Options',
  'Sysctls',
  'StorageOpt',
  'Tmpfs',
  'PortBindings',
  'DriverOpts',
  'Data',
])
const KEYED_NAMES = new Set([...MAPS, 'Networks', 'Ports', 'Containers'])
const POINTERS = new Set([
  'PidsLimit',
  'OomKillDisable',
  'MemorySwappiness',
  'Healthcheck',
  'Init',
  'Health',
  'IPAMConfig',
  'LastUsedAt',
])
/** Fields that JSON leaves out when they are empty, by the object they belong to. */
const OMITTED: Record<string, Plain> = {
  State: { Health: null },
  Config: {
    ExposedPorts: new Nil('map'),
    Healthcheck: null,
    StopSignal: '',
    Shell: new Nil('slice'),
    StopTimeout: null,
  },
  HostConfig: {
    Mounts: new Nil('slice'),
    Tmpfs: new Nil('map'),
    Sysctls: new Nil('map'),
    Init: null,
    Annotations: new Nil('map'),
  },
}

/** Told with `--size` only. */
const OF_CONTAINER: Plain = { SizeRw: new Nil('pointer'), SizeRootFs: new Nil('pointer') }
/** Maps of nothing: what counts is their keys. */
const SETS = new Set(['ExposedPorts', 'Volumes'])

function asStruct(value: unknown, name: string): unknown {
  if (value === null) return POINTERS.has(name) ? null : new Nil(MAPS.has(name) ? 'map' : 'slice')
  if (Array.isArray(value)) return value.map((item) => asStruct(item, ''))
  if (!isMap(value)) return value
  if (name === 'Config' && !Object.hasOwn(value, 'Hostname')) return imageConfig(value)
  if (SETS.has(name)) {
    const set = Object.fromEntries(Object.keys(value).map((key) => [key, new Struct('struct {}', {})]))
    return Object.defineProperty(set, KEYED, { value: true, enumerable: false })
  }
  const out: Plain = {}
  if (KEYED_NAMES.has(name)) Object.defineProperty(out, KEYED, { value: true, enumerable: false })
  const hidden = (key: string, field: unknown) => Object.defineProperty(out, key, { value: field, enumerable: false })
  for (const [key, field] of Object.entries(value)) {
    out[key] = asStruct(field, name === 'LogConfig' ? '' : key)
    if (GO_NAMES[key] && !Object.hasOwn(value, GO_NAMES[key])) hidden(GO_NAMES[key], out[key])
  }
  const left = name === '' && Object.hasOwn(value, 'HostConfig') ? OF_CONTAINER : OMITTED[name]
  for (const [key, field] of Object.entries(left ?? {})) if (!Object.hasOwn(out, key)) hidden(key, field)
  return out
}

const IMAGE_CONFIG =
  'User ExposedPorts Env Entrypoint Cmd Volumes WorkingDir Labels StopSignal ArgsEscaped Healthcheck OnBuild Shell'

/** DockerOCIImageConfig: fields in the struct's order, and none of the empty ones in JSON. */
function imageConfig(value: Plain): unknown {
  const out: Plain = {}
  for (const key of IMAGE_CONFIG.split(' ')) {
    const field = value[key]
    const empty = field === undefined || field === null || field === '' || field === false
    if (!empty) out[key] = asStruct(field, key)
    else {
      const nothing = typeof field === 'string' || key === 'User' || key === 'WorkingDir' || key === 'StopSignal'
      const zero =
        key === 'ArgsEscaped'
          ? false
          : nothing
            ? ''
            : POINTERS.has(key)
              ? null
              : new Nil(MAPS.has(key) ? 'map' : 'slice')
      Object.defineProperty(out, key, { value: zero, enumerable: false })
    }
  }
  return out
}

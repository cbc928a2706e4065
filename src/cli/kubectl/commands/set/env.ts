// kubectl set env: environment variables of the containers of a pod template, set, removed, taken over or listed.
import { fromBase64, text } from '../../../../kernel/bytes.ts'
import type { Process } from '../../../../machine/process.ts'
import { type Call, type Options, command } from '../../../command.ts'
import { StatusError } from '../../../error.ts'
import { matchesPath } from '../../../golang.ts'
import { resourceNames } from '../../completion.ts'
import type { AnyObject } from '../../object.ts'
import { NOTHING_NAMED, choose, splitPairs } from '../../selection.ts'
import { Kube } from '../../session.ts'
import { type Container, type EnvVar, SET_FLAGS, changeObjects, podSpecOf } from './change.ts'

const FLAGS = {
  ...SET_FLAGS,
  containers: { type: 'string', short: 'c', default: '*', summary: 'Containers to change; may have *' },
  env: { type: 'list', short: 'e', summary: 'KEY=VALUE, as among the words' },
  from: { type: 'string', default: '', summary: 'configmap/NAME or secret/NAME whose keys become variables' },
  keys: { type: 'csv', summary: 'Only these keys of --from' },
  list: { type: 'bool', summary: 'Show the variables' },
  overwrite: { type: 'bool', default: true, summary: 'Replace variables that are there' },
  prefix: { type: 'string', default: '', summary: 'Put before the names that --from makes' },
  resolve: { type: 'bool', summary: 'With --list: show the values of references' },
} as const

type EnvOptions = Options<typeof FLAGS>

const KEY = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/
const KEY_RULE =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')"

export const setEnv = command({
  name: 'env',
  usage: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  summary: 'Update environment variables on a pod template',
  examples:
    '# Set a variable\nkubectl set env deployment/web STORAGE_DIR=/local\n\n# Remove it\nkubectl set env deployment/web STORAGE_DIR-\n\n# Show what is set\nkubectl set env deployment/web --list',
  flags: FLAGS,
  complete: resourceNames,
  run: async (process, options, args, call) => {
    const [words, pairs] = splitPairs(args, 'environment', true)
    if (words.length === 0 && options.filename.length === 0 && !options.kustomize) throw new StatusError(NOTHING_NAMED)
    const { set, removed } = changesOf([...pairs, ...options.env])
    const from = options.from ? await taken(process, options, call) : []
    const change = (object: AnyObject): void => {
      const spec = podSpecOf(object)
      const found = [...spec.containers, ...(spec.initContainers ?? [])].filter(({ name }) =>
        matchesPath(options.containers, name),
      )
      if (found.length === 0)
        throw new StatusError(
          `error: ${object.kind} ${object.metadata.name} does not have any containers matching "${options.containers}"`,
        )
      for (const container of found) {
        if (!options.overwrite) refuse(container, object, set)
        const env = (container.env ?? []).filter(({ name }) => !removed.includes(name))
        for (const variable of [...from, ...set]) put(env, variable)
        if (env.length > 0) container.env = env
        else delete container.env
      }
    }
    if (options.list) return list(process, options, words, call, change)
    return changeObjects(process, options, words, call, 'env updated', change)
  },
})

function changesOf(pairs: readonly string[]): { set: EnvVar[]; removed: string[] } {
  const set: EnvVar[] = []
  const removed: string[] = []
  for (const pair of pairs) {
    const equals = pair.indexOf('=')
    if (equals < 0) {
      removed.push(pair.slice(0, -1))
      continue
    }
    const name = pair.slice(0, equals)
    if (!KEY.test(name)) throw new StatusError(`error: "${name}" is not a valid key name: ${KEY_RULE}`)
    set.push({ name, value: pair.slice(equals + 1) })
  }
  return { set, removed }
}

function put(env: EnvVar[], variable: EnvVar): void {
  const at = env.findIndex(({ name }) => name === variable.name)
  if (at < 0) env.push(variable)
  else env[at] = variable
}

function refuse(container: Container, { kind, metadata }: AnyObject, set: readonly EnvVar[]): void {
  for (const { name } of set) {
    const there = container.env?.find((variable) => variable.name === name)
    if (there)
      throw new StatusError(
        `error: '${name}' already has a value (${there.value ?? ''}), and --overwrite is false on ${kind} ${metadata.name}`,
      )
  }
}

/** References to every key of a config map or secret, named as a shell can have them. */
async function taken(process: Process, options: EnvOptions, call: Call): Promise<EnvVar[]> {
  const kube = await Kube.open(process, call)
  const [type, name] = options.from.split('/') as [string, string | undefined]
  const resource = await kube.mapper.find(type)
  const ref = { configmaps: 'configMapKeyRef', secrets: 'secretKeyRef' }[resource.name]
  if (!ref || name === undefined)
    throw new StatusError(`error: unsupported resource specified in --from: ${options.from}`)
  const source = await kube.get(resource, name)
  const out: EnvVar[] = []
  for (const key of Object.keys((source.data as Record<string, string> | undefined) ?? {}).sort()) {
    if (options.keys.length > 0 && !options.keys.includes(key)) continue
    const variable = key.toUpperCase().replace(/[^A-Z0-9_]/g, '_')
    if (variable !== key) await process.error(`Warning: key ${key} transferred to ${variable}\n`)
    out.push({ name: options.prefix + variable, valueFrom: { [ref]: { name, key } } })
  }
  return out
}

async function list(
  process: Process,
  options: EnvOptions,
  words: string[],
  call: Call,
  change: (object: AnyObject) => void,
): Promise<number> {
  const kube = await Kube.open(process, call)
  for (const { object } of await choose(kube, options, words)) {
    change(object)
    for (const container of podSpecOf(object).containers) {
      if (!matchesPath(options.containers, container.name)) continue
      await process.print(`# ${object.kind} ${object.metadata.name}, container ${container.name}\n`)
      for (const variable of container.env ?? [])
        await process.print(`${await shown(kube, object, variable, options.resolve)}\n`)
    }
  }
  return 0
}

async function shown(kube: Kube, object: AnyObject, { name, value, valueFrom }: EnvVar, resolve: boolean) {
  if (!valueFrom) return `${name}=${value ?? ''}`
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom
  if (fieldRef) return `# ${name} from field path ${fieldRef.fieldPath}`
  if (resourceFieldRef) return `# ${name} from resource ${resourceFieldRef.resource}`
  const ref = configMapKeyRef ?? secretKeyRef
  const [kind, plural] = configMapKeyRef ? ['configmap', 'configmaps'] : ['secret', 'secrets']
  if (!resolve) return `# ${name} from ${kind} ${ref?.name}, key ${ref?.key}`
  const source = await kube.get(await kube.mapper.find(plural!), ref!.name!, object.metadata.namespace)
  const raw = (source.data as Record<string, string> | undefined)?.[ref!.key!] ?? ''
  return `${name}=${configMapKeyRef ? raw : text(fromBase64(raw) ?? new Uint8Array(0))}`
}

// kubectl create namespace, configmap, serviceaccount, quota.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import type { AnyObject } from '../object.ts'
import { SOURCES, collect, contents, contentHash } from './sources.ts'
import { COMMON, generate, oneName } from './generator.ts'

export const namespace = command({
  name: 'namespace',
  aliases: ['ns'],
  usage: 'NAME [--dry-run=server|client|none]',
  summary: 'Create a namespace with the specified name',
  flags: COMMON,
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    return generate(process, options, call, () => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
      spec: {},
      status: {},
    }))
  },
})

export const serviceaccount = command({
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: 'NAME [--dry-run=server|client|none]',
  summary: 'Create a service account with the specified name',
  flags: COMMON,
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    return generate(
      process,
      options,
      call,
      () => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }),
      'serviceaccount:',
    )
  },
})

export const configmap = command({
  name: 'configmap',
  aliases: ['cm'],
  usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  summary: 'Create a config map from a local file, directory or literal value',
  flags: { ...COMMON, ...SOURCES },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    const { text, bytes } = contents(collect(process, options, { kind: 'ConfigMap', name }))
    const data = Object.keys(text).length > 0 ? { data: text } : {}
    const binary = Object.keys(bytes).length > 0 ? { binaryData: bytes } : {}
    const build = (): AnyObject => {
      const hash = options['append-hash'] ? `-${contentHash({ kind: 'ConfigMap', name, data: text, ...binary })}` : ''
      return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: name + hash }, ...data, ...binary }
    }
    return generate(process, options, call, build, 'configmap:')
  },
})

function quantities(words: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const word of words.split(',').filter(Boolean)) {
    const parts = word.split('=')
    if (parts.length !== 2) throw new StatusError(`error: Invalid argument syntax ${word}, expected <resource>=<value>`)
    out[parts[0]!] = parts[1]!
  }
  return out
}

export const quota = command({
  name: 'quota',
  aliases: ['resourcequota'],
  usage: 'NAME [--hard=key1=value1,key2=value2] [--scopes=Scope1,Scope2] [--dry-run=server|client|none]',
  summary: 'Create a quota with the specified name',
  flags: {
    ...COMMON,
    hard: { type: 'string', default: '', summary: 'Limits: name=quantity,…' },
    scopes: { type: 'string', default: '', summary: 'Scopes' },
  },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    const hard = quantities(options.hard)
    const scopes = options.scopes ? { scopes: options.scopes.split(',') } : {}
    return generate(
      process,
      options,
      call,
      () => ({
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: { name },
        spec: { ...(Object.keys(hard).length > 0 ? { hard } : {}), ...scopes },
        status: {},
      }),
      'quota:',
    )
  },
})

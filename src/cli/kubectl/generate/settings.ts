// kubectl create namespace, configmap, secret, serviceaccount, quota.
import { base64, utf8 } from '../../../kernel/bytes.ts'
import type { Process } from '../../../machine/process.ts'
import { FsError } from '../../../machine/fs/filesystem.ts'
import { basename } from '../../../machine/fs/path.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { bareGroup } from '../group.ts'
import { COMMON, generate, keyValues, oneName } from './generator.ts'

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
    return generate(process, options, call, () => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }))
  },
})

const HASH = { type: 'bool', summary: 'Put a hash of the contents at the end of the name' } as const

const SOURCES = {
  'from-literal': { type: 'list', summary: 'key=value' },
  'from-file': { type: 'csv', summary: 'A file, a folder, or key=file' },
  'from-env-file': { type: 'csv', summary: 'File with lines key=value' },
  'append-hash': HASH,
} as const

interface Sources {
  'from-literal': string[]
  'from-file': string[]
  'from-env-file': string[]
}

/** Key → content, in the order given. */
function collect(process: Process, sources: Sources): Map<string, string> {
  const out = new Map<string, string>()
  const add = (key: string, value: string) => {
    if (out.has(key))
      throw new StatusError(`error: cannot add key ${key}, another key by that name already exists in Data`)
    out.set(key, value)
  }
  for (const word of sources['from-literal']) {
    const equals = word.indexOf('=')
    if (equals < 1) throw new StatusError(`error: invalid literal source ${word}, expected key=value`)
    add(word.slice(0, equals), word.slice(equals + 1).replace(/^(['"])(.*)\1$/, '$2'))
  }
  for (const word of sources['from-file']) for (const [key, value] of files(process, word)) add(key, value)
  for (const word of sources['from-env-file']) {
    for (const line of read(process, word).split('\n')) {
      const text = line.trimStart()
      if (!text || text.startsWith('#')) continue
      const equals = text.indexOf('=')
      add(equals < 0 ? text : text.slice(0, equals), equals < 0 ? (process.env[text] ?? '') : text.slice(equals + 1))
    }
  }
  return out
}

function files(process: Process, word: string): [string, string][] {
  const equals = word.indexOf('=')
  const [key, path] = equals < 0 ? [undefined, word] : [word.slice(0, equals), word.slice(equals + 1)]
  const absolute = process.path(path)
  if (process.fs.exists(absolute) && process.fs.stat(absolute).type === 'directory') {
    if (key !== undefined) throw new StatusError('error: cannot give a key name for a directory path')
    return process.fs
      .list(absolute)
      .filter((name) => process.fs.stat(`${absolute}/${name}`).type === 'file')
      .map((name) => [name, read(process, `${absolute}/${name}`)])
  }
  return [[key ?? basename(path), read(process, path)]]
}

function read(process: Process, path: string): string {
  try {
    return process.readText(path)
  } catch (error) {
    if (error instanceof FsError) throw new StatusError(`error: error reading ${path}: ${error.message.toLowerCase()}`)
    throw error
  }
}

export const configmap = command({
  name: 'configmap',
  aliases: ['cm'],
  usage: 'NAME [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  summary: 'Create a config map from a local file, directory or literal value',
  flags: { ...COMMON, ...SOURCES },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    const data = Object.fromEntries(collect(process, options))
    return generate(process, options, call, () => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      ...(Object.keys(data).length > 0 ? { data } : {}),
    }))
  },
})

const encoded = (values: Iterable<[string, string]>) =>
  Object.fromEntries([...values].map(([key, value]) => [key, base64(utf8(value))]))

const generic = command({
  name: 'generic',
  usage: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  summary: 'Create a secret from a local file, directory, or literal value',
  flags: { ...COMMON, ...SOURCES, type: { type: 'string', default: '', summary: 'Type of the secret' } },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    const data = encoded(collect(process, options))
    const type = options.type || 'Opaque'
    return generate(process, options, call, () => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name },
      ...(Object.keys(data).length > 0 ? { data } : {}),
      type,
    }))
  },
})

const tls = command({
  name: 'tls',
  usage: 'NAME --cert=path/to/cert/file --key=path/to/key/file [--dry-run=server|client|none]',
  summary: 'Create a TLS secret',
  flags: {
    ...COMMON,
    'append-hash': HASH,
    cert: { type: 'string', default: '', summary: 'File with the certificate' },
    key: { type: 'string', default: '', summary: 'File with its key' },
  },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    if (!options.cert || !options.key) throw new StatusError('error: key and cert must be specified')
    const data = encoded([
      ['tls.crt', read(process, options.cert)],
      ['tls.key', read(process, options.key)],
    ])
    return generate(process, options, call, () => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name },
      data,
      type: 'kubernetes.io/tls',
    }))
  },
})

const dockerRegistry = command({
  name: 'docker-registry',
  usage:
    'NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  summary: 'Create a secret for use with a Docker registry',
  flags: {
    ...COMMON,
    'append-hash': HASH,
    'docker-server': { type: 'string', default: 'https://index.docker.io/v1/', summary: 'The registry' },
    'docker-username': { type: 'string', default: '', summary: 'User name' },
    'docker-password': { type: 'string', default: '', summary: 'Password' },
    'docker-email': { type: 'string', default: '', summary: 'E-mail address' },
    'from-file': { type: 'csv', summary: 'A docker config file' },
  },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    const {
      'docker-username': username,
      'docker-password': password,
      'docker-email': email,
      'docker-server': server,
    } = options
    const [file] = options['from-file']
    if (!file && (!username || !password))
      throw new StatusError(
        'error: either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      )
    const auth = base64(utf8(`${username}:${password}`))
    const config = file
      ? read(process, file.split('=').at(-1)!)
      : JSON.stringify({ auths: { [server]: { username, password, ...(email ? { email } : {}), auth } } })
    const data = encoded([['.dockerconfigjson', config]])
    return generate(process, options, call, () => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name },
      data,
      type: 'kubernetes.io/dockerconfigjson',
    }))
  },
})

export const secret = command({
  name: 'secret',
  usage: '(docker-registry | generic | tls)',
  summary: 'Create a secret using a specified subcommand',
  flags: {},
  subcommands: [dockerRegistry, generic, tls],
  run: bareGroup,
})

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
    const hard = keyValues(options.hard.split(',').filter(Boolean), 'argument')
    const scopes = options.scopes ? { scopes: options.scopes.split(',') } : {}
    return generate(process, options, call, () => ({
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: { name },
      spec: { hard, ...scopes },
      status: {},
    }))
  },
})

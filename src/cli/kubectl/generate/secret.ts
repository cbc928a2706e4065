// kubectl create secret: generic, tls, docker-registry.
import { base64, utf8 } from '../../../kernel/bytes.ts'
import { FsError } from '../../../machine/fs/filesystem.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { bareGroup } from '../group.ts'
import type { AnyObject } from '../object.ts'
import { COMMON, generate, oneName } from './generator.ts'
import { HASH, SOURCES, collect, contentHash, read } from './sources.ts'

/** The object, its name with the hash of its contents where that is wanted. */
function secretOf(name: string, type: string, values: Map<string, Uint8Array>, hashed: boolean): AnyObject {
  const data = Object.fromEntries([...values].map(([key, value]) => [key, base64(value)]))
  const hash = hashed ? `-${contentHash({ kind: 'Secret', type, name, data })}` : ''
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: name + hash },
    ...(values.size > 0 ? { data } : {}),
    ...(type ? { type } : {}),
  }
}

const WHAT = 'secret'

const generic = command({
  name: 'generic',
  usage: 'NAME [--type=string] [--from-file=[key=]source] [--from-literal=key1=value1] [--dry-run=server|client|none]',
  summary: 'Create a secret from a local file, directory, or literal value',
  flags: { ...COMMON, ...SOURCES, type: { type: 'string', default: '', summary: 'Type of the secret' } },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    const values = collect(process, options, { kind: 'Secret', name })
    return generate(process, options, call, () => secretOf(name, options.type, values, options['append-hash']), WHAT)
  },
})

function certificate(process: Process, path: string): Uint8Array {
  try {
    return process.readFile(path).bytes()
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new StatusError(`error: Cannot read file ${path}, open ${path}: ${error.message.toLowerCase()}`)
  }
}

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
    const values = new Map([
      ['tls.crt', certificate(process, options.cert)],
      ['tls.key', certificate(process, options.key)],
    ])
    const build = () => secretOf(name, 'kubernetes.io/tls', values, options['append-hash'])
    return generate(process, options, call, build, WHAT)
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
    const { 'docker-username': username, 'docker-password': password, 'docker-email': email } = options
    const [file] = options['from-file']
    if (!file && (!username || !password))
      throw new StatusError(
        'error: either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      )
    const auth = base64(utf8(`${username}:${password}`))
    const login = { username, password, ...(email ? { email } : {}), auth }
    const config = file
      ? read(process, file.split('=').at(-1)!)
      : utf8(JSON.stringify({ auths: { [options['docker-server']]: login } }))
    const values = new Map([['.dockerconfigjson', config]])
    const build = () => secretOf(name, 'kubernetes.io/dockerconfigjson', values, options['append-hash'])
    return generate(process, options, call, build, WHAT)
  },
})

export const secret = command({
  name: 'secret',
  usage: '(docker-registry | generic | tls)',
  summary: 'Create a secret using a specified subcommand',
  long: 'Create a secret with specified type.\n\n Each type has a subcommand of its own.',
  flags: {},
  subcommands: [dockerRegistry, generic, tls],
  run: bareGroup,
})

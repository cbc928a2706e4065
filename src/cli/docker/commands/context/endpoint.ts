// What `--docker` of context commands says: where a daemon is (cli/command/context/options.go).
import { FsError } from '../../../../machine/fs/filesystem.ts'
import type { Process } from '../../../../machine/process.ts'
import type { Flag } from '../../../command.ts'
import { StatusError } from '../../../error.ts'
import { parseBool, quote } from '../../../golang.ts'
import { splitCsv } from '../../../parse.ts'
import { missingContext } from '../../client.ts'
import type { ConfigFile, Context } from '../../config.ts'
import { DEFAULT_HOST } from '../../hosts.ts'
import { fileError } from '../../voice.ts'

const KEYS = ['from', 'host', 'ca', 'cert', 'key', 'skip-tls-verify']
const DESCRIPTION = 'Current DOCKER_HOST based configuration'
const NAME = '^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$'

export const HELP = 'Keys of --docker: from (another context), host, ca, cert, key, skip-tls-verify.'

export const dockerFlag = {
  type: 'csv',
  label: 'stringToString',
  shownDefault: '[]',
  summary: 'set the docker endpoint',
  check(value) {
    const bad = splitCsv(value).find((pair) => !pair.includes('='))
    if (bad !== undefined) throw new Error(`${bad} must be formatted as key=value`)
  },
} as const satisfies Flag

/** Throws StatusError for a name that no context may have. */
export function checkContextName(name: string): void {
  if (name === '') throw new StatusError('context name cannot be empty')
  if (name === 'default') throw new StatusError('"default" is a reserved context name')
  if (new RegExp(NAME).test(name)) return
  throw new StatusError(`context name ${quote(name)} is invalid, names are validated against regexp "${NAME}"`)
}

/** A context by its name; `default` is what the environment says. Throws StatusError for one that is not there. */
export function contextOf(process: Process, config: ConfigFile, name: string): Context {
  if (name === 'default') {
    const Host = process.env.DOCKER_HOST || DEFAULT_HOST
    return { Name: name, Metadata: {}, Endpoints: { docker: { Host, SkipTLSVerify: false } } }
  }
  const context = config.context(name)
  if (!context) throw new StatusError(missingContext(config, name))
  return context
}

/** A copy of a context, as another is made from it: the default one gets a description. */
export const metadataOf = ({ Name, Metadata }: Context): Context['Metadata'] =>
  Name === 'default' ? { Description: DESCRIPTION } : Metadata

/** The endpoint that `key=value` words describe. Throws StatusError. */
export function readEndpoint(
  process: Process,
  config: ConfigFile,
  words: readonly string[],
): Context['Endpoints']['docker'] {
  const fail = (why: string) => new StatusError(`unable to create docker endpoint config: ${why}`)
  const settings = new Map(words.map((word) => word.split(/=(.*)/s, 2) as [string, string]))
  const unknown = [...settings.keys()].filter((key) => !KEYS.includes(key))
  if (unknown.length > 0) throw fail(unknown.map((key) => `unrecognized config key: ${key}`).join('\n'))
  const from = settings.get('from')
  if (from !== undefined) {
    try {
      return contextOf(process, config, from).Endpoints.docker
    } catch (error) {
      throw error instanceof StatusError ? fail(error.message) : error
    }
  }
  for (const key of ['ca', 'cert', 'key']) {
    const path = settings.get(key)
    try {
      if (path) process.readText(path)
    } catch (error) {
      throw error instanceof FsError ? fail(fileError('open', error, path)) : error
    }
  }
  return {
    Host: settings.get('host') ?? DEFAULT_HOST,
    SkipTLSVerify: readSwitch(settings.get('skip-tls-verify'), fail),
  }
}

function readSwitch(value: string | undefined, fail: (why: string) => StatusError): boolean {
  try {
    return value !== undefined && parseBool(value)
  } catch {
    throw fail(`skip-tls-verify: parsing ${quote(value!)}: invalid syntax`)
  }
}

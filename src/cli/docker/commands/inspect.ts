// docker inspect, and the inspect of each kind of object.
import { type Command, type ValueSource, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiError, Client } from '../client.ts'
import { containers, images, networks, oneOf, volumes } from '../complete.ts'
import { format, platform } from '../flags.ts'
import { platformFault, platformQuery } from '../platform.ts'
import { inspectAll } from '../inspecting.ts'

const PATHS = {
  container: (name: string) => `/containers/${name}/json`,
  image: (name: string) => `/images/${name}/json`,
  network: (name: string) => `/networks/${name}`,
  volume: (name: string) => `/volumes/${name}`,
  plugin: (name: string) => `/plugins/${name}/json`,
  config: (name: string) => `/configs/${name}`,
  node: (name: string) => `/nodes/${name}`,
  secret: (name: string) => `/secrets/${name}`,
  service: (name: string) => `/services/${name}`,
  task: (name: string) => `/tasks/${name}`,
}
type Kind = keyof typeof PATHS
const KINDS = Object.keys(PATHS) as Kind[]
/** What a name may be without `--type`, outside of a swarm. */
const ORDER: readonly Kind[] = ['container', 'image', 'network', 'volume', 'plugin']
const ALL = '"config", "container", "image", "network", "node", "plugin", "secret", "service", "task", "volume"'

const anything: ValueSource = async (completion) =>
  (await Promise.all([containers()(completion), images(completion), networks(completion), volumes(completion)])).flat()

export const inspect = command({
  name: 'inspect',
  usage: '[OPTIONS] NAME|ID [NAME|ID...]',
  summary: 'Return low-level information on Docker objects',
  args: { min: 1 },
  complete: anything,
  flags: {
    format: { ...format, short: 'f' },
    size: { type: 'bool', short: 's', summary: 'Display total file sizes if the type is container' },
    type: {
      type: 'string',
      summary: 'Only inspect objects of the given type',
      complete: oneOf(...KINDS),
    },
  },
  run(process, options, args, call) {
    const { type } = options
    const known = KINDS.find((kind) => kind === type)
    if (call.changed('type') && !known) {
      throw new StatusError(
        type === ''
          ? `type is empty: must be one of ${ALL}`
          : `unknown type: ${JSON.stringify(type)}: must be one of ${ALL}`,
      )
    }
    const client = new Client(process, call.global)
    return inspectAll(process, args, options.format, async (name) => {
      for (const kind of known ? [known] : ORDER) {
        const query = { size: options.size && kind === 'container' ? true : undefined }
        try {
          return await client.get(PATHS[kind](name), { query })
        } catch (error) {
          if (known || !(error instanceof ApiError && isElsewhere(error))) throw error
        }
      }
      throw new StatusError(`Error: No such object: ${name}`)
    })
  },
})

/** It may be the name of something else. */
const isElsewhere = ({ status, message }: ApiError): boolean =>
  status === 404 || message.includes('invalid reference format')

/** `docker image inspect` and its like. */
export function inspectOf(kind: Kind, usage: string, summary: string, complete?: ValueSource): Command {
  return command({
    name: 'inspect',
    usage,
    summary,
    args: { min: 1 },
    ...(complete ? { complete } : {}),
    flags: {
      format: { ...format, short: 'f' },
      ...(kind === 'container' ? { size: { type: 'bool', short: 's', summary: 'Display total file sizes' } } : {}),
      ...(kind === 'image' ? { platform } : {}),
      ...(kind === 'network'
        ? { verbose: { type: 'bool', short: 'v', summary: 'Verbose output for diagnostics' } }
        : {}),
    },
    run(process, options, args, call) {
      const client = new Client(process, call.global)
      const wanted = typeof options.platform === 'string' ? options.platform : ''
      const fault = platformFault(wanted)
      if (fault !== undefined) throw new StatusError(fault)
      const size = kind === 'container' && options.size === true ? true : undefined
      const query = { size, platform: platformQuery(wanted) }
      return inspectAll(process, args, options.format, (name) => client.get(PATHS[kind](name), { query }))
    },
  })
}

// What text in a compose file becomes where a number or a boolean belongs (compose-go, loader/interpolate.go).
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'
import { parseFloat64, parseInteger } from '../golang.ts'
import { isTree } from './normalize.ts'
import { warning } from './notice.ts'

type Kind = 'int' | 'float' | 'bool'

const kinds = (kind: Kind, paths: string): [string, Kind][] => paths.split(' ').map((path) => [path, kind])

/** Below `services.<name>`, `networks.<name>` and so on. */
const CASTS = new Map<string, Kind>([
  ...kinds(
    'int',
    'scale deploy.replicas healthcheck.retries ports.[].target cpu_count oom_score_adj pids_limit mem_swappiness deploy.update_config.parallelism deploy.restart_policy.max_attempts deploy.resources.limits.pids blkio_config.weight',
  ),
  ...kinds('float', 'cpus cpu_percent deploy.update_config.max_failure_ratio'),
  ...kinds(
    'bool',
    'init tty stdin_open privileged read_only oom_kill_disable healthcheck.disable build.no_cache build.pull build.privileged volumes.[].read_only volumes.[].volume.nocopy volumes.[].bind.create_host_path external internal attachable enable_ipv4 enable_ipv6 use_api_socket',
  ),
])

const SECTIONS = new Set(['services', 'networks', 'volumes', 'secrets', 'configs'])

/** Throws StatusError with the place. */
export async function castTree(process: Process, tree: unknown, path: string[] = []): Promise<unknown> {
  if (typeof tree === 'string') return cast(process, tree, path)
  if (Array.isArray(tree)) return Promise.all(tree.map((item) => castTree(process, item, [...path, '[]'])))
  if (!isTree(tree)) return tree
  const out: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(tree)) out[key] = await castTree(process, item, [...path, key])
  return out
}

async function cast(process: Process, text: string, path: string[]): Promise<unknown> {
  const kind = SECTIONS.has(path[0]!) ? CASTS.get(path.slice(2).join('.')) : undefined
  if (!kind) return text
  try {
    if (kind === 'int') return parseInteger(text, 'Atoi')
    if (kind === 'float') return parseFloat64(text)
    const word = text.toLowerCase()
    if (['true', 'y', 'yes', 'on', 'false', 'n', 'no', 'off'].includes(word)) {
      const value = ['true', 'y', 'yes', 'on'].includes(word)
      if (word !== 'true' && word !== 'false')
        await warning(
          process,
          `${JSON.stringify(text)} for boolean is not supported by YAML 1.2, please use \`${value}\``,
        )
      return value
    }
    throw new Error(`invalid boolean: ${text}`)
  } catch (error) {
    throw new StatusError(
      `error while interpolating ${path.join('.')}: failed to cast to expected type: ${(error as Error).message}`,
    )
  }
}

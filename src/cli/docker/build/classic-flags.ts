// Flags of the classic builder, which buildx takes for its sake, hides, and forgets (buildx, commands/build.go).
import type { Call, Flags, Options } from '../../command.ts'
import { StatusError, UsageError, notSimulated } from '../../error.ts'
import { parseBytes } from '../../parse.ts'

export const CLASSIC_FLAGS = {
  compress: { type: 'bool', hidden: true, summary: 'Compress the build context using gzip' },
  'cpu-period': { type: 'int', hidden: true, summary: 'Limit the period of the CFS (Completely Fair Scheduler)' },
  'cpu-quota': { type: 'int', hidden: true, summary: 'Limit the quota of the CFS (Completely Fair Scheduler)' },
  'cpu-shares': { type: 'int', short: 'c', hidden: true, summary: 'CPU shares (relative weight)' },
  'cpuset-cpus': { type: 'string', hidden: true, summary: 'CPUs in which to allow execution (0-3, 0,1)' },
  'cpuset-mems': { type: 'string', hidden: true, summary: 'MEMs in which to allow execution (0-3, 0,1)' },
  'disable-content-trust': { type: 'bool', default: true, hidden: true, summary: 'Skip image verification' },
  'force-rm': { type: 'bool', hidden: true, summary: 'Always remove intermediate containers' },
  isolation: { type: 'string', hidden: true, summary: 'Container isolation technology' },
  // An amount only to the classic builder: buildx takes any text.
  memory: { type: 'string', short: 'm', hidden: true, summary: 'Memory limit' },
  'memory-swap': { type: 'string', hidden: true, summary: 'Limit of memory and swap together; -1 for none' },
  rm: { type: 'bool', default: true, hidden: true, summary: 'Remove intermediate containers after a successful build' },
  'security-opt': { type: 'csv', hidden: true, summary: 'Security options' },
  squash: { type: 'bool', hidden: true, summary: 'Squash newly built layers into a single new layer' },
} as const satisfies Flags

type Asked = Options<typeof CLASSIC_FLAGS>

const WARNINGS = {
  isolation: 'isolation flag is deprecated with BuildKit.',
  'security-opt': 'security-opt flag is deprecated. "RUN --security=insecure" should be used with BuildKit.',
  squash:
    'experimental flag squash is removed with BuildKit. You should squash inside build using a multi-stage Dockerfile for efficiency.',
}

/** What buildx says of those that were given. Throws UsageError for the one that it does not know. */
export function warningsOf(call: Call): string[] {
  if (call.changed('disable-content-trust')) throw new UsageError('flag', 'unknown flag: --disable-content-trust')
  return Object.entries(WARNINGS).flatMap(([flag, warning]) => (call.changed(flag) ? [warning] : []))
}

const EXPERIMENTAL = '"--squash" is only supported on a Docker daemon with experimental features enabled'

const UNSUPPORTED = ['cpu-period', 'cpu-quota', 'cpu-shares', 'cpuset-cpus', 'cpuset-mems', 'memory-swap'] as const

/** What of them the classic builder's daemon is told. Throws UsageError and StatusError. */
export function classicQuery(asked: Asked, call: Call) {
  const memory = amountOf(asked.memory, '-m, --memory')
  if (asked['memory-swap'] !== '-1') amountOf(asked['memory-swap'], '--memory-swap')
  if (asked.squash) throw new StatusError(EXPERIMENTAL)
  const unsupported = UNSUPPORTED.find((flag) => call.changed(flag))
  if (unsupported) throw notSimulated(`DOCKER_BUILDKIT=0 docker build --${unsupported}`)
  const options = asked['security-opt']
  return {
    forcerm: asked['force-rm'],
    isolation: asked.isolation || undefined,
    memory: memory || undefined,
    rm: asked.rm ? undefined : '0',
    securityopt: options.length > 0 ? JSON.stringify(options) : undefined,
  }
}

function amountOf(word: string, flag: string): number {
  if (word === '') return 0
  try {
    return parseBytes(word)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new UsageError('flag', `invalid argument ${JSON.stringify(word)} for "${flag}" flag: ${error.message}`)
  }
}

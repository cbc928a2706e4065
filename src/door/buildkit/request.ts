// A solve by the Dockerfile frontend as a build of the Engine API: options of moby/buildkit's frontend/dockerui there, a query here.
import type { Query } from '../../net/http.ts'
import { CODE, GrpcError } from './grpc.ts'

export interface Asked {
  ref: string
  frontend: string
  options: ReadonlyMap<string, string>
  tags: readonly string[]
}

/** What the emulated builder does not do, in the words of who asks for it. */
const REFUSED: [RegExp, string][] = [
  [/^context:/, '--build-context'],
  [/^attest:sbom$/, '--sbom'],
]

/** `--check`, `--call check`: nothing is built. */
const LINT = 'frontend.lint'
export const isCheck = ({ options }: Asked): boolean => options.get('requestid') === LINT

/** Throws GrpcError for what is not simulated. */
export function checkAsked({ frontend, options }: Asked): void {
  if (frontend !== 'dockerfile.v0') throw notSimulated(`the frontend ${frontend || 'of a raw LLB'}`)
  for (const [pattern, flag] of REFUSED)
    if ([...options.keys()].some((key) => pattern.test(key))) throw notSimulated(`docker build ${flag}`)
  const call = options.get('requestid')
  if (call && call !== LINT) throw notSimulated(`docker build --call ${call.replace('frontend.', '')}`)
  if (options.get('no-cache')) throw notSimulated('docker build --no-cache-filter')
  if (options.get('platform')?.includes(',')) throw notSimulated('a build for several platforms')
}

export const notSimulated = (what: string): GrpcError => new GrpcError(CODE.unknown, `naru: ${what} is not simulated`)

export const buildArgs = (options: ReadonlyMap<string, string>): Map<string, string> => below('build-arg:', options)

/** Options whose names begin so, without that beginning. */
const below = (prefix: string, options: ReadonlyMap<string, string>): Map<string, string> =>
  new Map([...options].flatMap(([key, value]) => (key.startsWith(prefix) ? [[key.slice(prefix.length), value]] : [])))

/** `nofile=1024:2048,core=0`, as buildx writes them. */
function ulimits(said: string): string | undefined {
  const limits = [...said.matchAll(/([a-z]+)=(-?\d+)(?::(-?\d+))?/g)]
  const rows = limits.map(([, Name, soft, hard]) => ({ Name, Soft: Number(soft), Hard: Number(hard ?? soft) }))
  return rows.length > 0 ? JSON.stringify(rows) : undefined
}

/** `version=2`: the answer is what api/docker.ts calls BuildProgress. */
export function buildQuery(asked: Asked, secrets: Record<string, string>): Query {
  const { options, tags } = asked
  const json = (values: Iterable<[string, string]>) => JSON.stringify(Object.fromEntries(values))
  const values: Record<string, string | undefined> = {
    buildargs: json(buildArgs(options)),
    check: isCheck(asked) ? '1' : undefined,
    extrahosts: options.get('add-hosts'),
    labels: json(below('label:', options)),
    networkmode: options.get('force-network-mode'),
    nocache: options.has('no-cache') ? '1' : undefined,
    platform: options.get('platform'),
    pull: options.get('image-resolve-mode') === 'pull' ? '1' : undefined,
    secrets: json(Object.entries(secrets)),
    shmsize: options.get('shm-size'),
    target: options.get('target'),
    ulimits: ulimits(options.get('ulimit') ?? ''),
    version: '2',
  }
  const query: Query = { t: [...tags] }
  for (const [name, value] of Object.entries(values)) if (value) query[name] = [value]
  return query
}

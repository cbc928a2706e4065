// GET /containers/json: the rows of `docker ps`.
import type { ContainerSummary, PortSummary } from '../../api/docker.ts'
import { type Query } from '../../net/http.ts'
import { imageSize } from '../../runtime/content.ts'
import { flag, one } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { badRequest, failure } from '../errors.ts'
import { type Filters, parseFilters } from '../filters.ts'
import { endpointSettings } from '../networks/endpoint.ts'
import { humanDuration } from '../../api/go-units.ts'
import { mountPoint } from '../volumes/mounts.ts'
import type { Container } from './container.ts'
import { withProtocol } from './defaults.ts'

const FILTERS = [
  'ancestor',
  'before',
  'exited',
  'id',
  'isolation',
  'label',
  'name',
  'status',
  'health',
  'since',
  'volume',
  'network',
  'is-task',
  'publish',
  'expose',
]
const STATUSES = ['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']
const HEALTHS = ['none', 'starting', 'healthy', 'unhealthy']

export function list(engine: Engine, query: Query): ContainerSummary[] {
  const filters = parseFilters(query, FILTERS)
  const limit = Number(one(query, 'limit') || 0)
  const all = flag(query, 'all') || limit > 0 || filters.has('status')
  const fits = containerFilter(engine, filters)
  // Newest first, as they were made.
  const shown = [...engine.containers.values()].reverse().filter((container) => {
    if (!all && !container.state.running && !container.state.restarting) return false
    return fits(container)
  })
  const rows = limit > 0 ? shown.slice(0, limit) : shown
  return rows.map((container) => summary(engine, container, flag(query, 'size')))
}

function containerFilter(engine: Engine, filters: Filters): (container: Container) => boolean {
  for (const code of filters.get('exited')) {
    if (!/^-?\d+$/.test(code)) {
      throw badRequest(`invalid filter 'exited=${code}': strconv.Atoi: parsing ${JSON.stringify(code)}: invalid syntax`)
    }
  }
  oneOf(filters, 'status', 'state', STATUSES)
  const isTask = filters.boolean('is-task') ?? false
  oneOf(filters, 'health', 'health', HEALTHS)
  for (const key of ['publish', 'expose']) for (const value of filters.get(key)) checkPorts(key, value)
  const before = filters.get('before').map((name) => engine.container(name))
  const since = filters.get('since').map((name) => engine.container(name))
  const order = [...engine.containers.keys()]
  const at = (container: Container) => order.indexOf(container.id)
  return (container) => {
    const { config, state } = container
    const health = container.health?.status ?? 'none'
    const exited = !state.running && state.startedAt !== undefined
    return (
      !isTask &&
      filters.matches('id', [container.id]) &&
      filters.matches('name', [container.name, `/${container.name}`]) &&
      filters.exact('status', container.status) &&
      filters.exact('health', health) &&
      filters.labels(config.Labels) &&
      filters.any('exited', (code) => exited && Number(code) === state.exitCode) &&
      before.every((other) => at(container) < at(other)) &&
      since.every((other) => at(container) > at(other)) &&
      filters.any('ancestor', (word) => isAncestor(engine, word, container)) &&
      filters.any('volume', (word) =>
        container.mounts.some((m) => m.name === word || m.destination === word || m.source === word),
      ) &&
      filters.any('network', (word) =>
        [...container.endpoints.values()].some(({ network }) => network.name === word || network.id.startsWith(word)),
      ) &&
      filters.any('publish', (word) =>
        container.published.some((port) => inRange(word, port.hostPort, port.protocol)),
      ) &&
      filters.any('expose', (word) => exposes(container, word))
    )
  }
}

function oneOf(filters: Filters, name: string, what: string, known: readonly string[]): void {
  for (const value of filters.get(name)) {
    if (known.includes(value)) continue
    const why = `invalid value for ${what} (${value}): must be one of ${known.join(', ')}`
    throw badRequest(`invalid filter '${name}=${value}': ${why}`)
  }
}

/** Throws ApiError for what is no port or range of ports. */
function checkPorts(key: string, value: string): void {
  if (value.includes(':')) throw failure(`filter for '${key}' should not contain ':': ${value}`)
  const [range = ''] = value.split('/')
  for (const port of range.split('-')) {
    if (!/^\d+$/.test(port)) {
      const why =
        range === ''
          ? 'empty string specified for ports'
          : `strconv.ParseUint: parsing ${JSON.stringify(port)}: invalid syntax`
      throw failure(`error while looking up for ${key} ${value}: ${why}`)
    }
  }
}

function isAncestor(engine: Engine, word: string, container: Container): boolean {
  const image = engine.store.find(word)
  if (!image) return false
  const [own, other] = [container.image.config.rootfs.diff_ids, image.config.rootfs.diff_ids]
  if (container.image.id === image.id) return true
  return other.length > 0 && other.length < own.length && other.every((diffId, i) => own[i] === diffId)
}

function inRange(word: string, port: number, protocol: string): boolean {
  const [ports = '', wanted = 'tcp'] = word.split('/')
  const [from, to = from] = ports.split('-').map(Number)
  return wanted === protocol && port >= from! && port <= to!
}

const exposes = (container: Container, word: string): boolean =>
  [
    ...Object.keys(container.config.ExposedPorts ?? {}),
    ...container.published.map((p) => `${p.containerPort}/${p.protocol}`),
  ]
    .map((port) => withProtocol(port).split('/'))
    .some(([port, protocol]) => inRange(word, Number(port), protocol!))

function summary(engine: Engine, container: Container, withSize: boolean): ContainerSummary {
  const { config, hostConfig, image } = container
  const named = engine.store.find(config.Image)
  const networks = [...container.endpoints].map(([name, endpoint]) => [name, endpointSettings(endpoint, container)])
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: named?.id === image.id ? config.Image : image.id,
    ImageID: image.id,
    Command: container.argv.map(quoted).join(' '),
    Created: Math.floor((engine.clock.epoch + container.created) / 1000),
    Ports: ports(container),
    ...(withSize ? { SizeRw: container.fs.upperSize(), SizeRootFs: imageSize(image) + container.fs.upperSize() } : {}),
    Labels: config.Labels,
    State: container.status,
    Status: statusText(engine, container),
    HostConfig: { NetworkMode: hostConfig.NetworkMode },
    NetworkSettings: { Networks: Object.fromEntries(networks) },
    Mounts: container.mounts.flatMap((mount) => mountPoint(mount, (name) => engine.volumes.mountpoint(name)) ?? []),
  }
}

/** The path as it is, arguments with blanks in quotes. */
const quoted = (word: string, i: number) => (i > 0 && (word.includes(' ') || word === '') ? `'${word}'` : word)

function ports(container: Container): PortSummary[] {
  if (!container.state.running || container.sandboxId === '') return []
  const published = container.published.map(({ hostIp, hostPort, containerPort, protocol }) => ({
    IP: hostIp,
    PrivatePort: containerPort,
    PublicPort: hostPort,
    Type: protocol,
  }))
  const exposed = Object.keys(container.config.ExposedPorts ?? {})
    .map((port) => withProtocol(port).split('/'))
    .filter(([port, protocol]) => !published.some((one) => one.PrivatePort === Number(port) && one.Type === protocol))
    .map(([port, protocol]) => ({ PrivatePort: Number(port), Type: protocol! }))
  return [...exposed, ...published]
}

/** container.State.String of moby. */
export function statusText(engine: Engine, container: Container): string {
  const { state, health } = container
  const ago = (time: number | undefined) => humanDuration(engine.clock.now - (time ?? 0))
  if (state.running) {
    if (state.paused) return `Up ${ago(state.startedAt)} (Paused)`
    if (!health) return `Up ${ago(state.startedAt)}`
    return `Up ${ago(state.startedAt)} (${health.status === 'starting' ? 'health: starting' : health.status})`
  }
  if (state.restarting) return `Restarting (${state.exitCode}) ${ago(state.finishedAt)} ago`
  if (state.removing) return 'Removal In Progress'
  if (state.dead) return 'Dead'
  if (state.startedAt === undefined) return 'Created'
  return `Exited (${state.exitCode}) ${ago(state.finishedAt)} ago`
}

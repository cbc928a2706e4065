// `--link`: environment variables that tell a container of another one (moby/daemon/links).
import type { HostConfig } from '../../api/docker.ts'
import type { Container } from '../containers/container.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest, conflict, failure } from '../errors.ts'

/** `/db:/client/database` or `db:database` → the two names without what stands before them. */
export function linkNames(link: string): { name: string; alias: string } {
  const [name = '', alias = name] = link.split(':').map((part) => part.slice(part.lastIndexOf('/') + 1))
  return { name, alias }
}

interface Linked {
  parent: Container
  link: string
  child: Container
}

/** `webapp/db`, the name that a link of webapp gave to another container. */
export function linkedAs(engine: Engine, word: string): Linked | undefined {
  const [name, alias, ...more] = word.replace(/^\//, '').split('/')
  const parent = alias && more.length === 0 ? engine.named(name!) : undefined
  const link = parent?.hostConfig.Links?.find((one) => linkNames(one).alias === alias)
  const child = link === undefined ? undefined : engine.named(linkNames(link).name)
  return child && { parent: parent!, link: link!, child }
}

/** `docker rm --link`: the name goes, the containers stay (moby/daemon/delete.go). Throws ApiError. */
export function removeLink(engine: Engine, word: string): void {
  engine.container(word)
  const linked = linkedAs(engine, word)
  if (!linked) throw conflict('Conflict, cannot remove the default link name of the container')
  const { parent, link } = linked
  parent.hostConfig.Links = parent.hostConfig.Links!.filter((one) => one !== link)
}

/** Whom a new container is linked to on the default bridge must be there: a bad request, as a 404 would be taken for the image. */
export function checkLinks(engine: Engine, { Links, NetworkMode }: HostConfig): void {
  if (NetworkMode !== 'bridge') return
  for (const { name } of (Links ?? []).map(linkNames)) {
    try {
      engine.container(name)
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      throw badRequest(`could not get container for ${name}: ${error.message}`)
    }
  }
}

/** Throws ApiError when the other one does not run or is elsewhere. */
export function linkVariables(engine: Engine, container: Container): string[] {
  if (!container.endpoints.get('bridge')?.live) return []
  return (container.hostConfig.Links ?? []).flatMap((link) => {
    const { name, alias } = linkNames(link)
    const other = engine.container(name)
    const path = `/${container.name}/${alias}`
    if (!other.state.running) throw failure(`Cannot link to a non running container: /${other.name} AS ${path}`)
    const address = other.endpoints.get('bridge')?.live?.address
    if (!address) throw failure(`container ${other.id} not attached to default bridge network`)
    return variablesOf(other, alias, path, address)
  })
}

function variablesOf({ config }: Container, alias: string, path: string, address: string): string[] {
  const prefix = alias.toUpperCase().replaceAll('-', '_')
  const ports = Object.keys(config.ExposedPorts ?? {})
    .map((key) => key.split('/') as [port: string, protocol: string])
    .sort(([a, x], [b, y]) => (x === y ? Number(a) - Number(b) : x === 'tcp' ? -1 : 1))
  const first = ports[0]
  const own = (config.Env ?? []).filter((entry) => !/^(HOME|PATH)=/.test(entry))
  return [
    ...(first ? [`${prefix}_PORT=${first[1]}://${address}:${first[0]}`] : []),
    ...ports.flatMap(([port, protocol]) => {
      const name = `${prefix}_PORT_${port}_${protocol.toUpperCase()}`
      return [
        `${name}=${protocol}://${address}:${port}`,
        `${name}_ADDR=${address}`,
        `${name}_PORT=${port}`,
        `${name}_PROTO=${protocol}`,
      ]
    }),
    `${prefix}_NAME=${path}`,
    ...own.map((entry) => `${prefix}_ENV_${entry}`),
  ]
}

// What a project must be consistent in, once its files are read (compose-go, loader/validate.go and validation).
import { StatusError } from '../error.ts'
import { type Tree, asTree, isTree } from './normalize.ts'
import type { Project, Service } from './service.ts'

/** Lists of `NAME=value`: of nothing but text. Throws StatusError. */
export function checkLists(tree: Tree): void {
  if ('services' in tree && !isTree(tree.services)) throw new StatusError('services must be a mapping')
  for (const [name, service] of Object.entries(asTree(tree.services))) {
    if (service !== null && !isTree(service)) throw new StatusError(`services.${name} must be a mapping`)
    if (!isTree(service)) continue
    checkTargets(`services.${name}`, service)
    for (const key of ['environment', 'labels', 'annotations', 'sysctls']) {
      const list = service[key]
      if (!Array.isArray(list)) continue
      list.forEach((item, i) => {
        if (typeof item !== 'string')
          throw new StatusError(`services.${name}.${key}.[${i}]: unexpected type ${goType(item)}`)
      })
    }
  }
}

function goType(value: unknown): string {
  if (value === null) return '<nil>'
  if (Array.isArray(value)) return '[]interface {}'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float64'
  return typeof value === 'boolean' ? 'bool' : 'map[string]interface {}'
}

/** What the schema does not say. Throws StatusError. */
export function checkTree(tree: Tree): void {
  for (const [name, service] of Object.entries(asTree(tree.services))) checkService(`services.${name}`, asTree(service))
  for (const key of ['volumes', 'networks']) {
    for (const [name, own] of Object.entries(asTree(tree[key]))) {
      const other =
        isTree(own) &&
        own.external === true &&
        ['driver', 'driver_opts', 'labels', 'ipam', 'internal'].find((field) => own[field])
      if (other)
        throw new StatusError(
          `${key}.${name}: conflicting parameters "external" and ${JSON.stringify(other)} specified`,
        )
    }
  }
  for (const [key, fields] of [
    ['secrets', ['file', 'environment']],
    ['configs', ['file', 'environment', 'content']],
  ] as const) {
    for (const [name, own] of Object.entries(asTree(tree[key]))) {
      const given = fields.filter((field) => asTree(own)[field] !== undefined)
      if (given.length === 0 && !asTree(own).external && !asTree(own).driver)
        throw new StatusError(`${key}.${name}: one of ${fields.join('|')} must be set`)
    }
  }
}

function checkTargets(path: string, service: Tree): void {
  const ports = Array.isArray(service.ports) ? service.ports : []
  ports.forEach((port, i) => {
    if (isTree(port) && port.target === undefined)
      throw new StatusError(`service ports ${path}.ports.[${i}] is missing a target port`)
  })
  const volumes = Array.isArray(service.volumes) ? service.volumes : []
  volumes.forEach((volume, i) => {
    if (isTree(volume) && volume.target === undefined)
      throw new StatusError(`service volume ${path}.volumes.[${i}] is missing a mount target`)
  })
}

function checkService(path: string, service: Tree): void {
  for (const volume of Array.isArray(service.volumes) ? (service.volumes as unknown[]) : []) {
    if (!isTree(volume)) {
      if (/^:|::|:$/.test(String(volume)) && !/^[A-Za-z]:\\/.test(String(volume)))
        throw new StatusError(`invalid spec: ${String(volume)}: empty section between colons`)
    } else if (volume.type === 'bind' && !volume.source)
      throw new StatusError('invalid mount config for type "bind": field Source must not be empty')
  }
  const { scale } = service
  if (typeof scale === 'number' && scale < 0) throw new StatusError(`${path}.scale: must be greater than or equal to 0`)
  const replicas = asTree(service.deploy).replicas
  if (scale !== undefined && replicas !== undefined && Number(scale) !== Number(replicas))
    throw new StatusError(
      `${path}: can't set distinct values on 'scale' and 'deploy.replicas': invalid compose project`,
    )
  const { test } = asTree(service.healthcheck)
  if (Array.isArray(test) && test.length > 0 && !['NONE', 'CMD', 'CMD-SHELL'].includes(String(test[0])))
    throw new StatusError('healthcheck.test must start either by "CMD", "CMD-SHELL" or "NONE"')
}

const wrong = (message: string): never => {
  throw new StatusError(`${message}: invalid compose project`)
}

/** What one service says about others, networks, volumes, secrets and configs. */
export function checkReferences(project: Project, service: Service): void {
  const { name, model } = service
  const { tree } = project
  const said = JSON.stringify(name)
  const build = asTree(model.build)
  if (!service.image && !service.build) wrong(`service ${said} has neither an image nor a build context specified`)
  const { dockerfile, dockerfile_inline } = asTree(asTree(asTree(tree.services)[name]).build)
  if (dockerfile && dockerfile_inline)
    wrong(`service ${said} declares mutualy exclusive dockerfile and dockerfile_inline`)
  for (const secret of filesOf(build.secrets))
    if (!(secret in asTree(tree.secrets))) wrong(`service ${said} refers to undefined build secret ${secret}`)
  if (service.network_mode && Object.keys(service.networks).length > 0)
    wrong(`service ${name} declares mutually exclusive \`network_mode\` and \`networks\``)
  for (const network of Object.keys(service.networks)) {
    if (network !== 'default' && !(network in asTree(tree.networks)))
      wrong(`service ${said} refers to undefined network ${network}`)
  }
  for (const volume of service.volumes) {
    if (volume.type === 'volume' && volume.source !== undefined && !(volume.source in asTree(tree.volumes)))
      wrong(`service ${said} refers to undefined volume ${volume.source}`)
  }
  for (const kind of ['secret', 'config']) {
    for (const file of filesOf(model[`${kind}s`]))
      if (!(file in asTree(tree[`${kind}s`]))) wrong(`service ${said} refers to undefined ${kind} ${file}`)
  }
  for (const other of Object.keys(service.depends_on)) {
    if (!project.services.has(other) && (service.depends_on[other]!.required || !project.everything.has(other)))
      wrong(`service ${said} depends on undefined service ${JSON.stringify(other)}`)
  }
  if (service.container_name && service.scale > 1)
    wrong(`services.deploy.replicas: can't set container_name and ${name} as container name must be unique`)
  noCycle(project, name)
}

const filesOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((one) => String(asTree(one).source)) : []

function noCycle(project: Project, name: string): void {
  const seen: string[] = []
  const follow = (at: string): void => {
    if (seen.includes(at)) throw new StatusError(`dependency cycle detected: ${[...seen, at].join(' -> ')}`)
    seen.push(at)
    for (const next of Object.keys(project.services.get(at)?.depends_on ?? {})) follow(next)
    seen.pop()
  }
  follow(name)
}

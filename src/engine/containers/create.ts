// POST /containers/create (moby/daemon/create.go).
import type { KernelFeatures } from '../../machine/machine.ts'
import type { ContainerCreateRequest, ContainerCreateResponse, EndpointSettings, HostConfig } from '../../api/docker.ts'
import type { ImageConfig } from '../../api/oci.ts'
import type { Cause } from '../../kernel/trace.ts'
import { familiar, InvalidReference, parseReference, withDefaultTag } from '../../image/reference.ts'
import { snapshot } from '../../runtime/snapshot.ts'
import type { StoredImage } from '../../runtime/content.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest, conflict, noSuchImage, notFound } from '../errors.ts'
import { parsePlatform } from '../images/pull.ts'
import { randomName } from '../names.ts'
import { checkEndpoint, sharesNamespace } from '../networks/connect.ts'
import { checkLinks } from '../networks/links.ts'
import { collectMounts, type ContainerMount, isMode } from '../volumes/mounts.ts'
import { fillVolume } from '../volumes/fill.ts'
import { Container } from './container.ts'
import { nameDonors } from './donor.ts'
import { fullHostConfig, mergedConfig, withProtocol } from './defaults.ts'
import { checkConfig, checkHostConfig, checkName, checkNetworkMode } from './validate.ts'

/** Throws ApiError. */
export function create(
  engine: Engine,
  name: string,
  request: ContainerCreateRequest,
  platform: string,
  cause: Cause,
): ContainerCreateResponse {
  if (name) checkName(name)
  checkConfig(request)
  const host = fullHostConfig(request.HostConfig ?? {}, engine.machine.features)
  host.PortBindings = Object.fromEntries(
    Object.entries(host.PortBindings).map(([port, bindings]) => [withProtocol(port), bindings]),
  )
  checkHostConfig(host, engine)
  checkNetworkMode(request, host)
  const warnings = [...withoutUnsupported(host, engine.machine.features), ...doubts(host)]
  const image = findImage(engine, request.Image ?? '', platform)
  nameDonors(engine, host)
  const id = engine.newId()
  const config = mergedConfig(request, image.config.config, id)
  if ((config.Entrypoint ?? []).length === 0 && (config.Cmd ?? []).length === 0)
    throw badRequest('no command specified')
  const inherited = (host.VolumesFrom ?? []).flatMap((from) => inheritedMounts(engine, from))
  const mounts = collectMounts(config, host, inherited)
  checkLinks(engine, host)
  const endpoints = plannedEndpoints(engine, host, request)
  const given = name.replace(/^\//, '')
  const taken = engine.named(given)
  if (given && taken) throw nameConflict(given, taken.id)
  const fs = snapshot(engine.machine.kernel, image.layers, { readOnly: host.ReadonlyRootfs })
  const known = (candidate: string) => engine.named(candidate) !== undefined
  const container = new Container(engine.machine.kernel, {
    id,
    name: given || randomName(engine.chance, known),
    image,
    config,
    hostConfig: host,
    fs,
    platform: 'linux',
  })
  if (host.NetworkMode === 'host' && !request.Hostname) config.Hostname = engine.machine.namespaces.uts.hostname
  for (const [network, asked] of endpoints) {
    const record = engine.networks.find(network)
    if (record) container.endpoints.set(record.name, { network: record, asked, live: undefined })
  }
  container.mounts = mounts
  engine.containers.set(id, container)
  prepareMounts(engine, container, cause)
  engine.containerEvent(container, 'create')
  engine.say(container, cause)
  return { Id: id, Warnings: warnings }
}

export const nameConflict = (name: string, id: string) =>
  conflict(
    `Conflict. The container name "/${name}" is already in use by container ${JSON.stringify(id)}. You have to remove (or rename) that container to be able to reuse that name.`,
  )

/** Throws ApiError. */
export function findImage(engine: Engine, word: string, platform: string): StoredImage {
  const image = engine.store.find(word)
  if (!image) throw noSuchImage(/^(sha256:)?[0-9a-f]{64}$/.test(word) ? word : demandReference(word))
  if (isFor(image.config, platform)) return image
  const { os, architecture, variant } = image.config
  const has = [os, architecture, variant].filter(Boolean).join('/')
  throw notFound(
    `image with reference ${canonicalOnly(word)} was found but its platform (${has}) does not match the specified platform (${platform})`,
  )
}

/** An image runs where system and processor are the wanted ones; none wanted: anywhere. */
export function isFor({ os, architecture, variant = '' }: ImageConfig, platform: string): boolean {
  const wanted = parsePlatform(platform)
  if (!wanted) return true
  const isOlder = !wanted.variant || !variant || Number(variant.slice(1)) <= Number(wanted.variant.slice(1))
  return wanted.os === os && wanted.architecture === architecture && isOlder
}

/** A name is shortened when it was given in full, and left as it is otherwise (reference.ParseNamed). */
const canonicalOnly = (word: string): string => (word.startsWith('docker.io/') ? shownName(word) : word)

/** With its tag. Throws ApiError for what cannot name an image. */
function demandReference(word: string): string {
  try {
    return familiar(withDefaultTag(parseReference(word)))
  } catch (error) {
    if (error instanceof InvalidReference) throw badRequest(error.message)
    throw error
  }
}

function shownName(word: string): string {
  try {
    return familiar(withDefaultTag(parseReference(word)))
  } catch {
    return word
  }
}

function inheritedMounts(engine: Engine, from: string): ContainerMount[] {
  const [name = '', mode = ''] = from.split(':')
  if (mode !== '' && !isMode(mode)) throw badRequest(`invalid mode: ${mode}`)
  return lender(engine, name).mounts.map((mount) => ({
    ...mount,
    readOnly: mount.readOnly || mode === 'ro',
    anonymous: false,
  }))
}

/** A missing one is the request's mistake: a 404 would send the client for an image. */
function lender(engine: Engine, name: string): Container {
  try {
    return engine.container(name)
  } catch (error) {
    throw error instanceof ApiError ? badRequest(error.message) : error
  }
}

/** Networks by name, with what was asked of each. Whether they exist is seen when the container starts. */
function plannedEndpoints(
  engine: Engine,
  host: HostConfig,
  request: ContainerCreateRequest,
): Map<string, Partial<EndpointSettings>> {
  const mode = host.NetworkMode
  const planned = new Map<string, Partial<EndpointSettings>>()
  // Whether the other container exists is seen at the start, as with networks.
  if (mode.startsWith('container:')) return planned
  const given = request.NetworkingConfig?.EndpointsConfig ?? {}
  const main = given[mode] ?? given[mode === 'bridge' ? 'default' : mode] ?? {}
  planned.set(mode, { ...main, Links: main.Links ?? null })
  if (!sharesNamespace(mode)) {
    for (const [name, asked] of Object.entries(given)) {
      if (name !== mode && name !== 'default') planned.set(name, asked ?? {})
    }
  }
  for (const [name, asked] of planned) {
    const network = engine.networks.find(name)
    if (!network) continue
    try {
      checkEndpoint(network, asked)
    } catch (error) {
      throw badRequest(`invalid config for network ${name}: ${error instanceof Error ? error.message : ''}`)
    }
  }
  return planned
}

/** Volumes come to be with the container; empty ones get the files that the image has there. */
function prepareMounts(engine: Engine, container: Container, cause: Cause): void {
  const { fs } = engine.machine
  try {
    for (const mount of container.mounts) {
      if (mount.type === 'bind' && !fs.exists(mount.source)) {
        if (!mount.create)
          throw badRequest(`invalid mount config for type "bind": bind source path does not exist: ${mount.source}`)
        fs.mkdir(mount.source, { parents: true })
      }
      if (mount.type !== 'volume') continue
      const volume = engine.volumes.create({ Name: mount.name }, cause)
      mount.name = volume.name
      if (!mount.noCopy) populate(engine, container, mount)
    }
  } catch (error) {
    engine.containers.delete(container.id)
    throw error
  }
}

function populate(engine: Engine, { fs }: Container, mount: ContainerMount): void {
  try {
    fillVolume(engine, fs, mount)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw new ApiError(error.status, `failed to populate volume: ${error.message}`)
  }
}

/** What the kernel cannot do is told and left out (moby/daemon/daemon_unix.go, verifyPlatformContainerResources). */
function withoutUnsupported(host: HostConfig, { cgroups }: KernelFeatures): string[] {
  const out: string[] = []
  if (cgroups === 2) {
    if (host.OomKillDisable) out.push('Your kernel does not support OomKillDisable. OomKillDisable discarded.')
    host.OomKillDisable = null
  } else if (host.BlkioWeight > 0) {
    const group = 'Your kernel does not support Block I/O weight or the cgroup is not mounted.'
    out.push(`${group} Weight discarded.`)
    host.BlkioWeight = 0
  }
  const { BlkioWeight: weight } = host
  if (weight > 0 && (weight < 10 || weight > 1000)) throw badRequest('Range of blkio weight is from 10 to 1000')
  return out
}

function doubts(host: HostConfig): string[] {
  const out: string[] = []
  if (host.OomKillDisable && host.Memory === 0) {
    out.push(
      'OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.',
    )
  }
  if (host.NetworkMode === 'host' && Object.keys(host.PortBindings).length > 0) {
    out.push('Published ports are discarded when using host network mode')
  }
  return out
}

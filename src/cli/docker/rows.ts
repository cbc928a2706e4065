// What lists of containers, images, networks and volumes show in each column (cli/command/formatter).
import type { ContainerSummary, ImageSummary, NetworkInspect, PortSummary, Volume } from '../../api/docker.ts'
import { parseReference, familiarName } from '../../image/reference.ts'
import { Nil } from '../template/value.ts'
import { humanDuration } from '../../api/go-units.ts'
import { ellipsis, goTime, goTimeOf, humanSize, shortId } from './format/units.ts'

export interface RowOptions {
  noTrunc: boolean
  /** Unix ms. */
  now: number
}

const quoted = (text: string) => `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`

const labelList = (labels: Record<string, string> | null | undefined) =>
  Object.entries(labels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

export const CONTAINER_HEADERS = {
  ID: 'CONTAINER ID',
  Names: 'NAMES',
  Image: 'IMAGE',
  Command: 'COMMAND',
  CreatedAt: 'CREATED AT',
  RunningFor: 'CREATED',
  Ports: 'PORTS',
  State: 'STATE',
  Status: 'STATUS',
  Size: 'SIZE',
  Labels: 'LABELS',
  Mounts: 'MOUNTS',
  LocalVolumes: 'LOCAL VOLUMES',
  Networks: 'NETWORKS',
  Platform: 'PLATFORM',
}

export const CONTAINER_TABLE = '{{.ID}}\t{{.Image}}\t{{.Command}}\t{{.RunningFor}}\t{{.Status}}\t{{.Ports}}\t{{.Names}}'

export const containerRaw = (size: boolean): string =>
  'container_id: {{.ID}}\nimage: {{.Image}}\ncommand: {{.Command}}\ncreated_at: {{.CreatedAt}}\nstate: {{- pad .State 1 0}}\nstatus: {{- pad .Status 1 0}}\nnames: {{.Names}}\nlabels: {{- pad .Labels 1 0}}\nports: {{- pad .Ports 1 0}}\n' +
  (size ? 'size: {{.Size}}\n' : '')

export function containerRow(container: ContainerSummary, { noTrunc, now }: RowOptions): Record<string, unknown> {
  const names = container.Names.map((name) => name.slice(1)).filter((name) => noTrunc || !name.includes('/'))
  const mounts = container.Mounts.map((mount) => mount.Name || mount.Source)
  const { SizeRw = 0, SizeRootFs = 0 } = container
  return {
    Command: quoted(noTrunc ? container.Command : ellipsis(container.Command, 20)),
    CreatedAt: goTime(container.Created * 1000),
    ID: noTrunc ? container.Id : shortId(container.Id),
    Image: containerImage(container, noTrunc),
    Label: (name: unknown) => container.Labels[String(name)] ?? '',
    Labels: labelList(container.Labels),
    LocalVolumes: String(container.Mounts.filter((mount) => mount.Driver === 'local').length),
    Mounts: mounts.map((mount) => (noTrunc ? mount : ellipsis(mount, 15))).join(','),
    Names: names.join(','),
    Networks: Object.keys(container.NetworkSettings.Networks).sort().join(','),
    Platform: new Nil('pointer'),
    Ports: displayPorts(container.Ports),
    RunningFor: `${humanDuration(now - container.Created * 1000)} ago`,
    Size: humanSize(SizeRw, 3) + (SizeRootFs > 0 ? ` (virtual ${humanSize(SizeRootFs, 3)})` : ''),
    State: container.State,
    Status: container.Status,
  }
}

function containerImage({ Image, ImageID }: ContainerSummary, noTrunc: boolean): string {
  if (Image === '') return '<no image>'
  if (noTrunc) return Image
  if (Image === ImageID || Image === ImageID.replace('sha256:', '')) return shortId(ImageID)
  return Image.includes('@') ? familiarName(parseReference(Image)) : Image
}

/** `0.0.0.0:8090-8092->8090-8092/tcp, [::]:…`: ranges of neighbours are told in one (formatter.DisplayablePorts). */
export function displayPorts(ports: readonly PortSummary[]): string {
  const sorted = [...ports].sort(
    (a, b) =>
      a.PrivatePort - b.PrivatePort ||
      order(a.IP ?? '', b.IP ?? '') ||
      (a.PublicPort ?? 0) - (b.PublicPort ?? 0) ||
      order(a.Type, b.Type),
  )
  const groups = new Map<string, { first: number; last: number }>()
  const keys: string[] = []
  const single: string[] = []
  const out: string[] = []
  const flush = (key: string) => {
    const group = groups.get(key)!
    out.push(formatGroup(key, group.first, group.last))
  }
  for (const port of sorted) {
    const { PrivatePort: current, PublicPort = 0, IP = '', Type } = port
    let key = Type
    if (IP) {
      if (PublicPort !== current) {
        single.push(`${joinHost(IP, String(PublicPort))}->${current}/${Type}`)
        continue
      }
      key = `${IP}/${Type}`
    }
    const group = groups.get(key)
    if (!group) {
      groups.set(key, { first: current, last: current })
      keys.push(key)
    } else if (current === group.last + 1) group.last = current
    else {
      flush(key)
      groups.set(key, { first: current, last: current })
    }
  }
  for (const key of keys) flush(key)
  return [...out, ...single].join(', ')
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const joinHost = (host: string, port: string) => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`)

function formatGroup(key: string, first: number, last: number): string {
  const slash = key.lastIndexOf('/')
  const type = slash < 0 ? key : key.slice(slash + 1)
  const range = first === last ? String(first) : `${first}-${last}`
  return slash < 0 ? `${range}/${type}` : `${joinHost(key.slice(0, slash), range)}->${range}/${type}`
}

export const IMAGE_HEADERS = {
  ID: 'IMAGE ID',
  Repository: 'REPOSITORY',
  Tag: 'TAG',
  Digest: 'DIGEST',
  CreatedSince: 'CREATED',
  CreatedAt: 'CREATED AT',
  Size: 'SIZE',
  Containers: 'CONTAINERS',
  VirtualSize: 'SIZE',
  SharedSize: 'SHARED SIZE',
  UniqueSize: 'UNIQUE SIZE',
}

export const imageRaw = (digests: boolean): string =>
  `repository: {{.Repository}}\ntag: {{.Tag}}\n${digests ? 'digest: {{.Digest}}\n' : ''}image_id: {{.ID}}\ncreated_at: {{.CreatedAt}}\nvirtual_size: {{.Size}}\n`

/** One row for each name of each image. */
export function imageRows(
  images: readonly ImageSummary[],
  digests: boolean,
  options: RowOptions,
): Record<string, unknown>[] {
  return images.flatMap((image) => namesOf(image, digests).map((name) => imageRow(image, name, options)))
}

interface ImageName {
  repository: string
  tag: string
  digest: string
}

const NONE = '<none>'

function namesOf(image: ImageSummary, digests: boolean): ImageName[] {
  const tags = (image.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>')
  const digested = (image.RepoDigests ?? []).filter((digest) => digest !== '<none>@<none>')
  if (tags.length === 0 && digested.length === 0) return [{ repository: NONE, tag: NONE, digest: NONE }]
  const byRepository = new Map<string, { tags: string[]; digests: string[] }>()
  const entry = (repository: string) => {
    const found = byRepository.get(repository) ?? { tags: [], digests: [] }
    byRepository.set(repository, found)
    return found
  }
  for (const name of tags) entry(name.slice(0, name.lastIndexOf(':'))).tags.push(name.slice(name.lastIndexOf(':') + 1))
  for (const name of digested) entry(name.slice(0, name.indexOf('@'))).digests.push(name.slice(name.indexOf('@') + 1))
  const out: ImageName[] = []
  for (const [repository, found] of byRepository) {
    if (!digests) {
      const all = found.tags.length > 0 ? found.tags : [NONE]
      for (const tag of all) out.push({ repository, tag, digest: NONE })
      continue
    }
    for (const tag of found.tags.length > 0 ? found.tags : [NONE]) {
      for (const digest of found.digests.length > 0 ? found.digests : [NONE]) out.push({ repository, tag, digest })
    }
  }
  return out
}

function imageRow(
  image: ImageSummary,
  { repository, tag, digest }: ImageName,
  { noTrunc, now }: RowOptions,
): Record<string, unknown> {
  const known = (size: number) => (size < 0 ? 'N/A' : humanSize(size, 4))
  return {
    Containers: image.Containers < 0 ? 'N/A' : String(image.Containers),
    CreatedAt: goTime(image.Created * 1000),
    CreatedSince: image.Created <= 0 ? 'N/A' : `${humanDuration(now - image.Created * 1000)} ago`,
    Digest: digest,
    ID: noTrunc ? image.Id : shortId(image.Id),
    Repository: repository,
    SharedSize: known(image.SharedSize),
    Size: humanSize(image.Size, 3),
    Tag: tag,
    UniqueSize: image.SharedSize < 0 ? 'N/A' : humanSize(image.Size - image.SharedSize),
    VirtualSize: humanSize(image.Size),
  }
}

export const NETWORK_HEADERS = {
  ID: 'NETWORK ID',
  Name: 'NAME',
  Driver: 'DRIVER',
  Scope: 'SCOPE',
  IPv4: 'IPV4',
  IPv6: 'IPV6',
  Internal: 'INTERNAL',
  Labels: 'LABELS',
  CreatedAt: 'CREATED AT',
}

export function networkRow(network: NetworkInspect, noTrunc: boolean): Record<string, unknown> {
  return {
    CreatedAt: goTimeOf(network.Created),
    Driver: network.Driver,
    ID: noTrunc ? network.Id : shortId(network.Id),
    IPv4: String(network.EnableIPv4),
    IPv6: String(network.EnableIPv6),
    Internal: String(network.Internal),
    Label: (name: unknown) => network.Labels?.[String(name)] ?? '',
    Labels: labelList(network.Labels),
    Name: network.Name,
    Scope: network.Scope,
  }
}

export const VOLUME_HEADERS = {
  Availability: 'AVAILABILITY',
  Driver: 'DRIVER',
  Group: 'GROUP',
  Labels: 'LABELS',
  Links: 'LINKS',
  Mountpoint: 'MOUNTPOINT',
  Name: 'VOLUME NAME',
  Scope: 'SCOPE',
  Size: 'SIZE',
  Status: 'STATUS',
}

export const VOLUME_RAW = 'name: {{.Name}}\ndriver: {{.Driver}}\n'

export function volumeRow(volume: Volume): Record<string, unknown> {
  const usage = volume.UsageData
  return {
    Availability: 'N/A',
    Driver: volume.Driver,
    Group: 'N/A',
    Label: (name: unknown) => volume.Labels?.[String(name)] ?? '',
    Labels: labelList(volume.Labels),
    Links: usage ? String(usage.RefCount) : 'N/A',
    Mountpoint: volume.Mountpoint,
    Name: volume.Name,
    Scope: volume.Scope,
    Size: usage ? humanSize(usage.Size) : 'N/A',
    Status: 'N/A',
  }
}

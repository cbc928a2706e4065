// The OCI image and distribution types on the wire: descriptors, manifests, indexes, image configs, registry answers.

/** OCI image spec (media-types.md) and Docker's own names for the same things, which Docker Hub still sends. */
export const MEDIA = {
  ociIndex: 'application/vnd.oci.image.index.v1+json',
  ociManifest: 'application/vnd.oci.image.manifest.v1+json',
  ociConfig: 'application/vnd.oci.image.config.v1+json',
  ociLayer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  ociLayerTar: 'application/vnd.oci.image.layer.v1.tar',
  ociEmpty: 'application/vnd.oci.empty.v1+json',
  dockerIndex: 'application/vnd.docker.distribution.manifest.list.v2+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerConfig: 'application/vnd.docker.container.image.v1+json',
  dockerLayer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const

export interface Platform {
  architecture: string
  os: string
  variant?: string
  'os.version'?: string
}

export interface Descriptor {
  mediaType: string
  digest: string
  /** Bytes of the blob as kept; the emulated size is the annotation `naru.size` (image/weight.ts). */
  size: number
  annotations?: Record<string, string>
  platform?: Platform
  urls?: string[]
  artifactType?: string
}

export interface Manifest {
  schemaVersion: 2
  mediaType?: string
  artifactType?: string
  config: Descriptor
  layers: Descriptor[]
  subject?: Descriptor
  annotations?: Record<string, string>
}

export interface Index {
  schemaVersion: 2
  mediaType?: string
  artifactType?: string
  manifests: Descriptor[]
  subject?: Descriptor
  annotations?: Record<string, string>
}

/** Docker's extension of the OCI config: times are nanoseconds. */
export interface Healthcheck {
  Test?: string[]
  Interval?: number
  Timeout?: number
  StartPeriod?: number
  StartInterval?: number
  Retries?: number
}

/** What a container of the image runs with (`config` of the image config; `Config` of docker inspect). */
export interface RunConfig {
  User?: string
  ExposedPorts?: Record<string, Record<string, never>>
  Env?: string[]
  Entrypoint?: string[]
  Cmd?: string[]
  Volumes?: Record<string, Record<string, never>>
  WorkingDir?: string
  Labels?: Record<string, string>
  StopSignal?: string
  ArgsEscaped?: boolean
  Healthcheck?: Healthcheck
  Shell?: string[]
  OnBuild?: string[]
}

export interface HistoryEntry {
  created?: string
  created_by?: string
  author?: string
  comment?: string
  /** True for instructions that made no layer. */
  empty_layer?: boolean
}

export interface ImageConfig {
  created?: string
  author?: string
  architecture: string
  os: string
  variant?: string
  'os.version'?: string
  config: RunConfig
  rootfs: { type: 'layers'; diff_ids: string[] }
  history?: HistoryEntry[]
  /** Docker's leftovers that some images carry. */
  container?: string
  docker_version?: string
}

/** Every refusal of a registry: `{"errors":[{"code":"MANIFEST_UNKNOWN","message":"…","detail":…}]}`. */
export interface RegistryErrors {
  errors: { code: string; message: string; detail?: unknown }[]
}

export interface TagList {
  name: string
  tags: string[] | null
}

export interface RepositoryList {
  repositories: string[]
}

/** What a token service answers (distribution spec, "Token Authentication"). */
export interface TokenAnswer {
  token: string
  access_token: string
  expires_in: number
  issued_at: string
}

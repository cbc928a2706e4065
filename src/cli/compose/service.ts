// A compose project after everything is resolved: what the commands work on.

export interface Healthcheck {
  test?: string[]
  /** Go durations, as written. */
  interval?: string
  timeout?: string
  start_period?: string
  start_interval?: string
  retries?: number
  disable?: boolean
}

export type Condition = 'service_started' | 'service_healthy' | 'service_completed_successfully'

export interface Dependency {
  condition: Condition
  required: boolean
  restart?: boolean
}

export interface Build {
  context: string
  dockerfile?: string
  dockerfile_inline?: string
  args?: Record<string, string | null>
  target?: string
  labels?: Record<string, string>
  network?: string
  no_cache?: boolean
}

export interface ServiceVolume {
  type: 'volume' | 'bind' | 'tmpfs'
  source?: string
  target: string
  read_only?: boolean
  bind?: Record<string, unknown>
  tmpfs?: Record<string, unknown>
  volume?: Record<string, unknown>
}

export interface ServicePort {
  mode: string
  host_ip?: string
  target: number
  published?: string
  protocol: string
}

export interface ServiceNetwork {
  aliases?: string[]
  ipv4_address?: string
  ipv6_address?: string
}

export interface Service {
  name: string
  /** All of it, as `config` prints it. */
  model: Record<string, unknown>
  image?: string
  build?: Build
  command?: string[] | null
  entrypoint?: string[] | null
  container_name?: string
  environment: Record<string, string | null>
  labels: Record<string, string>
  ports: ServicePort[]
  expose: string[]
  volumes: ServiceVolume[]
  networks: Record<string, ServiceNetwork | null>
  network_mode?: string
  depends_on: Record<string, Dependency>
  healthcheck?: Healthcheck
  profiles: string[]
  restart?: string
  working_dir?: string
  user?: string
  hostname?: string
  tty?: boolean
  stdin_open?: boolean
  privileged?: boolean
  read_only?: boolean
  init?: boolean
  /** Bytes. */
  mem_limit?: number
  cpus?: number
  stop_signal?: string
  stop_grace_period?: string
  pull_policy?: string
  platform?: string
  tmpfs: string[]
  cap_add: string[]
  cap_drop: string[]
  dns: string[]
  extra_hosts: string[]
  scale: number
}

export interface ProjectNetwork {
  name: string
  driver?: string
  external: boolean
  internal?: boolean
  attachable?: boolean
  enable_ipv4?: boolean
  enable_ipv6?: boolean
  driver_opts?: Record<string, string>
  labels?: Record<string, string>
  subnets: { subnet?: string; gateway?: string; ip_range?: string }[]
}

export interface ProjectVolume {
  name: string
  driver?: string
  external: boolean
  driver_opts?: Record<string, string>
  labels?: Record<string, string>
}

export interface Project {
  name: string
  /** The files' own tree, merged. */
  tree: Record<string, unknown>
  directory: string
  files: string[]
  /** Those of the active profiles. */
  services: Map<string, Service>
  /** All of the file. */
  everything: Map<string, Service>
  networks: Map<string, ProjectNetwork>
  volumes: Map<string, ProjectVolume>
}

/** The image a service runs: its own, or what its build is called. */
export const imageOf = (project: Project, service: Service): string =>
  service.image ?? `${project.name}-${service.name}`

// Which keys a compose file may have and what each must be (compose-spec.json), as far as mistakes are told.
import { StatusError } from '../error.ts'

type Kind = 'string' | 'array' | 'mapping' | 'any' | 'number' | 'boolean'

const words = (kind: Kind, names: string): [string, Kind][] => names.split(' ').map((name) => [name, kind])

const TOP = new Map<string, Kind>([
  ...words('mapping', 'services networks volumes secrets configs models'),
  ...words('string', 'name version'),
  ...words('any', 'include'),
])

const SERVICE = new Map<string, Kind>([
  ...words(
    'string',
    'image container_name hostname domainname user working_dir restart network_mode pid ipc uts userns_mode stop_signal platform pull_policy runtime isolation cgroup cgroup_parent mac_address',
  ),
  ...words(
    'array',
    'ports volumes cap_add cap_drop devices device_cgroup_rules security_opt volumes_from links external_links profiles group_add expose',
  ),
  ...words(
    'any',
    'annotations attach blkio_config build cgroup_parent command configs cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on deploy develop dns dns_opt dns_search entrypoint env_file environment extends extra_hosts gpus healthcheck init labels label_file logging mem_limit mem_reservation mem_swappiness memswap_limit models networks oom_kill_disable oom_score_adj pids_limit post_start pre_stop privileged provider pull_refresh_after read_only scale secrets shm_size stdin_open stop_grace_period storage_opt sysctls tmpfs tty ulimits use_api_socket',
  ),
])

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Throws StatusError `validating <file>: …`. */
export function validate(file: string, tree: unknown): asserts tree is Record<string, unknown> {
  if (!isMapping(tree)) throw new StatusError('top-level object must be a mapping')
  const fail = (message: string): never => {
    throw new StatusError(`validating ${file}: ${message}`)
  }
  for (const [key, value] of Object.entries(tree)) {
    if (key.startsWith('x-')) continue
    const kind = TOP.get(key)
    if (!kind) fail(` additional properties '${key}' not allowed`)
    if (kind === 'mapping' && !isMapping(value) && (value !== null || key === 'services'))
      throw new StatusError(`${key} must be a mapping`)
  }
  for (const [name, service] of Object.entries((tree.services as Record<string, unknown> | undefined) ?? {})) {
    const at = `services.${name}`
    if (!/^[a-zA-Z0-9._-]+$/.test(name)) fail(`services additional properties '${name}' not allowed`)
    if (!isMapping(service)) throw new StatusError(`${at} must be a mapping`)
    for (const [key, value] of Object.entries(service)) {
      if (key.startsWith('x-')) continue
      const kind = SERVICE.get(key)
      if (!kind) fail(`${at} additional properties '${key}' not allowed`)
      if (value === null) continue
      if (kind === 'string' && typeof value !== 'string') fail(`${at}.${key} must be a string`)
      if (kind === 'array' && !Array.isArray(value)) fail(`${at}.${key} must be a array`)
    }
  }
}

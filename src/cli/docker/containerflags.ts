// The flags of `docker run` and `docker create` (cli/command/container/opts.go).
import { isAddress } from '../../net/address.ts'
import type { Flags } from '../command.ts'
import { parseFloat64, parseUnsigned } from '../golang.ts'
import { parseBytes } from '../parse.ts'
import { containers, namespaces, networks, oneOf, platforms, signals } from './complete.ts'
import { checkCgroupRule, parseBpsDevice, parseGpus, parseIopsDevice, parseWeightDevice } from './devices.ts'
import { checkEnv } from './environment.ts'
import { parseMount } from './mounts.ts'
import { parseNetwork } from './networkflag.ts'

const fail = (message: string): never => {
  throw new Error(message)
}

/** opts.NanoCPUs: a decimal or a fraction, of no more than nine digits after the point. */
export function parseCpus(value: string): number {
  if (value === '') return 0
  const [over, under] = value.split(/\/(.*)/s) as [string, string?]
  let cpus: number
  try {
    cpus = under === undefined ? parseFloat64(over) : parseFloat64(over) / parseFloat64(under)
  } catch {
    return fail(`failed to parse ${value} as a rational number`)
  }
  const nano = cpus * 1e9
  if (Math.abs(nano - Math.round(nano)) > 1e-3) fail('value is too precise')
  return cpus
}

export const checkCpus = (value: string): void => void parseCpus(value)

const LIMITS =
  'as core cpu data fsize locks memlock msgqueue nice nofile nproc rss rtprio rttime sigpending stack'.split(' ')

function parseLimit(value: string): number {
  if (!/^[+-]?\d+$/.test(value)) fail(`strconv.ParseInt: parsing "${value}": invalid syntax`)
  return Number(value)
}

export function parseUlimit(value: string): { Name: string; Soft: number; Hard: number } {
  const [name = '', limits] = value.split('=', 2)
  if (limits === undefined) fail(`invalid ulimit argument: ${value}`)
  if (!LIMITS.includes(name)) fail(`invalid ulimit type: ${name}`)
  const values = limits!.split(':')
  if (values.length > 2) {
    fail(`too many limit value arguments - ${limits}, can only have up to two, \`soft[:hard]\``)
  }
  const [Hard, Soft = Hard] = values.reverse().map(parseLimit) as [number, number?]
  const unordered = 'ulimit soft limit must be less than or equal to hard limit'
  if (Hard !== -1 && Soft === -1) fail(`${unordered}: soft: -1 (unlimited), hard: ${Hard}`)
  if (Hard !== -1 && Soft > Hard) fail(`${unordered}: ${Soft} > ${Hard}`)
  return { Name: name, Soft, Hard }
}

const SYSCTLS = [
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.sem',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
]

function checkSysctl(value: string): void {
  const [name = '', set] = value.split('=', 2)
  const known = SYSCTLS.includes(name) || name.startsWith('fs.mqueue.') || name.startsWith('net.')
  if (set === undefined || !known) fail(`sysctl '${value}' is not allowed`)
}

function checkHost(value: string): void {
  const [name, address] = value.split(/[:=](.*)/, 2)
  if (!name || address === undefined || address === '') return fail(`bad format for add-host: "${value}"`)
  const ip = address.replace(/^\[|\]$/g, '')
  if (ip !== 'host-gateway' && !isAddress(ip) && !ip.includes(':')) fail(`invalid IP address in add-host: "${address}"`)
}

function checkIp(value: string): void {
  if (!isAddress(value.trim()) && !value.includes(':')) fail(`IP address is not correctly formatted: ${value}`)
}

function checkAttach(value: string): void {
  if (!['stdin', 'stdout', 'stderr'].includes(value.toLowerCase())) fail('valid streams are STDIN, STDOUT and STDERR')
}

function checkLink(value: string): void {
  if (value === '') fail('empty string specified for links')
  if (value.split(':').length > 2) fail(`bad format for links: ${value}`)
}

const checkNetwork = (value: string): void => void parseNetwork(value)

const LETTER = '[a-zA-Z0-9]'
const DOMAIN = new RegExp(`^(${LETTER}([a-zA-Z0-9-]*${LETTER})?)(\\.${LETTER}([a-zA-Z0-9-]*${LETTER})?)*\\.?\\s*$`)

function checkDomain(value: string): void {
  if (value.trim() !== '.' && !(/[a-zA-Z]/.test(value) && DOMAIN.test(value))) fail(`${value} is not a valid domain`)
}

export function checkSwap(value: string): void {
  if (value !== '-1') parseBytes(value)
}

export function checkLabel(value: string): void {
  if (value.startsWith('=')) fail(`invalid label '${value}': empty name`)
}

const CAPABILITIES = oneOf(
  'ALL',
  ...'AUDIT_CONTROL AUDIT_READ AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID IPC_LOCK KILL LINUX_IMMUTABLE MKNOD NET_ADMIN NET_BIND_SERVICE NET_RAW SETFCAP SETGID SETPCAP SETUID SYSLOG SYS_ADMIN SYS_BOOT SYS_CHROOT SYS_MODULE SYS_NICE SYS_PTRACE SYS_RESOURCE SYS_TIME'
    .split(' ')
    .map((name) => `CAP_${name}`),
)
const windows = { needs: 'windows' } as const
const hidden = { hidden: true } as const
const list = (summary: string, more: object = {}) => ({ type: 'list', summary, ...more }) as const
const bps = { shownDefault: '[]', check: (value: string) => void parseBpsDevice(value) }
const iops = { shownDefault: '[]', check: (value: string) => void parseIopsDevice(value) }

export const containerFlags = {
  'add-host': list('Add a custom host-to-IP mapping (host:ip)', { check: checkHost }),
  annotation: {
    type: 'map',
    summary: 'Add an annotation to the container (passed through to the OCI runtime)',
    shownDefault: 'map[]',
  },
  attach: list('Attach to STDIN, STDOUT or STDERR', {
    complete: oneOf('stdin', 'stdout', 'stderr'),
    short: 'a',
    check: checkAttach,
  }),
  'blkio-weight': {
    type: 'uint',
    label: 'uint16',
    check: (value: string) => void parseUnsigned(value, 16),
    shownDefault: '0',
    summary: 'Block IO (relative weight), between 10 and 1000, or 0 to disable',
  },
  'blkio-weight-device': list('Block IO weight (relative device weight)', {
    shownDefault: '[]',
    check: (value: string) => void parseWeightDevice(value),
  }),
  'cap-add': list('Add Linux capabilities', { complete: CAPABILITIES }),
  'cap-drop': list('Drop Linux capabilities', { complete: CAPABILITIES }),
  'cgroup-parent': { type: 'string', summary: 'Optional parent cgroup for the container' },
  cgroupns: { type: 'string', summary: 'Cgroup namespace to use (host|private)', complete: oneOf('host', 'private') },
  cidfile: { type: 'string', summary: 'Write the container ID to the file' },
  'cpu-count': { type: 'int', summary: 'CPU count', ...windows },
  'cpu-percent': { type: 'int', summary: 'CPU percent', ...windows },
  'cpu-period': { type: 'int', summary: 'Period of the CPU scheduler (CFS) to limit against' },
  'cpu-quota': { type: 'int', summary: 'CPU time (CFS) allowed in a period' },
  'cpu-rt-period': { type: 'int', summary: 'Real-time CPU period in microseconds' },
  'cpu-rt-runtime': { type: 'int', summary: 'Real-time CPU time in microseconds' },
  'cpu-shares': { type: 'int', short: 'c', summary: 'CPU shares (relative weight)' },
  cpus: { type: 'string', label: 'decimal', summary: 'Number of CPUs', check: checkCpus },
  'cpuset-cpus': { type: 'string', summary: 'CPUs that may be used (0-3, 0,1)' },
  'cpuset-mems': { type: 'string', summary: 'Memory nodes that may be used (0-3, 0,1)' },
  device: list('Add a host device to the container'),
  'device-cgroup-rule': list('Add a rule to the list of allowed devices', { check: checkCgroupRule }),
  'device-read-bps': list('Limit of bytes per second read from a device', bps),
  'device-read-iops': list('Limit of reads per second from a device', iops),
  'device-write-bps': list('Limit of bytes per second written to a device', bps),
  'device-write-iops': list('Limit of writes per second to a device', iops),
  'disable-content-trust': { type: 'bool', default: true, summary: 'Skip image verification' },
  dns: list('Set custom DNS servers', { check: checkIp }),
  'dns-opt': list('Set DNS options', hidden),
  'dns-option': list('Set DNS options'),
  'dns-search': list('Set custom DNS search domains', { check: checkDomain }),
  domainname: { type: 'string', summary: 'NIS domain name of the container' },
  entrypoint: { type: 'string', summary: "Overwrite the image's ENTRYPOINT" },
  env: list('Set environment variables', { short: 'e', check: checkEnv }),
  'env-file': list('Read environment variables from a file'),
  expose: list('Expose a port or a range of ports'),
  gpus: {
    type: 'string',
    label: 'gpu-request',
    summary: "GPU devices to add to the container ('all' for every one)",
    check: (value: string) => void parseGpus(value),
  },
  'group-add': list('Add additional groups to join'),
  'health-cmd': { type: 'string', summary: 'Command to run to check health' },
  'health-interval': { type: 'duration', shownDefault: '0s', summary: 'Time between checks (ms|s|m|h)' },
  'health-retries': { type: 'int', summary: 'Failures in a row that make it unhealthy' },
  'health-start-interval': {
    type: 'duration',
    shownDefault: '0s',
    summary: 'Time between checks during the start period (ms|s|m|h)',
  },
  'health-start-period': {
    type: 'duration',
    shownDefault: '0s',
    summary: 'Time to come up, in which failures do not count (ms|s|m|h)',
  },
  'health-timeout': { type: 'duration', shownDefault: '0s', summary: 'Longest time one check may take (ms|s|m|h)' },
  help: { type: 'bool', summary: 'Print usage' },
  hostname: { type: 'string', short: 'h', summary: 'Container host name' },
  init: { type: 'bool', summary: 'Run an init in the container that forwards signals and reaps processes' },
  interactive: { type: 'bool', short: 'i', summary: 'Keep STDIN open even if not attached' },
  'io-maxbandwidth': { type: 'bytes', summary: 'Maximum IO bandwidth', ...windows },
  'io-maxiops': { type: 'uint', summary: 'Maximum IO operations', ...windows },
  ip: { type: 'string', summary: 'IPv4 address (e.g., 172.30.100.104)' },
  ip6: { type: 'string', summary: 'IPv6 address (e.g., 2001:db8::33)' },
  ipc: { type: 'string', summary: 'IPC mode to use', complete: namespaces('host', 'none', 'private', 'shareable') },
  isolation: { type: 'string', summary: 'Container isolation technology' },
  'kernel-memory': { type: 'bytes', summary: 'Kernel memory limit' },
  label: list('Set meta data on a container', { short: 'l', check: checkLabel }),
  'label-file': list('Read labels from a file, one a line'),
  link: list('Add link to another container', { complete: containers(), check: checkLink }),
  'link-local-ip': list('Link-local addresses of the container'),
  'log-driver': {
    type: 'string',
    summary: 'Logging driver for the container',
    complete: oneOf(
      'awslogs',
      'fluentd',
      'gcplogs',
      'gelf',
      'journald',
      'json-file',
      'local',
      'none',
      'splunk',
      'syslog',
    ),
  },
  'log-opt': list('Log driver options'),
  'mac-address': { type: 'string', summary: 'Container MAC address (e.g., 92:d0:c6:0a:29:33)' },
  memory: { type: 'bytes', short: 'm', summary: 'Memory limit' },
  'memory-reservation': { type: 'bytes', summary: 'Memory soft limit' },
  'memory-swap': {
    type: 'string',
    label: 'bytes',
    summary: "Limit of memory and swap together: '-1' for unlimited swap",
    check: checkSwap,
  },
  'memory-swappiness': { type: 'int', default: -1, summary: 'How readily memory is swapped (0 to 100)' },
  mount: list('Attach a filesystem mount to the container', {
    label: 'mount',
    check: (value: string) => void parseMount(value),
  }),
  name: { type: 'string', summary: 'Assign a name to the container' },
  net: list('Connect a container to a network', { ...hidden, check: checkNetwork, complete: networks }),
  'net-alias': list('Add network-scoped alias for the container', hidden),
  network: list('Connect a container to a network', { label: 'network', check: checkNetwork, complete: networks }),
  'network-alias': list('Add network-scoped alias for the container'),
  'no-healthcheck': { type: 'bool', summary: "Disable the image's HEALTHCHECK" },
  'oom-kill-disable': { type: 'bool', summary: 'Disable OOM Killer' },
  'oom-score-adj': { type: 'int', summary: 'How readily the OOM killer takes it (-1000 to 1000)' },
  pid: { type: 'string', summary: 'PID namespace to use', complete: namespaces('host') },
  'pids-limit': { type: 'int', summary: 'Limit of processes (-1 for unlimited)' },
  platform: { type: 'string', summary: 'Set platform if server is multi-platform capable', complete: platforms },
  privileged: { type: 'bool', summary: 'Give extended privileges to this container' },
  publish: list("Publish a container's port(s) to the host", { short: 'p' }),
  'publish-all': { type: 'bool', short: 'P', summary: 'Publish all exposed ports to random ports' },
  pull: {
    type: 'string',
    default: 'missing',
    summary: 'Pull image before creating ("always", "missing", "never")',
    complete: oneOf('always', 'missing', 'never'),
  },
  quiet: { type: 'bool', short: 'q', summary: 'Suppress the pull output' },
  'read-only': { type: 'bool', summary: "Mount the container's root filesystem as read only" },
  restart: {
    type: 'string',
    default: 'no',
    summary: 'Restart policy to apply when a container exits',
    complete: oneOf('always', 'no', 'on-failure', 'unless-stopped'),
  },
  rm: { type: 'bool', summary: 'Remove the container and its anonymous volumes when it exits' },
  runtime: { type: 'string', summary: 'Runtime to use for this container' },
  'security-opt': list('Security Options'),
  'shm-size': { type: 'bytes', summary: 'Size of /dev/shm' },
  'stop-signal': { type: 'string', summary: 'Signal to stop the container', complete: signals },
  'stop-timeout': { type: 'int', summary: 'Seconds to wait for it to stop' },
  'storage-opt': list('Storage driver options for the container'),
  sysctl: { type: 'map', summary: 'Sysctl options', shownDefault: 'map[]', check: checkSysctl },
  tmpfs: list('Mount a tmpfs directory'),
  tty: { type: 'bool', short: 't', summary: 'Allocate a pseudo-TTY' },
  ulimit: list('Ulimit options', {
    label: 'ulimit',
    shownDefault: '[]',
    check: (value: string) => void parseUlimit(value),
  }),
  'use-api-socket': { type: 'bool', summary: 'Mount the docker socket and its credentials' },
  user: { type: 'string', short: 'u', summary: 'Username or UID (format: <name|uid>[:<group|gid>])' },
  userns: { type: 'string', summary: 'User namespace to use', complete: oneOf('host') },
  uts: { type: 'string', summary: 'UTS namespace to use', complete: oneOf('host') },
  volume: list('Bind mount a volume', { short: 'v' }),
  'volume-driver': { type: 'string', summary: 'Optional volume driver for the container', complete: oneOf('local') },
  'volumes-from': list('Mount volumes from the specified container(s)', { complete: containers() }),
  workdir: { type: 'string', short: 'w', summary: 'Working directory inside the container' },
} as const satisfies Flags

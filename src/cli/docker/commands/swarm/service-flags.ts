// The flags of `docker service create` and `docker service update` (cli/command/service/opts.go).
import type { Flag, Flags } from '../../../command.ts'
import { checkCpus, parseUlimit } from '../../containerflags.ts'

const text = (summary: string, more: Partial<Flag> = {}): Flag => ({ type: 'string', summary, ...more })
const list = (summary: string, more: Partial<Flag> = {}): Flag => ({ type: 'list', summary, ...more })
const on = (summary: string, short?: string): Flag => ({ type: 'bool', summary, ...(short ? { short } : {}) })
const time = (summary: string): Flag => ({ type: 'duration', summary: `${summary} (ns|us|ms|s|m|h)` })
const check = (summary: string): Flag => ({ type: 'duration', summary: `${summary} (ms|s|m|h)` })
const number = (summary: string): Flag => ({ type: 'uint', summary })
const cpus = (summary: string): Flag => ({ type: 'string', label: 'decimal', check: checkCpus, summary })
const ulimit: Flag = list('Ulimit options', {
  label: 'ulimit',
  shownDefault: '[]',
  check: (value) => void parseUlimit(value),
})

/** What both take, by the same names. */
const shared: Flags = {
  'credential-spec': text('Credentials of a managed account (Windows)', { label: 'credential-spec' }),
  detach: on('Do not wait until the service has settled', 'd'),
  'endpoint-mode': text('How it is reached (vip or dnsrr)'),
  entrypoint: text("Run this instead of the image's ENTRYPOINT", { label: 'command' }),
  'health-cmd': text('Command that tells health'),
  'health-interval': check('Time between two checks'),
  'health-retries': { type: 'int', summary: 'Failures in a row that make it unhealthy' },
  'health-start-interval': check('Time between two checks while it starts'),
  'health-start-period': check('How long failures do not count at the start'),
  'health-timeout': check('How long one check may take'),
  hostname: text('Host name of its containers'),
  init: on('Run an init in each container that forwards signals and reaps processes'),
  isolation: text('Isolation of its containers'),
  'limit-cpu': cpus('Most CPUs it may take'),
  'limit-memory': { type: 'bytes', summary: 'Most memory it may take' },
  'limit-pids': { type: 'int', shownDefault: '0 = unlimited', summary: 'Most processes it may have' },
  'log-driver': text('Logging driver'),
  'log-opt': list('Options of the logging driver'),
  'max-concurrent': {
    type: 'uint',
    shownDefault: 'equal to --replicas',
    summary: 'How many tasks of a job run side by side',
  },
  'no-healthcheck': on('Leave out every HEALTHCHECK'),
  'no-resolve-image': on('Do not ask the registry for digest and platforms'),
  'oom-score-adj': { type: 'int', summary: "Shift the host's OOM preference (-1000 to 1000)" },
  quiet: on('Show no progress', 'q'),
  'read-only': on("Mount the container's root filesystem as read only"),
  replicas: number('How many tasks'),
  'replicas-max-per-node': { type: 'uint', shownDefault: '0 = unlimited', summary: 'Most tasks on one node' },
  'reserve-cpu': cpus('CPUs kept for it'),
  'reserve-memory': { type: 'bytes', summary: 'Memory kept for it' },
  'restart-condition': text('When a task is started again ("none", "on-failure", "any")'),
  'restart-delay': time('Time before it is started again'),
  'restart-max-attempts': number('How often at most'),
  'restart-window': time('Time in which attempts are counted'),
  'rollback-delay': time('Time between two tasks rolled back'),
  'rollback-failure-action': text('What to do when rolling back fails ("pause", "continue")'),
  'rollback-max-failure-ratio': { type: 'float', summary: 'Part of a rollback that may fail' },
  'rollback-monitor': time('How long each task rolled back is watched for failure'),
  'rollback-order': text('Order of stop and start ("start-first", "stop-first")'),
  'rollback-parallelism': number('Tasks rolled back side by side (0: all at once)'),
  'stop-grace-period': time('Time to stop before it is killed'),
  'stop-signal': text('Signal to stop the container'),
  tty: on('Allocate a pseudo-TTY', 't'),
  'update-delay': time('Time between two tasks updated'),
  'update-failure-action': text('What to do when an update fails ("pause", "continue", "rollback")'),
  'update-max-failure-ratio': { type: 'float', summary: 'Part of an update that may fail' },
  'update-monitor': time('How long each updated task is watched for failure'),
  'update-order': text('Order of stop and start ("start-first", "stop-first")'),
  'update-parallelism': number('Tasks updated side by side (0: all at once)'),
  user: text('Username or UID (format: <name|uid>[:<group|gid>])', { short: 'u' }),
  'with-registry-auth': on('Give the credentials of registries to the nodes'),
  workdir: text('Working directory inside the container', { short: 'w' }),
}

const caps: Flags = { 'cap-add': list('Add Linux capabilities'), 'cap-drop': list('Drop Linux capabilities') }

/** Defaults as help shows them: `create` has them, `update` leaves what is there. */
const CREATE_DEFAULTS: Record<string, string> = {
  'endpoint-mode': '"vip"',
  'restart-condition': '"any"',
  'restart-delay': '5s',
  'rollback-delay': '0s',
  'rollback-failure-action': '"pause"',
  'rollback-max-failure-ratio': '0',
  'rollback-monitor': '5s',
  'rollback-order': '"stop-first"',
  'rollback-parallelism': '1',
  'stop-grace-period': '10s',
  'update-delay': '0s',
  'update-failure-action': '"pause"',
  'update-max-failure-ratio': '0',
  'update-monitor': '5s',
  'update-order': '"stop-first"',
  'update-parallelism': '1',
}

const withDefaults = (flags: Flags): Flags =>
  Object.fromEntries(
    Object.entries(flags).map(([name, flag]) => {
      const shownDefault = CREATE_DEFAULTS[name]
      return [name, shownDefault === undefined ? flag : { ...flag, shownDefault }]
    }),
  )

export const createFlags: Flags = {
  ...withDefaults(shared),
  ...caps,
  config: list('Configs it can read', { label: 'config' }),
  constraint: list('Where its tasks may run'),
  'container-label': list('Labels of its containers'),
  dns: list('Set custom DNS servers'),
  'dns-option': list('Set DNS options'),
  'dns-search': list('Set custom DNS search domains'),
  env: list('Set environment variables', { short: 'e' }),
  'env-file': list('Read in a file of environment variables'),
  'generic-resource': list('Resources of your own kinds'),
  group: list('More groups of the user'),
  host: list('Add a custom host-to-IP mapping (host:ip)'),
  label: list('Labels of the service', { short: 'l' }),
  mode: text('Kind of service ("replicated", "global", "replicated-job", "global-job")', { default: 'replicated' }),
  mount: list('Attach a filesystem mount to the service', { label: 'mount' }),
  name: text('Name of the service'),
  network: list('Networks it is attached to', { label: 'network' }),
  'placement-pref': list('How its tasks are spread', { label: 'pref' }),
  publish: list('Publish a port of the service', { short: 'p', label: 'port' }),
  secret: list('Secrets it can read', { label: 'secret' }),
  sysctl: list('Sysctl options'),
  ulimit,
}

/** `--NAME-add` and `--NAME-rm` of what is a list. */
const changes: readonly [name: string, what: string, label?: string][] = [
  ['config', 'a config', 'config'],
  ['constraint', 'a placement constraint'],
  ['container-label', 'a label of its containers'],
  ['dns', 'a DNS server'],
  ['dns-option', 'a DNS option'],
  ['dns-search', 'a DNS search domain'],
  ['env', 'an environment variable'],
  ['generic-resource', 'a resource of your own kind'],
  ['group', 'a group of the user'],
  ['host', 'a host-to-IP mapping ("host:ip")'],
  ['label', 'a label'],
  ['mount', 'a mount', 'mount'],
  ['network', 'a network', 'network'],
  ['placement-pref', 'a placement preference', 'pref'],
  ['publish', 'a published port', 'port'],
  ['secret', 'a secret', 'secret'],
  ['sysctl', 'a Sysctl option'],
]

/** Which of them are removed by the same form as they are added. */
const SAME_FORM = new Set(['placement-pref', 'publish'])

export const updateFlags: Flags = {
  ...shared,
  ...caps,
  ...Object.fromEntries(
    changes.flatMap(([name, what, label]) => [
      [`${name}-add`, list(`Add or change ${what}`, label ? { label } : {})],
      [`${name}-rm`, list(`Remove ${what}`, label && SAME_FORM.has(name) ? { label } : {})],
    ]),
  ),
  args: text('Arguments of the command', { label: 'command' }),
  force: on('Update even if nothing changes'),
  image: text('Image of the service'),
  rollback: on('Go back to the settings before'),
  'ulimit-add': ulimit,
  'ulimit-rm': list('Remove a ulimit option'),
}

// minikube: local Kubernetes clusters on virtual machines.
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import { type Command, command, pathOf } from '../command.ts'
import { complete } from '../complete.ts'
import { type Voice, dispatch } from '../dispatch.ts'
import { StatusError, notSimulated } from '../error.ts'
import { flagUsages } from '../help.ts'
import { ip, remove, sshCommand, status, stop } from './lifecycle.ts'
import { nodes } from './nodes.ts'
import { readConfig } from './profile.ts'
import { service, tunnel } from './service.ts'
import { addons, config, profile, updateContext, version } from './settings.ts'
import { start } from './start.ts'

const kubectl = command({
  name: 'kubectl',
  usage: '[kubectl options]',
  summary: 'Runs kubectl',
  group: 'Advanced Commands',
  interspersed: false,
  flags: {},
  run: (process, _, args) => {
    const child = process.spawn(['kubectl', ...(args[0] === '--' ? args.slice(1) : args)])
    return process.alive(() => child.exited)
  },
})

const absent = (name: string, summary: string, group: string) =>
  command({
    name,
    usage: '[flags]',
    summary,
    group,
    flags: {},
    run: () => Promise.reject(notSimulated(`minikube ${name}`)),
  })

const root: Command = command({
  name: 'minikube',
  usage: '',
  summary: 'minikube makes and runs Kubernetes clusters on your own computer, for learning and development.',
  groups: [
    'Basic Commands',
    'Images Commands',
    'Configuration and Management Commands',
    'Networking and Connectivity Commands',
    'Advanced Commands',
    'Troubleshooting Commands',
    'Other Commands',
  ],
  flags: {},
  persistent: {
    profile: { type: 'string', short: 'p', default: 'minikube', summary: 'Name of the cluster' },
    alsologtostderr: { type: 'bool', summary: 'Taken, and of no effect here', hidden: true },
    v: { type: 'int', short: 'v', default: 0, summary: 'Taken, and of no effect here', hidden: true },
  },
  subcommands: [
    start,
    status,
    stop,
    remove,
    absent('dashboard', 'Opens the dashboard', 'Basic Commands'),
    absent('pause', 'Pauses Kubernetes', 'Basic Commands'),
    absent('unpause', 'Goes on after pause', 'Basic Commands'),
    absent('image', 'Manages images on the nodes', 'Images Commands'),
    absent('docker-env', 'Points docker at a node', 'Images Commands'),
    addons,
    config,
    profile,
    updateContext,
    service,
    tunnel,
    ip,
    sshCommand,
    absent('mount', 'Mounts a folder on the nodes', 'Advanced Commands'),
    absent('cp', 'Copies files to the nodes', 'Advanced Commands'),
    kubectl,
    nodes,
    absent('logs', 'Gathers logs of the cluster', 'Troubleshooting Commands'),
    version,
  ],
})

const voice: Voice = {
  traverse: false,
  notices: 'stderr',
  bareHelp: 'stdout',
  help: (chain) => help(chain),
  usage: (error, chain) => {
    if (error.kind === 'unknown-command') {
      return new StatusError(
        `Error: unknown command "${error.message}" for "${pathOf(chain)}"\nRun '${pathOf(chain)} --help' for usage.`,
        14,
      )
    }
    return new StatusError(
      `Error: ${error.message}\nSee '${pathOf(chain)} --help' for usage.`,
      error.kind === 'flag' ? 14 : 64,
    )
  },
  failure: (error) =>
    error instanceof NetError
      ? new StatusError(`❌  Exiting due to HOST_UNREACHABLE: ${error.target}: ${error.code}`, 80)
      : undefined,
}

function help(chain: Command[]): string {
  const last = chain.at(-1)!
  const parts = [last.summary]
  const children = (last.subcommands ?? []).filter((child) => !child.hidden)
  const titles = [...new Set([...(last.groups ?? []), ...children.map((child) => child.group ?? 'Available Commands')])]
  for (const title of titles) {
    const rows = children.filter((child) => (child.group ?? 'Available Commands') === title)
    if (rows.length > 0)
      parts.push(`${title}:\n${rows.map((child) => `  ${child.name.padEnd(16)} ${child.summary}`).join('\n')}`)
  }
  const flags = flagUsages(last.flags, 0).trimEnd()
  if (flags) parts.push(`Options:\n${flags}`)
  parts.push(`Usage:\n  ${pathOf(chain)} ${last.usage}`.trimEnd())
  if (children.length > 0)
    parts.push(`Use "${pathOf(chain)} <command> --help" for more information about a given command.`)
  return `${parts.join('\n\n')}\n`
}

/** The program. The current profile is the flag's, else the configured one. */
export function minikube(process: Process): Promise<number> {
  const args = process.argv.slice(1)
  const configured = readConfig(process).profile
  const given = args.some((word) => word === '-p' || word.startsWith('-p=') || word.startsWith('--profile'))
  return dispatch(process, root, voice, configured && !given ? [`--profile=${configured}`, ...args] : args)
}

/** Tab. */
export const completeMinikube = (words: readonly string[], cword: number, process: Process): Promise<string[]> =>
  complete(root, words, cword, process)

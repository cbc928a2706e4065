// docker swarm: making, joining and leaving one. There is none here: the daemon says so.
import { type Flags, command } from '../../../command.ts'
import { StatusError, notSimulated } from '../../../error.ts'
import type { InfoResponse } from '../../../../api/docker.ts'
import { Client } from '../../client.ts'
import { dockerHelp } from '../../../help.ts'
import { helpColumns, messageOf } from '../../voice.ts'
import { asking, group } from './asking.ts'

const NO_SWARM = 'This node is not part of a swarm'

const specFlags = {
  autolock: { type: 'bool', summary: 'Lock managers until the key is given (true|false)' },
  'cert-expiry': {
    type: 'duration',
    default: '2160h',
    shownDefault: '2160h0m0s',
    summary: 'How long node certificates are valid (ns|us|ms|s|m|h)',
  },
  'dispatcher-heartbeat': { type: 'duration', default: '5s', summary: 'Time between heartbeats (ns|us|ms|s|m|h)' },
  'external-ca': { type: 'list', label: 'external-ca', summary: 'Addresses of external certificate signers' },
  'max-snapshots': { type: 'uint', summary: 'How many more Raft snapshots to keep' },
  'snapshot-interval': { type: 'uint', default: 10_000, summary: 'Log entries between two Raft snapshots' },
  'task-history-limit': { type: 'int', default: 5, summary: 'How many old tasks to keep' },
} as const satisfies Flags

const nodeFlags = {
  'advertise-addr': { type: 'string', summary: 'Address told to others ("<ip|interface>[:port]")' },
  availability: {
    type: 'string',
    default: 'active',
    summary: 'Whether the node takes tasks ("active", "pause", "drain")',
  },
  'data-path-addr': { type: 'string', summary: 'Address or interface for the traffic of containers' },
  'listen-addr': {
    type: 'string',
    label: 'node-addr',
    default: '0.0.0.0:2377',
    shownDefault: '0.0.0.0:2377',
    summary: 'Address to listen on ("<ip|interface>[:port]")',
  },
} as const satisfies Flags

const quiet = { type: 'bool', short: 'q', summary: 'Only print the key or token' } as const

const init = asking(
  {
    name: 'init',
    usage: '[OPTIONS]',
    summary: 'Initialize a swarm',
    args: [0, 0],
    flags: {
      ...specFlags,
      ...nodeFlags,
      'data-path-port': { type: 'uint', label: 'uint32', summary: 'Port for the traffic of containers (1024 - 49151)' },
      'default-addr-pool': {
        type: 'csv',
        label: 'ipNetSlice',
        shownDefault: '[]',
        summary: 'Pools of subnets in CIDR form',
      },
      'default-addr-pool-mask-length': { type: 'uint', label: 'uint32', default: 24, summary: 'Mask of those subnets' },
      'force-new-cluster': { type: 'bool', summary: 'Begin anew from the present state' },
    },
  },
  ({ client }) => client.post('/swarm/init', { json: {} }),
)

const join = asking(
  {
    name: 'join',
    usage: '[OPTIONS] HOST:PORT',
    summary: 'Join a swarm as a node and/or manager',
    args: [1, 1],
    flags: { ...nodeFlags, token: { type: 'string', summary: 'Token to enter the swarm with' } },
  },
  ({ client, args, options }) => client.post('/swarm/join', { json: { RemoteAddrs: args, JoinToken: options.token } }),
)

const leave = asking(
  {
    name: 'leave',
    usage: '[OPTIONS]',
    summary: 'Leave the swarm',
    needs: 'swarm',
    args: [0, 0],
    flags: { force: { type: 'bool', short: 'f', summary: 'Leave in spite of warnings, even as a manager' } },
  },
  ({ client, options }) => client.post('/swarm/leave', { query: { force: options.force === true } }),
)

const ca = asking(
  {
    name: 'ca',
    usage: '[OPTIONS]',
    summary: 'Display and rotate the root CA',
    needs: 'manager',
    args: [0, 0],
    flags: {
      'ca-cert': { type: 'string', label: 'pem-file', summary: 'Root certificate to go over to' },
      'ca-key': { type: 'string', label: 'pem-file', summary: 'Its key' },
      'cert-expiry': specFlags['cert-expiry'],
      detach: { type: 'bool', short: 'd', summary: 'Do not wait until all nodes have followed' },
      'external-ca': specFlags['external-ca'],
      quiet: { type: 'bool', short: 'q', summary: 'Show no progress' },
      rotate: { type: 'bool', summary: 'Go over to another root; a new one is made where none is given' },
    },
  },
  ({ client }) => client.get('/swarm'),
)

const joinToken = asking(
  {
    name: 'join-token',
    usage: '[OPTIONS] (worker|manager)',
    summary: 'Manage join tokens',
    needs: 'manager',
    args: [1, 1],
    flags: { quiet, rotate: { type: 'bool', summary: 'Make the old token worthless' } },
  },
  ({ client, args: [role] }) => {
    if (role !== 'worker' && role !== 'manager') throw new StatusError(`unknown role ${role}`)
    return client.get('/swarm')
  },
)

const unlock = asking(
  { name: 'unlock', usage: '', summary: 'Unlock swarm', needs: 'swarm', args: [0, 0], flags: {} },
  async ({ client }) => {
    const { Swarm } = await client.get<InfoResponse>('/info')
    throw new StatusError(`Error: ${Swarm.LocalNodeState === 'inactive' ? NO_SWARM : 'swarm is not locked'}`)
  },
)

const unlockKey = asking(
  {
    name: 'unlock-key',
    usage: '[OPTIONS]',
    summary: 'Manage the unlock key',
    needs: 'manager',
    args: [0, 0],
    flags: { quiet, rotate: { type: 'bool', summary: 'Make the old key worthless' } },
  },
  async ({ client, options }) => {
    if (options.rotate) return client.get('/swarm')
    try {
      return await client.get('/swarm/unlockkey')
    } catch (error) {
      throw new StatusError(`could not fetch unlock key: ${messageOf(error)}`)
    }
  },
)

const update = command({
  name: 'update',
  usage: '[OPTIONS]',
  summary: 'Update the swarm',
  needs: 'manager',
  args: { max: 0 },
  flags: specFlags,
  async run(process, _, _args, call) {
    if (!Object.keys(specFlags).some((flag) => call.changed(flag))) {
      await process.print(dockerHelp(call.chain, helpColumns(process)))
      return 0
    }
    await new Client(process, call.global).get('/swarm')
    throw notSimulated(call.path)
  },
})

export const swarm = group('swarm', 'Manage Swarm', [ca, init, join, joinToken, leave, unlock, unlockKey, update])

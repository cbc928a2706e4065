// docker node: the machines of a swarm.
import { asking, group, inspecting, listing, removing, taskFlags } from './asking.ts'

/** `self` is the daemon's own node; outside a swarm it has none, and the list says why. */
const pathOf = (name: string): string => (name === 'self' ? '/nodes' : `/nodes/${name}`)

const role = (name: string, summary: string) =>
  asking({ name, usage: 'NODE [NODE...]', summary, args: [1], flags: {} }, async ({ client, args }) => {
    for (const node of args) await client.get(`/nodes/${node}`)
  })

const ps = asking(
  { name: 'ps', usage: '[OPTIONS] [NODE...]', summary: 'List tasks of one or more nodes', args: [0], flags: taskFlags },
  async ({ client, args }) => {
    for (const node of args.length > 0 ? args : ['self']) await client.get(pathOf(node))
  },
)

const update = asking(
  {
    name: 'update',
    usage: '[OPTIONS] NODE',
    summary: 'Update a node',
    args: [1, 1],
    flags: {
      availability: { type: 'string', summary: 'Whether it takes tasks ("active", "pause", "drain")' },
      'label-add': { type: 'list', summary: 'Add or change a label ("key=value")' },
      'label-rm': { type: 'list', summary: 'Remove a label' },
      role: { type: 'string', summary: 'Its part in the swarm ("worker", "manager")' },
    },
  },
  ({ client, args }) => client.get(`/nodes/${args[0]}`),
)

export const node = group(
  'node',
  'Manage Swarm nodes',
  [
    role('demote', 'Demote one or more nodes from manager in the swarm'),
    inspecting('node', 'self|NODE [NODE...]', pathOf),
    listing('node', '/nodes', 'List nodes in the swarm'),
    role('promote', 'Promote one or more nodes to manager in the swarm'),
    ps,
    removing('node', { force: { type: 'bool', short: 'f', summary: 'Force remove a node from the swarm' } }),
    update,
  ],
  'manager',
)

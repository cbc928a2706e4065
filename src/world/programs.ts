// Every program of this world by its id: what the rooms offer, and the few that need the world itself.
import type { Program, ProgramTable } from '../machine/program.ts'
import { completions as clients } from '../cli/completions.ts'
import { notSimulated } from '../machine/machine.ts'
import { sshd } from '../machine/programs/network/ssh.ts'
import { id } from '../machine/programs/system/identity.ts'
import { programOf } from '../machine/programs/tool.ts'
import { init } from '../machine/programs/service/init.ts'
import { completions } from '../machine/shell/completion.ts'
import { ash, bash, dash } from '../machine/shell/programs.ts'
import { createGuest, guestChanged, removeGuest } from './guests.ts'
import { libvirtd } from './hypervisor.ts'
import type { World } from './world.ts'

/** Rooms that are loaded when one of their programs is first run. */
const LAZY: readonly { ids: readonly string[]; load: () => Promise<{ programs: ProgramTable }> }[] = [
  { ids: ['dockerd', 'dockerd-debian'], load: () => import('../engine/programs.ts') },
  { ids: ['registry'], load: () => import('../registry/programs.ts') },
  {
    ids: ['docker', 'docker-buildx', 'docker-compose', 'kubectl', 'minikube', 'gcloud'],
    load: () => import('../cli/programs.ts'),
  },
  {
    ids: [
      'kubelet',
      'kubeadm',
      'kube-apiserver',
      'etcd',
      'kube-scheduler',
      'kube-controller-manager',
      'kube-proxy',
      'coredns',
      'kindnetd',
      'storage-provisioner',
      'pause',
      'containerd',
      'crictl',
    ],
    load: () => import('../cluster/programs.ts'),
  },
]

const everyday = () => import('../machine/programs/index.ts')

type Entry = Program | { load: () => Promise<Program> }

/** What it does not hold is an everyday program, or nobody's: the page must not wait for those before its first prompt. */
class Programs extends Map<string, Entry> {
  override has(): boolean {
    return true
  }

  override get(id: string): Entry {
    return super.get(id) ?? { load: async () => keep(this, id, await find((await everyday()).programs, id)) }
  }
}

/** Also tells the shell what Tab offers after the clients' names. */
export function programTable(world: World): ProgramTable {
  for (const [name, completion] of clients) completions.set(name, completion)
  // What a boot and a login run themselves; all else waits for somebody to type it.
  const table = new Programs([
    ['bash', bash],
    ['dash', dash],
    ['sh', dash],
    ['ash', ash],
    ['init', init],
    ['sshd', sshd],
    ['id', programOf(id)],
  ])
  for (const { ids, load } of LAZY) {
    for (const id of ids) table.set(id, { load: async () => keep(table, id, await find((await load()).programs, id)) })
  }
  table.set(
    'libvirtd',
    libvirtd({
      create: (spec, cause) => createGuest(world, spec, cause),
      changed: (machine, up, cause) => guestChanged(world, machine, up, cause),
      remove: (machine, cause) => removeGuest(world, machine, cause),
    }),
  )
  return table
}

/** What was loaded once is there at once from then on. */
function keep(table: ProgramTable, id: string, program: Program): Program {
  table.set(id, program)
  return program
}

async function find(programs: ProgramTable, id: string): Promise<Program> {
  const entry = programs.get(id)
  if (!entry) return notSimulated
  return typeof entry === 'function' ? entry : entry.load()
}

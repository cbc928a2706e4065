// /proc/sys: settings of the kernel. Those of the network belong to a network namespace, the rest to the machine or container.
import type { Machine } from '../machine.ts'
import type { Namespaces } from '../spawn.ts'
import { text } from '../../kernel/bytes.ts'
import type { Generated } from './synthetic.ts'

/** What is set unless somebody changed it. */
const USUAL: Record<string, string> = {
  'fs.file-max': '9223372036854775807',
  'fs.inotify.max_user_instances': '128',
  'fs.inotify.max_user_watches': '65536',
  'kernel.msgmax': '8192',
  'kernel.msgmnb': '16384',
  'kernel.msgmni': '32000',
  'kernel.ostype': 'Linux',
  'kernel.pid_max': '4194304',
  'kernel.sem': '32000\t1024000000\t500\t32000',
  'kernel.shmall': '18446744073692774399',
  'kernel.shmmax': '18446744073692774399',
  'kernel.shmmni': '4096',
  'net.core.somaxconn': '4096',
  'net.core.rmem_max': '212992',
  'net.core.wmem_max': '212992',
  'net.ipv4.ip_forward': '1',
  'net.ipv4.ip_local_port_range': '32768\t60999',
  'net.ipv4.ping_group_range': '1\t0',
  'net.ipv4.tcp_fin_timeout': '60',
  'net.ipv4.tcp_keepalive_time': '7200',
  'net.ipv4.tcp_max_syn_backlog': '1024',
  'net.ipv4.tcp_syncookies': '1',
  'net.ipv4.tcp_tw_reuse': '2',
  'net.ipv6.conf.all.disable_ipv6': '0',
  'vm.dirty_ratio': '20',
  'vm.max_map_count': '65530',
  'vm.overcommit_memory': '0',
  'vm.swappiness': '60',
}

const PORTS = 'net.ipv4.ip_unprivileged_port_start'

/** Every name with its value now, in the order of the names. */
export function settings(machine: Machine, namespaces: Namespaces): ReadonlyMap<string, string> {
  const all = new Map(Object.entries(USUAL))
  all.set('kernel.hostname', namespaces.uts.hostname)
  all.set('kernel.osrelease', machine.release)
  all.set(PORTS, String(namespaces.net.unprivilegedPorts))
  const own = [machine.namespaces.sysctls, namespaces.sysctls, namespaces.net.sysctls]
  for (const changed of own)
    for (const [name, value] of changed)
      if (changed === namespaces.net.sysctls || !name.startsWith('net.')) all.set(name, value)
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function setSetting(namespaces: Namespaces, name: string, value: string): void {
  if (name === PORTS) namespaces.net.unprivilegedPorts = Number(value)
  else if (name === 'kernel.hostname') namespaces.uts.hostname = value
  else (name.startsWith('net.') ? namespaces.net.sysctls : namespaces.sysctls).set(name, value)
}

/** The folders of /proc/sys. */
export function sysctlFolder(machine: Machine, namespaces: Namespaces): ReadonlyMap<string, Generated> {
  const root = new Map<string, Generated>()
  const folders = new Map([['', root]])
  for (const [name, value] of settings(machine, namespaces)) {
    const parts = name.split('.')
    let at = root
    parts.slice(0, -1).forEach((part, i) => {
      const path = parts.slice(0, i + 1).join('.')
      const next = folders.get(path) ?? new Map<string, Generated>()
      folders.set(path, next)
      at.set(part, { folder: () => next })
      at = next
    })
    const write = (bytes: Uint8Array) => setSetting(namespaces, name, text(bytes).trim())
    at.set(parts.at(-1)!, { text: () => `${value}\n`, write })
  }
  const random = new Map<string, Generated>([
    ['uuid', { text: () => `${machine.kernel.chance(`uuid:${machine.kernel.clock.now}`).uuid()}\n` }],
  ])
  folders.get('kernel')!.set('random', { folder: () => random })
  return root
}

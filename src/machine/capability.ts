// capabilities(7): the pieces that root's power is made of.

/** In the order of the kernel's numbers. */
export const CAPABILITIES =
  'CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE'.split(
    ' ',
  )

export type CapabilitySet = ReadonlySet<string>

export const ALL_CAPABILITIES: CapabilitySet = new Set(CAPABILITIES)

export const NO_CAPABILITIES: CapabilitySet = new Set()

/** What container runtimes leave to root in a container. */
export const CONTAINER_CAPABILITIES: CapabilitySet = new Set(
  'CHOWN DAC_OVERRIDE FSETID FOWNER MKNOD NET_RAW SETGID SETUID SETFCAP SETPCAP NET_BIND_SERVICE SYS_CHROOT KILL AUDIT_WRITE'.split(
    ' ',
  ),
)

/** `cap_net_raw`, `NET_RAW` → `NET_RAW` */
export const capabilityName = (word: string): string => word.toUpperCase().replace(/^CAP_/, '')

/** The usual ones, changed by what is added and dropped; `ALL` stands for every one. */
export function adjusted(add: readonly string[], drop: readonly string[]): CapabilitySet {
  const [added, dropped] = [add.map(capabilityName), drop.map(capabilityName)]
  const base = added.includes('ALL')
    ? ALL_CAPABILITIES
    : dropped.includes('ALL')
      ? NO_CAPABILITIES
      : CONTAINER_CAPABILITIES
  const kept = [...base].filter((name) => !dropped.includes(name))
  return new Set([...kept, ...added.filter((name) => name !== 'ALL')])
}

/** As /proc/<pid>/status shows a set. */
export const capabilityMask = (set: CapabilitySet): string =>
  CAPABILITIES.reduce((mask, name, number) => (set.has(name) ? mask | (1n << BigInt(number)) : mask), 0n)
    .toString(16)
    .padStart(16, '0')

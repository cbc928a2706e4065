// What a process is made of when it starts: who it is, what it has of its own, what its descriptors refer to.
import type { Readable, Writable } from '../kernel/queue.ts'
import type { Cause } from '../kernel/trace.ts'
import type { NetworkNamespace } from '../net/namespace.ts'
import type { CapabilitySet } from './capability.ts'
import type { Cgroup } from './cgroup.ts'
import type { FileSystem } from './fs/filesystem.ts'
import type { PidNamespace } from './pids.ts'
import type { Process } from './process.ts'
import type { Program } from './program.ts'
import type { Rlimits } from './rlimit.ts'
import type { Tty } from './tty.ts'

export interface User {
  name: string
  uid: number
  gid: number
  home: string
  /** Supplementary groups. */
  groups: number[]
}

/** What a container has of its own and shares with nobody (or with its pod, or with the host). */
export interface Namespaces {
  fs: FileSystem
  net: NetworkNamespace
  pids: PidNamespace
  uts: { hostname: string }
  cgroup: Cgroup
  /** Settings changed below /proc/sys, other than those of the network. */
  sysctls: Map<string, string>
}

export interface ProcessInit {
  argv: string[]
  program: Program
  env: Record<string, string>
  cwd: string
  user: User
  namespaces: Namespaces
  stdin: Readable
  stdout: Writable
  stderr: Writable
  /** File descriptors from 3 on. */
  fds?: ReadonlyMap<number, Descriptor>
  tty?: Tty
  parent?: Process
  /** Leads a process group of its own. */
  newGroup?: boolean
  /** Joins this process group. */
  group?: number
  /** Left out: the parent's; without a parent all of them. */
  capabilities?: CapabilitySet
  rlimits?: Rlimits
  component: string
  cause: Cause
}

/** What a file descriptor refers to; one of both may be missing. */
export interface Descriptor {
  read?: Readable
  write?: Writable
}

export interface SpawnOptions {
  env?: Record<string, string>
  cwd?: string
  user?: User
  stdin?: Readable
  stdout?: Writable
  stderr?: Writable
  fds?: ReadonlyMap<number, Descriptor>
  tty?: Tty
  newGroup?: boolean
  /** Process group to join. */
  group?: number
  /** Runs this instead of looking argv[0] up on the disk: a fork of the program itself. */
  program?: Program
  component?: string
  cause?: Cause
}

// /etc/passwd and /etc/group: passwd(5), group(5).
import { text } from '../../kernel/bytes.ts'
import type { FileSystem } from '../fs/filesystem.ts'
import type { Process } from '../process.ts'
import type { User } from '../spawn.ts'

export interface Account {
  name: string
  uid: number
  gid: number
  comment: string
  home: string
  shell: string
}

export interface Group {
  name: string
  gid: number
  members: string[]
}

const rows = (fs: FileSystem, path: string): string[][] =>
  fs.exists(path)
    ? text(fs.read(path).bytes())
        .split('\n')
        .filter((line) => line.includes(':'))
        .map((line) => line.split(':'))
    : []

export const accounts = (fs: FileSystem): Account[] =>
  rows(fs, '/etc/passwd').map(([name, , uid, gid, comment, home, shell]) => ({
    name: name!,
    uid: Number(uid),
    gid: Number(gid),
    comment: comment ?? '',
    home: home ?? '/',
    shell: shell ?? '/bin/sh',
  }))

export const groups = (fs: FileSystem): Group[] =>
  rows(fs, '/etc/group').map(([name, , gid, members]) => ({
    name: name!,
    gid: Number(gid),
    members: members ? members.split(',') : [],
  }))

/** By name or number. */
export const findAccount = (fs: FileSystem, who: string): Account | undefined => {
  const all = accounts(fs)
  return all.find(({ name }) => name === who) ?? all.find(({ uid }) => String(uid) === who)
}

export const findGroup = (fs: FileSystem, which: string): Group | undefined => {
  const all = groups(fs)
  return all.find(({ name }) => name === which) ?? all.find(({ gid }) => String(gid) === which)
}

export const userName = (fs: FileSystem, uid: number): string =>
  accounts(fs).find((account) => account.uid === uid)?.name ?? String(uid)

export const groupName = (fs: FileSystem, gid: number): string =>
  groups(fs).find((group) => group.gid === gid)?.name ?? String(gid)

/** Who a process becomes that logs in as this account. */
export function userOf(fs: FileSystem, account: Account): User {
  const { name, uid, gid, home } = account
  const others = groups(fs).filter((group) => group.members.includes(name))
  return { name, uid, gid, home, groups: others.map((group) => group.gid) }
}

/** Names of a process's groups, its own first. */
export const groupIds = (process: Process): number[] => [
  process.user.gid,
  ...process.user.groups.filter((gid) => gid !== process.user.gid),
]

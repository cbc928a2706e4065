// Whom a contained process runs as: `user[:group]` looked up in the container's own passwd and group files (runc's user package).
import { text } from '../kernel/bytes.ts'
import type { FileSystem } from '../machine/fs/filesystem.ts'
import type { User } from '../machine/spawn.ts'
import { OciError } from './errors.ts'

const rows = (fs: FileSystem, path: string): string[][] =>
  fs.exists(path)
    ? text(fs.read(path).bytes())
        .split('\n')
        .map((line) => line.split(':'))
        .filter((row) => row.length >= 3)
    : []

const isNumber = (word: string) => /^\d+$/.test(word)

/** Throws OciError for names that are not there; numbers need not be. An empty word is root. */
export function resolveUser(fs: FileSystem, word: string, more: readonly string[] = []): User {
  const [who = '', which] = word.split(':')
  const passwd = rows(fs, '/etc/passwd')
  const group = rows(fs, '/etc/group')
  const account = passwd.find((row) => row[0] === (who || 'root')) ?? passwd.find((row) => row[2] === (who || '0'))
  if (!account && who && !isNumber(who)) {
    throw new OciError(`unable to find user ${who}: no matching entries in passwd file`)
  }
  const uid = account ? Number(account[2]) : Number(who || 0)
  const name = account?.[0] ?? String(uid)
  const gid = which ? groupId(group, which) : Number(account?.[3] ?? 0)
  const member = which
    ? []
    : group.filter((row) => (row[3] ?? '').split(',').includes(name)).map((row) => Number(row[2]))
  const groups = [...new Set([...member, ...more.map((one) => groupId(group, one))])].filter((id) => id !== gid)
  return { name, uid, gid, home: account?.[5] || '/', groups }
}

function groupId(group: string[][], which: string): number {
  const found = group.find((row) => row[0] === which) ?? group.find((row) => row[2] === which)
  if (found) return Number(found[2])
  if (isNumber(which)) return Number(which)
  throw new OciError(`unable to find group ${which}: no matching entries in group file`)
}

// Who runs the shell: names from /etc/passwd.
import { text } from '../../kernel/bytes.ts'
import type { FileSystem } from '../fs/filesystem.ts'
import type { Shell } from './shell.ts'

export interface Account {
  name: string
  uid: number
  gid: number
  home: string
  shell: string
}

/** passwd(5). */
export function accountsOf(fs: FileSystem): Account[] {
  if (!fs.exists('/etc/passwd')) return []
  return text(fs.read('/etc/passwd').bytes())
    .split('\n')
    .map((line) => line.split(':'))
    .filter((fields) => fields.length >= 7)
    .map(([name, , uid, gid, , home, shell]) => ({
      name: name!,
      uid: Number(uid),
      gid: Number(gid),
      home: home!,
      shell: shell!,
    }))
}

/** As \u shows it: a uid without an account has no name. */
export function displayName(shell: Shell): string {
  const { uid } = shell.process.user
  return shell.accounts().find((account) => account.uid === uid)?.name ?? 'I have no name!'
}

// Writing /etc/passwd, /etc/shadow and /etc/group.
import type { FileSystem } from '../../fs/filesystem.ts'
import { text } from '../../../kernel/bytes.ts'
import type { Call } from '../call.ts'

export const append = (fs: FileSystem, path: string, line: string) =>
  fs.write(path, `${fs.exists(path) ? text(fs.read(path).bytes()) : ''}${line}\n`)

export const edit = (fs: FileSystem, path: string, change: (line: string) => string | undefined) =>
  fs.write(
    path,
    text(fs.read(path).bytes())
      .split('\n')
      .slice(0, -1)
      .flatMap((line) => change(line) ?? [])
      .map((line) => `${line}\n`)
      .join(''),
  )

export function free(taken: number[], system: boolean): number {
  const [from, to] = system ? [999, 100] : [1000, 60_000]
  const step = system ? -1 : 1
  for (let id = from; id !== to; id += step) if (!taken.includes(id)) return id
  return to
}

export async function rootOnly(call: Call): Promise<boolean> {
  if (call.process.user.uid === 0) return true
  const verb = call.name
  await call.process.error(
    verb.startsWith('add') && !call.busybox
      ? `fatal: Only root may add a user or group to the system.\n`
      : `${verb}: Permission denied.\n${verb}: cannot lock /etc/${verb.includes('group') ? 'group' : 'passwd'}; try again later.\n`,
  )
  return false
}

export function addGroup(fs: FileSystem, name: string, gid: number): void {
  append(fs, '/etc/group', `${name}:x:${gid}:`)
}

interface NewUser {
  name: string
  uid: number
  gid: number
  comment: string
  home: string
  shell: string
  makeHome: boolean
}

export function addUser(fs: FileSystem, user: NewUser): void {
  append(fs, '/etc/passwd', `${user.name}:x:${user.uid}:${user.gid}:${user.comment}:${user.home}:${user.shell}`)
  if (fs.exists('/etc/shadow')) append(fs, '/etc/shadow', `${user.name}:!:20000:0:99999:7:::`)
  if (!user.makeHome || fs.exists(user.home)) return
  fs.mkdir(user.home, { parents: true, mode: 0o755, uid: user.uid, gid: user.gid })
  fs.chown(user.home, { uid: user.uid, gid: user.gid })
  if (!fs.exists('/etc/skel')) return
  for (const name of fs.list('/etc/skel'))
    fs.write(`${user.home}/${name}`, fs.read(`/etc/skel/${name}`), { mode: 0o644, uid: user.uid, gid: user.gid })
}

export function join(fs: FileSystem, name: string, group: string): void {
  edit(fs, '/etc/group', (line) => {
    const [first, , , members = ''] = line.split(':')
    if (first !== group || members.split(',').includes(name)) return line
    return `${line}${members ? ',' : ''}${name}`
  })
}

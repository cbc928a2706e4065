// touch(1), chmod(1), chown(1), chgrp(1).
import { FsError } from '../../fs/filesystem.ts'
import { joinPath } from '../../fs/path.ts'
import type { Process } from '../../process.ts'
import { findAccount, findGroup } from '../accounts.ts'
import type { Call } from '../call.ts'
import { parseMode } from '../mode.ts'
import { demandChange, demandOwner, mayWrite } from '../permission.ts'
import type { Tool } from '../spec.ts'
import { parseDate } from '../time.ts'

export const touch: Tool = {
  spec: {
    name: 'touch',
    summary: 'change file times; make files that are not there',
    usage: '[OPTION]... FILE...',
    version: 'GNU coreutils 9.4',
    options: {
      '-a': 'only the access time',
      '-c, --no-create': 'make no files',
      '-d, --date=STRING': 'this time instead of now',
      '-h, --no-dereference': 'the link itself',
      '-m': 'only the change time',
      '-r, --reference=FILE': 'the time of FILE instead of now',
      '-t STAMP': '[[CC]YY]MMDDhhmm[.ss] instead of now',
    },
  },
  async run(call) {
    const { process } = call
    const { fs, kernel } = process
    if (call.operands.length === 0) return call.misuse('missing file operand')
    const now = kernel.clock.unix()
    const date = call.value('d')
    const reference = call.value('r')
    const time =
      date !== undefined
        ? parseDate(date, now)
        : reference
          ? fs.stat(process.path(reference)).mtime
          : stamp(call.value('t'), now)
    if (time === undefined) return call.fail(`invalid date format ${call.quote(date ?? call.value('t') ?? '')}`)
    for (const name of call.operands) {
      const path = process.path(name)
      await call.attempt(
        () => {
          if (!fs.exists(path)) {
            if (call.has('c')) return
            demandChange(process, path)
            process.writeFile(name, '')
          } else if (!mayWrite(process, fs.stat(path))) demandOwner(process, path)
          fs.touch(path, time)
        },
        (reason) =>
          call.busybox ? `${name}: ${reason}` : `cannot touch ${call.quote(name).replace(/[‘’]/g, "'")}: ${reason}`,
      )
    }
    return call.status
  },
}

function stamp(word: string | undefined, now: number): number | undefined {
  if (word === undefined) return now
  const match = /^(\d\d)?(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(word)
  if (!match) return undefined
  const [century, year, month, day, hour, minute, second] = match
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)))
  const short = year ?? century
  const whole =
    year === undefined ? (short === undefined ? new Date(now).getUTCFullYear() : 2000 + short) : century! * 100 + year
  return Date.UTC(whole, month! - 1, day, hour, minute, second ?? 0)
}

/** A file and, with -R, everything below it. */
function* affected(call: Call, name: string): Generator<{ name: string; path: string }> {
  const { fs } = call.process
  const path = call.process.path(name)
  yield { name, path }
  if (!call.has('R') || fs.lstat(path).type !== 'directory') return
  for (const below of fs.list(path))
    yield* affected(call, name.startsWith('/') ? joinPath(name, below) : `${name.replace(/\/$/, '')}/${below}`)
}

export const chmod: Tool = {
  spec: {
    name: 'chmod',
    summary: 'change permission bits',
    usage: '[OPTION]... MODE[,MODE]... FILE...',
    version: 'GNU coreutils 9.4',
    raw: true,
    options: {
      '-c, --changes': 'say what changes',
      '-f, --silent': 'no complaints',
      '-R, --recursive': 'directories and what is in them',
      '-v, --verbose': 'say everything done',
    },
  },
  async run(call) {
    const words = call.operands.filter((word) => !/^-[cfRv]+$|^--(changes|silent|quiet|recursive|verbose)$/.test(word))
    const flags = call.operands.filter((word) => !words.includes(word)).join(' ')
    const recursive = /-[cfv]*R|--recursive/.test(flags)
    const [mode, ...files] = words
    if (mode === undefined) return call.misuse('missing operand')
    if (files.length === 0) return call.misuse(`missing operand after ${call.quote(mode)}`)
    const walk = recursive ? deep : flat
    for (const file of files) {
      for (const { name, path } of walk(call, file)) await changeMode(call, mode, name, path, /-[cR]*v/.test(flags))
    }
    return call.status
  },
}

function* flat(call: Call, name: string): Generator<{ name: string; path: string }> {
  yield { name, path: call.process.path(name) }
}

function* deep(call: Call, name: string): Generator<{ name: string; path: string }> {
  const { fs } = call.process
  const path = call.process.path(name)
  yield { name, path }
  if (!fs.exists(path) || fs.lstat(path).type !== 'directory') return
  for (const below of fs.list(path)) yield* deep(call, `${name.replace(/\/$/, '')}/${below}`)
}

async function changeMode(call: Call, mode: string, name: string, path: string, verbose: boolean): Promise<void> {
  const { process } = call
  try {
    const stat = process.fs.stat(path)
    const bits = parseMode(mode, stat.mode, stat.type === 'directory', process.umask)
    if (bits === undefined) return await call.misuse(`invalid mode: ${call.quote(mode)}`)
    demandOwner(process, path)
    process.fs.chmod(path, bits)
    const octal = (value: number) => value.toString(8).padStart(4, '0')
    if (verbose) await call.print(`mode of '${name}' changed from ${octal(stat.mode)} to ${octal(bits)}\n`)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    const changing = error.code === 'EPERM'
    await call.warn(
      call.busybox
        ? `${name}: ${error.message}`
        : changing
          ? `changing permissions of '${name}': ${error.message}`
          : `cannot access '${name}': ${error.message}`,
    )
  }
}

const ownership = (name: string, summary: string, usage: string): Tool => ({
  spec: {
    name,
    summary,
    usage,
    version: 'GNU coreutils 9.4',
    options: {
      '-c, --changes': 'say what changes',
      '-f, --silent': 'no complaints',
      '-h, --no-dereference': 'the link itself',
      '-R, --recursive': 'directories and what is in them',
      '-v, --verbose': 'say everything done',
    },
  },
  async run(call) {
    const { process } = call
    const [who, ...files] = call.operands
    if (who === undefined) return call.misuse('missing operand')
    if (files.length === 0) return call.misuse(`missing operand after ${call.quote(who)}`)
    const [user, group] = name === 'chgrp' ? ['', who] : who.split(/[:.]/)
    const account = user ? findAccount(process.fs, user) : undefined
    const uid = user ? (account?.uid ?? number(user)) : undefined
    const gid = group
      ? (findGroup(process.fs, group)?.gid ?? number(group))
      : who.endsWith(':')
        ? account?.gid
        : undefined
    if (user && uid === undefined)
      return call.fail(call.busybox ? `unknown user ${user}` : `invalid user: ${call.quote(who)}`)
    if (group && gid === undefined)
      return call.fail(call.busybox ? `unknown group ${group}` : `invalid group: ${call.quote(who)}`)
    for (const file of files) {
      await call.attempt(
        () => {
          for (const { path } of affected(call, file)) {
            process.fs.stat(path)
            if (!process.can('CHOWN') && !ownGroup(process, path, uid, gid)) throw new FsError('EPERM', path)
            process.fs.chown(path, { uid, gid })
          }
        },
        (reason, error) => {
          if (call.busybox) return `${file}: ${reason}`
          if (error.code === 'ENOENT') return `cannot access '${file}': ${reason}`
          return `changing ${uid === undefined ? 'group' : 'ownership'} of '${file}': ${reason}`
        },
      )
    }
    return call.status
  },
})

/** Its owner may give a file to another group of his. */
function ownGroup({ user, fs }: Process, path: string, uid: number | undefined, gid: number | undefined): boolean {
  const stat = fs.stat(path)
  const mine = stat.uid === user.uid && (uid === undefined || uid === stat.uid)
  return mine && (gid === undefined || gid === user.gid || user.groups.includes(gid))
}

const number = (word: string) => (/^\d+$/.test(word) ? Number(word) : undefined)

export const chown = ownership('chown', 'change owner and group', '[OPTION]... [OWNER][:[GROUP]] FILE...')
export const chgrp = ownership('chgrp', 'change group', '[OPTION]... GROUP FILE...')

// find(1).
import { FsError, type Stat } from '../../fs/filesystem.ts'
import { demandRead } from '../../access.ts'
import type { Call } from '../call.ts'
import { runCommand } from '../process/command.ts'
import type { Tool } from '../spec.ts'
import { type Found, type Settings, type Test } from './found.ts'
import { Expression } from './find-expression.ts'

export const find: Tool = {
  spec: {
    name: 'find',
    summary: 'search for files below directories',
    usage: '[path...] [expression]',
    version: 'GNU findutils 4.9.0',
    raw: true,
    options: {
      '-name': 'base name fits the pattern',
      '-iname': 'the same without regard to case',
      '-path': 'whole name fits the pattern',
      '-type': 'f, d, l, s, p or c',
      '-size': 'n[bckMG], with + or -',
      '-mtime': 'changed n days ago, with + or -',
      '-newer': 'changed after that file',
      '-maxdepth': 'levels below at most',
      '-exec': 'run a command; {} is the name',
      '-delete': 'remove',
      '-print0': 'names ended with NUL',
    },
  },
  async run(call) {
    const words = [...call.operands]
    while (/^-[HLP]$/.test(words[0] ?? '')) words.shift()
    const roots: string[] = []
    while (words.length > 0 && !/^[-(!,)]/.test(words[0]!)) roots.push(words.shift()!)
    if (roots.length === 0) roots.push('.')
    const settings: Settings = { least: 0, most: Infinity, depthFirst: false, acts: false, batches: [] }
    const parser = new Expression(call, words, settings)
    const test = words.length > 0 ? await parser.or() : () => true
    if (words.length > 0)
      await call.fail(
        words[0] === ')'
          ? "invalid expression; you have too many ')'"
          : `paths must precede expression: \`${words[0]}'`,
      )
    const whole: Test = settings.acts
      ? test
      : async (found) => (await test(found)) && (await call.print(`${found.name}\n`), true)
    for (const root of roots) await walk(call, root, call.process.path(root), 0, whole, settings)
    for (const { argv, names } of settings.batches) {
      if (names.length > 0 && (await runCommand(call, [...argv, ...names])) !== 0) call.status = 1
    }
    return call.status
  },
}

async function walk(
  call: Call,
  name: string,
  path: string,
  depth: number,
  test: Test,
  settings: Settings,
): Promise<void> {
  const { fs } = call.process
  let stat: Stat
  try {
    stat = fs.lstat(path)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    return call.warn(call.busybox ? `${name}: ${error.message}` : `${call.quote(name)}: ${error.message}`)
  }
  const found: Found = { name, path, stat, depth, prune: false }
  const due = depth >= settings.least
  if (due && !settings.depthFirst) await test(found)
  if (stat.type === 'directory' && depth < settings.most && !found.prune) {
    const names = await call.attempt(
      () => {
        demandRead(call.process, path)
        return fs.list(path)
      },
      (reason) => (call.busybox ? `${name}: ${reason}` : `${call.quote(name)}: ${reason}`),
    )
    for (const child of names ?? [])
      await walk(
        call,
        `${name === '/' ? '' : name.replace(/(.)\/$/, '$1')}/${child}`,
        `${path === '/' ? '' : path}/${child}`,
        depth + 1,
        test,
        settings,
      )
  }
  if (due && settings.depthFirst) await test(found)
}

// which(1), whereis(1).
import { basename } from '../../fs/path.ts'
import type { Tool } from '../spec.ts'

export const which: Tool = {
  spec: {
    name: 'which',
    summary: 'locate a command',
    usage: '[-a] args',
    options: { '-a': 'all of them', '-s': 'print nothing' },
  },
  async run(call) {
    const { process } = call
    let missing = call.operands.length === 0
    for (const name of call.operands) {
      const found = name.includes('/')
        ? [process.path(name)]
        : (process.env.PATH ?? '').split(':').map((directory) => `${directory}/${name}`)
      const there = found.filter(
        (path) =>
          process.fs.exists(path) &&
          process.fs.stat(path).type === 'file' &&
          (process.fs.stat(path).mode & 0o111) !== 0,
      )
      if (there.length === 0) missing = true
      if (!call.has('s')) for (const path of call.has('a') ? there : there.slice(0, 1)) await call.print(`${path}\n`)
    }
    return missing ? 1 : 0
  },
}

export const whereis: Tool = {
  spec: {
    name: 'whereis',
    summary: 'locate the binary and manual page of a command',
    usage: '[options] [file...]',
    options: { '-b': 'only binaries', '-m': 'only manuals' },
  },
  async run(call) {
    const { fs } = call.process
    for (const word of call.operands) {
      const name = basename(word)
      const found = ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/bin', '/sbin']
        .map((directory) => `${directory}/${name}`)
        .filter((path) => fs.exists(path))
      const unique = [...new Map(found.map((path) => [fs.realpath(path), path])).values()]
      await call.print(`${name}:${unique.map((path) => ` ${path}`).join('')}\n`)
    }
  },
}

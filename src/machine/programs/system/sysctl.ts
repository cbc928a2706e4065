// sysctl(8): settings of the kernel, read and written below /proc/sys.
import { FsError } from '../../fs/filesystem.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'

const ROOT = '/proc/sys'

const pathOf = (name: string) => `${ROOT}/${name.includes('/') ? name : name.replaceAll('.', '/')}`

const nameOf = (path: string) => path.slice(ROOT.length + 1).replaceAll('/', '.')

function* below(call: Call, path: string): Generator<string> {
  const { fs } = call.process
  if (fs.stat(path).type !== 'directory') yield path
  else for (const name of fs.list(path)) yield* below(call, `${path}/${name}`)
}

async function show(call: Call, path: string): Promise<void> {
  const value = call.process.readText(path).trimEnd()
  if (!call.has('q')) await call.print(call.has('n') ? `${value}\n` : `${nameOf(path)} = ${value}\n`)
}

async function one(call: Call, word: string): Promise<void> {
  const [name = '', value] = word.split(/\s*=\s*(.*)/s)
  const path = pathOf(name)
  const { process } = call
  if (!process.fs.exists(path)) {
    await call.warn(
      call.busybox ? `error: '${name}' is an unknown key` : `cannot stat ${path}: No such file or directory`,
    )
    return
  }
  try {
    if (value !== undefined) process.writeFile(path, value)
    for (const file of below(call, path)) await show(call, file)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    await call.warn(
      call.busybox
        ? `error ${value === undefined ? 'reading' : 'setting'} key '${name}': ${error.message}`
        : error.code === 'EACCES'
          ? `permission denied on key "${name}"`
          : `setting key "${name}": ${error.message}`,
    )
  }
}

export const sysctl: Tool = {
  spec: {
    name: 'sysctl',
    summary: 'show or change settings of the kernel',
    usage: '[options] [variable[=value] ...]',
    version: 'sysctl from procps-ng 4.0.4',
    options: {
      '-a, --all': 'show all',
      '-n, --values': 'only the values',
      '-q, --quiet': 'show nothing that is set',
      '-w, --write': 'set them',
    },
  },
  async run(call) {
    if (call.has('a')) {
      for (const path of below(call, ROOT)) await show(call, path)
      return 0
    }
    if (call.operands.length === 0) return call.misuse('no variables specified')
    for (const word of call.operands) await one(call, word)
    return call.status
  },
}

// Running another command from a program: env, timeout, xargs, find -exec, watch, sudo.
import { utf8 as encode } from '../../../kernel/bytes.ts'
import { findExecutable } from '../../exec.ts'
import { FsError } from '../../fs/filesystem.ts'
import type { Process } from '../../process.ts'
import type { SpawnOptions } from '../../spawn.ts'
import type { Call } from '../call.ts'

/** Starts it; complains as `env: ‘x’: No such file or directory` and gives 127 (126) when that fails. */
export async function startCommand(
  call: Call,
  argv: string[],
  options: SpawnOptions = {},
  what = '',
): Promise<Process | number> {
  try {
    return call.process.spawn(argv, options)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    if (error.code === 'EAGAIN') {
      await call.process.error(`${call.name}: ${call.busybox ? 'vfork' : 'fork'}: ${error.message}\n`)
      return 126
    }
    const shown = call.busybox ? `can't execute '${argv[0]}'` : `${what}${call.quote(argv[0]!)}`
    await call.process.error(`${call.name}: ${shown}: ${error.message}\n`)
    return error.code === 'ENOENT' ? 127 : 126
  }
}

/** Becomes the command (execve): the same process goes on as another program. */
export async function becomeCommand(call: Call, argv: string[], env = call.process.env, what = ''): Promise<number> {
  const { process } = call
  try {
    findExecutable(process.fs, process.cwd, env.PATH, argv[0]!, process.user)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    const shown = call.busybox ? `can't execute '${argv[0]}'` : `${what}${call.quote(argv[0]!)}`
    await process.error(`${call.name}: ${shown}: ${error.message}\n`)
    return error.code === 'ENOENT' ? 127 : 126
  }
  return process.machine.exec(process, argv, { ...env })
}

/** Runs it to its end and gives its exit code. */
export async function runCommand(call: Call, argv: string[], options: SpawnOptions = {}, what = ''): Promise<number> {
  const child = await startCommand(call, argv, options, what)
  return typeof child === 'number' ? child : call.process.alive(() => child.exited)
}

/** What it prints on standard output and error, and its exit code. */
export async function captureCommand(call: Call, argv: string[]): Promise<{ output: Uint8Array[]; code: number }> {
  const output: Uint8Array[] = []
  const sink = {
    write: (data: Uint8Array | string) => {
      output.push(typeof data === 'string' ? encode(data) : data)
      return Promise.resolve()
    },
  }
  const code = await runCommand(call, argv, { stdout: sink, stderr: sink })
  return { output, code }
}

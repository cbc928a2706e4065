// Running a command in a container and waiting for it: exec probes and lifecycle hooks.
import { concat, text } from '../../kernel/bytes.ts'
import type { Cancel } from '../../kernel/cancel.ts'
import type { Cause } from '../../kernel/trace.ts'
import { OciError } from '../../runtime/errors.ts'
import { Output, makeStreams } from '../../runtime/streams.ts'
import type { Running } from './containerd.ts'

export interface Ran {
  code: number
  output: string
}

/** Gives 126 or 127 and runc's words when it cannot be started. Rejects when cancelled; the command is killed then. */
export async function runInContainer(running: Running, argv: string[], cause: Cause, cancel: Cancel): Promise<Ran> {
  const chunks: Uint8Array[] = []
  const output = new Output()
  output.listen((_, bytes) => void chunks.push(bytes))
  const streams = makeStreams({ output, tty: false, openStdin: false })
  try {
    const process = running.container.exec(execSpec(running, argv, streams), cause)
    const off = cancel.onCancel(() => process.signal('KILL'))
    const code = await cancel.guard(process.exited)
    off()
    return { code, output: text(concat(chunks)) }
  } catch (error) {
    if (!(error instanceof OciError)) throw error
    return {
      code: 127,
      output: `OCI runtime exec failed: exec failed: unable to start container process: ${error.message}`,
    }
  }
}

/** What an exec'd process inherits: environment, directory and user of the container's first one. */
export function execSpec(running: Running, argv: string[], streams: ReturnType<typeof makeStreams>) {
  const { env, user, cwd } = running.process
  const entries = Object.entries(env)
    .filter(([name]) => name !== 'TERM')
    .map(([name, value]) => `${name}=${value}`)
  const groups = user.groups.map(String)
  return { argv, env: entries, cwd, user: `${user.uid}:${user.gid}`, groups, streams }
}

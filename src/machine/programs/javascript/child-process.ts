// Node's child_process: other programs, started and waited for.
import { Pipe } from '../../../kernel/queue.ts'
import { FsError } from '../../fs/filesystem.ts'
import { signalName } from '../../signal.ts'
import { toBuffer } from './buffer.ts'
import type { Host } from './host.ts'
import { type Module, emitter } from './http-module.ts'
import type { Value } from './scope.ts'

interface Options {
  stdio?: Value
  cwd?: string
  env?: Record<string, string>
  shell?: Value
}

export function childProcess(host: Host): Module {
  const start = (argv: string[], options: Options) => child(host, argv, options)
  const lists = (args: Value[]) => ({
    words: (args.find((arg) => Array.isArray(arg)) ?? []) as string[],
    options: (args.find((arg) => typeof arg === 'object' && !Array.isArray(arg)) ?? {}) as Options,
  })
  return {
    spawn: (command: Value, ...args: Value[]) => {
      const { words, options } = lists(args)
      const argv = [String(command), ...words.map(String)]
      return start(options.shell ? ['sh', '-c', argv.join(' ')] : argv, options)
    },
    exec: (command: Value, ...args: Value[]) => {
      const { options } = lists(args)
      const made = start(['sh', '-c', String(command)], options)
      const callback = args.find((arg) => typeof arg === 'function')
      const out = { stdout: '', stderr: '' }
      for (const name of ['stdout', 'stderr'] as const)
        (made[name] as Module & { on: (event: string, listener: Value) => void }).on('data', (chunk: Value) => {
          out[name] += String(chunk)
        })
      ;(made.on as (event: string, listener: Value) => void)('close', (code: number) => {
        const error =
          code === 0 ? null : Object.assign(new Error(`Command failed: ${String(command)}\n${out.stderr}`), { code })
        host.event(callback, error, out.stdout, out.stderr)
      })
      return made
    },
  }
}

function child(host: Host, argv: string[], options: Options): Module {
  const events = emitter(host)
  const inherits = options.stdio === 'inherit'
  const pipes = { stdout: new Pipe(), stderr: new Pipe() }
  const outputs = { stdout: emitter(host), stderr: emitter(host) }
  const stream = (name: 'stdout' | 'stderr') => {
    const made: Module = {
      on: (event: Value, callback: Value) => (outputs[name].on(event, callback), made),
      setEncoding: () => made,
    }
    return made
  }
  const made: Module = {
    on: (name: Value, callback: Value) => (events.on(name, callback), made),
    once: (name: Value, callback: Value) => (events.on(name, callback), made),
    stdout: inherits ? null : stream('stdout'),
    stderr: inherits ? null : stream('stderr'),
    exitCode: null,
  }
  host.hold(made)
  try {
    const started = host.process.spawn(argv, {
      env: options.env ?? host.process.env,
      ...(options.cwd === undefined ? {} : { cwd: host.process.path(options.cwd) }),
      ...(inherits ? {} : pipes),
    })
    made.pid = started.pid
    made.kill = (signal: Value = 'SIGTERM') => (started.signal(signalName(String(signal)) ?? 'TERM', true), true)
    const reading = inherits ? [] : (['stdout', 'stderr'] as const).map((name) => pump(pipes[name], outputs[name]))
    host.process.kernel.spawn(async () => {
      const code = await started.exited
      for (const pipe of Object.values(pipes)) pipe.end()
      await Promise.all(reading)
      const bySignal = started.endedBy
      made.exitCode = bySignal ? null : code
      const said = bySignal ? [null, `SIG${bySignal}`] : [code, null]
      events.emit('exit', ...said)
      events.emit('close', ...said)
      host.release(made)
    })
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    made.kill = () => false
    const failed = Object.assign(new Error(`spawn ${argv[0]} ${error.code}`), {
      code: error.code,
      syscall: `spawn ${argv[0]}`,
    })
    void Promise.resolve().then(() => {
      events.emit('error', failed)
      host.release(made)
    })
  }
  return made
}

async function pump(pipe: Pipe, to: ReturnType<typeof emitter>): Promise<void> {
  for (let chunk = await pipe.read(); chunk !== null; chunk = await pipe.read()) to.emit('data', toBuffer(chunk))
  to.emit('end')
}

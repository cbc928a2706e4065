// What a script of Node has around it: process, timers, console, and the event loop that keeps it alive.
import type { Timer } from '../../../kernel/clock.ts'
import type { Process } from '../../process.ts'
import { type SignalName, signalName } from '../../signal.ts'
import { Buffer } from './buffer.ts'
import { format } from './inspect.ts'
import { Ended } from './outcome.ts'
import { worldDate } from './date.ts'
import { fetchOf } from './fetch.ts'
import type { Callable, Value } from './scope.ts'
import { stdin } from './stdin.ts'
import { TextDecoder, TextEncoder, URL, URLSearchParams } from './web.ts'
import type { Whereabouts } from './whereabouts.ts'

export class Host {
  readonly process: Process
  readonly version: string
  /** Servers and timers that keep the program running. */
  private readonly handles = new Set<object>()
  private readonly listeners = new Map<string, Callable[]>()
  private finish: (code: number) => void = () => {}
  readonly finished: Promise<number>
  private writing: Promise<void> = Promise.resolve()
  private readonly guard: (task: () => void) => void
  exitCode: number | undefined
  /** The exit code when the script comes to rest. */
  atRest: () => number = () => 0
  private leaving = false

  private ending = false
  /** Promise as the script knows it. */
  readonly Promise: PromiseConstructor

  /** `guard` runs a callback of the script and deals with what it throws. */
  constructor(process: Process, version: string, where: Whereabouts, guard: (task: () => void) => void) {
    this.process = process
    this.version = version
    this.guard = guard
    this.Promise = where.Promise
    this.finished = new Promise((resolve) => (this.finish = resolve))
  }

  /** Ends the program when what it wrote is out; nothing of it runs from now on. */
  end(code: number): void {
    if (this.ending) return
    this.ending = true
    void this.writing.then(() => this.finish(code))
  }

  hold(handle: object): void {
    this.handles.add(handle)
  }

  release(handle: object): void {
    this.handles.delete(handle)
    this.settle()
  }

  /** Ends the program when nothing more can happen: no handle is left, and every promise had its turn. */
  settle(): void {
    if (this.handles.size > 0 || this.leaving) return
    this.leaving = true
    this.process.kernel.clock.after(0, () => {
      this.leaving = false
      if (this.handles.size > 0 || this.ending) return
      this.emit('exit', this.exitCode ?? 0)
      this.end(this.exitCode ?? this.atRest())
    })
  }

  /** A promise of the script that holds the program until it is settled. */
  promise<T>(work: () => Promise<T>): Promise<T> {
    const token = {}
    this.hold(token)
    return new this.Promise<T>((resolve, reject) => {
      work().then(
        (value) => {
          resolve(value)
          this.release(token)
        },
        (error: unknown) => {
          reject(error)
          this.release(token)
        },
      )
    })
  }

  /** Calls back as an event of its own. */
  event(callback: Value, ...args: Value[]): void {
    if (typeof callback === 'function' && !this.ending) this.guard(() => void (callback as Callable)(...args))
  }

  write(text: string, to: 'stdout' | 'stderr' = 'stdout'): void {
    if (this.ending) return
    const sent = this.process[to].write(text).catch(() => {})
    this.writing = this.writing.then(() => sent)
  }

  private timer(callback: Value, ms: Value, args: Value[], again: boolean): object {
    const { clock } = this.process.kernel
    const delay = Math.max(1, Number(ms) || 1)
    const handle = {
      timer: undefined as Timer | undefined,
      unref: () => (this.release(handle), handle),
      ref: () => handle,
      hasRef: () => true,
    }
    const ring = () => {
      if (this.process.exitCode !== undefined) return
      if (again) handle.timer = clock.after(delay, ring)
      this.event(callback, ...args)
      if (!again) this.release(handle)
    }
    handle.timer = clock.after(delay, ring)
    this.hold(handle)
    this.process.defer(() => clock.clear(handle.timer))
    return handle
  }

  /** Names that every script knows, besides the language's own. */
  globals(): Record<string, Value> {
    const log =
      (to: 'stdout' | 'stderr') =>
      (...values: Value[]) =>
        this.write(`${format(values)}\n`, to)
    const console = {
      log: log('stdout'),
      info: log('stdout'),
      debug: log('stdout'),
      error: log('stderr'),
      warn: log('stderr'),
      trace: log('stderr'),
      table: log('stdout'),
      group: log('stdout'),
      groupEnd: () => {},
      time: () => {},
      timeEnd: () => {},
    }
    return {
      console,
      ...this.timers(),
      queueMicrotask: (callback: Value) => void Promise.resolve().then(() => this.event(callback)),
      process: this.processObject(),
      Buffer,
      ...this.language(),
    }
  }

  /** The functions that set and clear timers, by the language's names. */
  private timers(): Record<string, Value> {
    const clear = (handle: Value) => {
      const known = handle as { timer?: Timer } | undefined
      if (!known?.timer) return
      this.process.kernel.clock.clear(known.timer)
      this.release(known)
    }
    const kinds: [string, boolean, boolean][] = [
      ['Timeout', false, true],
      ['Interval', true, true],
      ['Immediate', false, false],
    ]
    return Object.fromEntries(
      kinds.flatMap(([name, again, timed]) => [
        [
          `set${name}`,
          (callback: Value, ...args: Value[]) => this.timer(callback, timed ? args.shift() : 0, args, again),
        ],
        [`clear${name}`, clear],
      ]),
    )
  }

  private language(): Record<string, Value> {
    const { clock } = this.process.kernel
    const chance = this.process.kernel.chance(`node ${this.process.hostPid} ${clock.now}`)
    const math = Object.create(Math, { random: { value: () => chance.fraction() } }) as Value
    return {
      Object,
      Array,
      String,
      Number,
      Boolean,
      Symbol,
      BigInt,
      Map,
      Set,
      WeakMap,
      WeakSet,
      JSON,
      Math: math,
      Date: worldDate(() => clock.unix()),
      RegExp,
      Error,
      TypeError,
      RangeError,
      SyntaxError,
      ReferenceError,
      Promise: this.Promise,
      URL,
      URLSearchParams,
      TextEncoder,
      TextDecoder,
      fetch: fetchOf(this),
      parseInt,
      parseFloat,
      isNaN,
      isFinite,
      encodeURIComponent,
      decodeURIComponent,
      encodeURI,
      decodeURI,
      NaN,
      Infinity,
      Uint8Array,
    }
  }

  on(name: string, callback: Callable): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), callback])
    const signal: SignalName | undefined = name.startsWith('SIG') ? signalName(name) : undefined
    if (signal) this.process.on(signal, () => this.emit(name, name))
  }

  emit(name: string, ...args: Value[]): boolean {
    const found = this.listeners.get(name) ?? []
    for (const callback of found) this.event(callback, ...args)
    return found.length > 0
  }

  private processObject(): Record<string, Value> {
    const { process, version } = this
    const { kernel } = process
    const object = {
      argv: [`/usr/local/bin/${process.argv[0]}`, ...process.argv.slice(1)],
      env: process.env,
      pid: process.pid,
      ppid: process.parent?.pid ?? 0,
      platform: 'linux',
      arch: 'x64',
      version: `v${version}`,
      versions: { node: version, v8: '12.4.254.21-node.33' },
      title: 'node',
      cwd: () => process.cwd,
      uptime: () => (kernel.clock.now - process.startedAt) / 1000,
      hrtime: () => [Math.floor(kernel.clock.now / 1000), Math.floor((kernel.clock.now % 1000) * 1e6)],
      memoryUsage: () => ({ rss: process.memory, heapTotal: 6_000_000, heapUsed: 4_500_000, external: 1_000_000 }),
      nextTick: (callback: Value, ...args: Value[]) => void Promise.resolve().then(() => this.event(callback, ...args)),
      stdout: { write: (text: Value) => (this.write(String(text)), true), isTTY: process.isTty.stdout },
      stderr: { write: (text: Value) => (this.write(String(text), 'stderr'), true), isTTY: process.isTty.stderr },
      stdin: stdin(this),
      exit: (code: Value) => {
        const status = code === undefined ? (this.exitCode ?? 0) : Number(code)
        this.emit('exit', status)
        this.end(status)
        throw new Ended(status)
      },
      on: (name: Value, callback: Value) => (this.on(String(name), callback as Callable), object),
      once: (name: Value, callback: Value) => (this.on(String(name), callback as Callable), object),
      kill: (pid: Value, signal: Value = 'SIGTERM') =>
        process.namespaces.pids.processes.get(Number(pid))?.signal(signalName(String(signal)) ?? 'TERM', true),
      getuid: () => process.user.uid,
    }
    Object.defineProperty(object, 'exitCode', {
      get: () => this.exitCode,
      set: (code: number) => {
        this.exitCode = code
      },
    })
    return object
  }
}

// One run of a script with the modules it loads, and what is told when it fails.
import { dirname } from '../../fs/path.ts'
import type { Process } from '../../process.ts'
import type { Call } from '../call.ts'
import { Evaluator } from './evaluate.ts'
import { Host } from './host.ts'
import { inspect } from './inspect.ts'
import { coreModules } from './modules.ts'
import { Ended, type Run, TooLong } from './outcome.ts'
import { ScriptParser } from './parser.ts'
import { isModule, locate } from './resolve.ts'
import { Scope, type Value } from './scope.ts'
import { ScriptSyntaxError } from './token.ts'
import { Whereabouts } from './whereabouts.ts'

export const versionOf = (process: Process) => process.env.NODE_VERSION ?? '22.16.0'

const UNHANDLED =
  'This error originated either by throwing inside of an async function without a catch block, or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason'

export class Script {
  private readonly process: Process
  private readonly host: Host
  private readonly modules = new Map<string, { exports: Value }>()
  private readonly sources = new Map<string, string>()
  private readonly core: ReturnType<typeof coreModules>
  private readonly globals = new Scope(undefined, true)
  private readonly where = new Whereabouts((error, awaited) => this.rejected(error, awaited))
  private main: { exports: Value } | undefined

  constructor(call: Call) {
    this.process = call.process
    this.host = new Host(call.process, versionOf(call.process), this.where, (task) => this.guard(task))
    this.core = coreModules(this.host)
    const globals = this.host.globals()
    for (const [name, value] of Object.entries(globals)) this.globals.declare(name, value)
    for (const name of ['globalThis', 'global']) this.globals.declare(name, globals)
  }

  async run(source: string, file: string, print: boolean): Promise<number> {
    this.process.allocate(45_000_000)
    this.guard(() => this.begin(source, file, print))
    this.host.settle()
    return this.process.alive(() => this.host.finished)
  }

  private begin(source: string, file: string, print: boolean): void {
    const show = (value: Value) => {
      if (print) this.host.write(`${typeof value === 'string' ? value : inspect(value)}\n`)
    }
    const run = this.evaluate(source, file, { exports: {} })
    const first = run.next()
    if (first.done) return show(first.value)
    this.host.atRest = () => 13
    const rest = (function* (): Run<Value> {
      let at: IteratorResult<Value, Value> = first
      while (!at.done) {
        let outcome: { value: Value } | { error: Value }
        try {
          outcome = { value: yield at.value }
        } catch (error) {
          outcome = { error }
        }
        at = 'error' in outcome ? run.throw(outcome.error) : run.next(outcome.value)
      }
      return at.value
    })()
    void this.where.promise(rest).then((value) => {
      this.host.atRest = () => 0
      show(value)
    })
  }

  /** Runs a piece of the script; what it throws ends the program as in Node. */
  private guard(task: () => void): void {
    this.where.refresh()
    try {
      task()
    } catch (error) {
      this.fatal(error, false)
    }
  }

  /** A promise is rejected and nobody asked for it by the time all others had their turn. */
  private rejected(error: Value, awaited: () => boolean): void {
    const token = {}
    this.host.hold(token)
    this.process.kernel.clock.after(0, () => {
      if (!awaited() && !this.host.emit('unhandledRejection', error)) this.fatal(error, true)
      this.host.release(token)
    })
  }

  private fatal(error: Value, fromPromise: boolean): void {
    if (error instanceof Ended) return
    if (!(error instanceof TooLong) && this.host.emit('uncaughtException', error)) return
    this.host.write(this.report(error, fromPromise), 'stderr')
    this.host.end(1)
  }

  private report(error: unknown, fromPromise: boolean): string {
    if (error instanceof TooLong) return `naru: ${error.message}\n`
    if (error instanceof Error && error.message.startsWith('naru:')) return `${error.message}\n`
    const version = `\n\nNode.js v${versionOf(this.process)}\n`
    if (error instanceof ScriptSyntaxError) {
      const { file } = this.where
      return `${file}:${error.line}\n${this.lineAt(file, error.line)}\n\nSyntaxError: ${error.message}${version}`
    }
    if (fromPromise && !(error instanceof Error))
      return `node:internal/process/promises:394\n      triggerUncaughtException(err, true /* fromPromise */);\n      ^\n\n[UnhandledPromiseRejection: ${UNHANDLED} "${String(error)}".] {\n  code: 'ERR_UNHANDLED_REJECTION'\n}${version}`
    const { file, line } = this.where.place(error)
    const shown = error instanceof Error ? inspect(error) : `Uncaught ${inspect(error)}`
    return `${file}:${line}\n${this.lineAt(file, line)}\n^\n\n${shown}${version}`
  }

  private lineAt(file: string, line: number): string {
    return this.sources.get(file)?.split('\n')[line - 1] ?? ''
  }

  /** The statements of a file, to be walked over; the value is that of the last, where somebody asks (`-p`). */
  private *evaluate(source: string, file: string, module: { exports: Value }): Run<Value> {
    this.sources.set(file, source)
    this.where.file = file
    const body = new ScriptParser(source).script()
    const require = Object.assign((name: Value) => this.require(String(name), file), { main: (this.main ??= module) })
    const load = (from: string) => this.require(from, file)
    const evaluator = new Evaluator(this.where, file, load, module.exports as Record<string, Value>)
    const scope = new Scope(this.globals, true, module.exports)
    const folder = this.folder(file)
    const newer =
      (file.startsWith('/') && isModule(this.process, file)) ||
      body.some(({ kind }) => ['import', 'export', 'exports'].includes(kind))
    const names: Record<string, Value> = newer
      ? { 'import.meta': { url: `file://${file}`, filename: file, dirname: folder } }
      : { require, module, exports: module.exports, __filename: file, __dirname: folder }
    for (const [name, value] of Object.entries(names)) scope.declare(name, value)
    scope.declare('import', (name: Value) => new this.host.Promise((done) => done(this.namespace(String(name), file))))
    const last = body.at(-1)
    if (file !== '[eval]' || last?.kind !== 'expression') return void (yield* evaluator.run(body, scope))
    yield* evaluator.run(body.slice(0, -1), scope)
    return yield* evaluator.value(last.value, scope)
  }

  /** What `import()` gives: an older module's exports are its default, too. */
  private namespace(name: string, file: string): Value {
    const exports = this.require(name, file)
    return 'default' in Object(exports) ? exports : { ...(exports as object), default: exports }
  }

  private require(name: string, file: string): Value {
    const plain = name.replace(/^node:/, '')
    const core = Object.hasOwn(this.core, plain) ? this.core[plain] : undefined
    if (core) {
      const known = this.modules.get(plain) ?? { exports: core() }
      this.modules.set(plain, known)
      return known.exports
    }
    const path = locate(this.process, name, this.folder(file))
    if (path === undefined) throw this.missing(name, file)
    const known = this.modules.get(path)
    if (known) return known.exports
    const module = { exports: {} as Value }
    this.modules.set(path, module)
    const source = this.process.readText(path)
    if (path.endsWith('.json')) module.exports = JSON.parse(source) as Value
    else if (!this.evaluate(source, path, module).next().done)
      throw new ScriptSyntaxError('naru: an await at the top of an imported module is not simulated', this.where.line)
    return module.exports
  }

  /** What stands on the command line is looked at from the working directory. */
  private folder(file: string): string {
    return file.startsWith('/') ? dirname(file) : this.process.cwd
  }

  private missing(name: string, file: string): Error {
    if (name.startsWith('node:') || BUILTIN.has(name))
      return new ScriptSyntaxError(`naru: the module ${name} of node is not simulated`, this.where.line)
    return file.startsWith('/') && isModule(this.process, file)
      ? Object.assign(new Error(`Cannot find package '${name}' imported from ${file}`), {
          code: 'ERR_MODULE_NOT_FOUND',
        })
      : Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:\n- ${file}`), {
          code: 'MODULE_NOT_FOUND',
          requireStack: [file],
        })
  }
}

/** Modules that come with Node and are not here. */
const BUILTIN = new Set(
  'async_hooks cluster dgram diagnostics_channel dns http2 inspector module perf_hooks punycode querystring readline repl stream string_decoder tls tty v8 vm wasi worker_threads zlib'.split(
    ' ',
  ),
)

// node(1): runs scripts that the small interpreter of this folder understands.
import { text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import { dirname, joinPath } from '../../fs/path.ts'
import type { Process } from '../../process.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'
import { Evaluator } from './evaluate.ts'
import { TooLong } from './outcome.ts'
import { Ended, Host } from './host.ts'
import { inspect } from './inspect.ts'
import { coreModules } from './modules.ts'
import { ScriptParser } from './parser.ts'
import { Scope, type Value } from './scope.ts'
import { ScriptSyntaxError } from './token.ts'

const versionOf = (process: Process) => process.env.NODE_VERSION ?? '22.16.0'

export const node: Tool = {
  spec: {
    name: 'node',
    summary: 'server-side JavaScript runtime',
    usage: '[options] [ script.js ] [arguments]',
    raw: true,
    options: { '-e SCRIPT': 'run this', '-p SCRIPT': 'run this and print its value', '-v': 'the version' },
  },
  async run(call) {
    const { process } = call
    const words = [...call.operands]
    while (/^--(?!version|eval|print|help)/.test(words[0] ?? '')) words.shift()
    const [first, second] = words
    if (first === '-v' || first === '--version') return call.print(`v${versionOf(process)}\n`).then(() => 0)
    if (first === '-e' || first === '--eval' || first === '-p' || first === '--print' || first === '-pe')
      return new Script(call).run(
        second ?? '',
        '[eval]',
        /p/.test(first.replace('--', '')[1] ?? first) && first !== '-e' && first !== '--eval',
      )
    if (first === undefined || first === '-') {
      if (process.isTty.stdin) {
        await process.error('naru: the interactive node is not simulated\n')
        return 1
      }
      return new Script(call).run(text(await readAll(process.stdin)), '[stdin]', false)
    }
    const path = resolveFile(process, process.path(first))
    if (path === undefined) {
      await process.error(
        `node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '${process.path(first)}'\n    at node:internal/modules/cjs/loader:1225:15 {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v${versionOf(process)}\n`,
      )
      return 1
    }
    return new Script(call).run(process.readText(path), path, false)
  },
}

/** The file that a name without an ending, or a folder, means. */
function resolveFile(process: Process, path: string): string | undefined {
  const isFile = (candidate: string) => process.fs.exists(candidate) && process.fs.stat(candidate).type === 'file'
  const main = `${path}/package.json`
  const named = isFile(main) ? (JSON.parse(process.readText(main)) as { main?: string }).main : undefined
  return [
    path,
    `${path}.js`,
    `${path}.mjs`,
    `${path}.cjs`,
    `${path}.json`,
    ...(named ? [joinPath(path, named)] : []),
    `${path}/index.js`,
  ].find(isFile)
}

class Script {
  private readonly process: Process
  private readonly host: Host
  private readonly modules = new Map<string, { exports: Value }>()
  private readonly core: ReturnType<typeof coreModules>
  private readonly globals = new Scope(undefined, true)
  private evaluator: Evaluator | undefined
  private file = ''
  private source = ''

  constructor(call: Call) {
    this.process = call.process
    this.host = new Host(call.process, versionOf(call.process), (task) => this.guard(task))
    this.core = coreModules(this.host)
    for (const [name, value] of Object.entries(this.host.globals())) this.globals.declare(name, value)
  }

  async run(source: string, file: string, print: boolean): Promise<number> {
    this.process.allocate(45_000_000)
    this.source = source
    this.file = file
    this.guard(() => {
      const value = this.evaluate(source, file, { exports: {} })
      if (print) this.host.write(`${typeof value === 'string' ? value : inspect(value)}\n`)
    })
    this.host.settle()
    const code = await this.process.alive(() => this.host.finished)
    await this.host.written()
    return code
  }

  /** Runs a piece of the script; what it throws ends the program as in Node. */
  private guard(task: () => void): void {
    this.evaluator?.refresh()
    try {
      task()
    } catch (error) {
      if (error instanceof Ended) {
        void this.host.written().then(() => this.host.end(error.code))
        return
      }
      if (this.host.emit('uncaughtException', error)) return
      this.host.write(this.report(error), 'stderr')
      void this.host.written().then(() => this.host.end(1))
    }
  }

  private report(error: unknown): string {
    if (error instanceof TooLong) return `naru: ${error.message}\n`
    if (error instanceof ScriptSyntaxError) {
      if (error.message.startsWith('naru:')) return `${error.message}\n`
      return `${this.file}:${error.line}\n${this.lineAt(error.line)}\n\nSyntaxError: ${error.message}\n\nNode.js v${versionOf(this.process)}\n`
    }
    const line = this.evaluator?.line ?? 0
    const shown =
      error instanceof Error
        ? `${error.name}: ${error.message}\n    at ${this.file}:${line}`
        : `Uncaught ${inspect(error)}`
    const code = (error as { code?: string } | undefined)?.code
    const details = error instanceof Error && code ? ` {\n  code: '${code}'\n}` : ''
    return `${this.file}:${line}\n${this.lineAt(line)}\n^\n\n${shown}${details}\n\nNode.js v${versionOf(this.process)}\n`
  }

  private lineAt(line: number): string {
    return this.source.split('\n')[line - 1] ?? ''
  }

  private evaluate(source: string, file: string, module: { exports: Value }): Value {
    const body = new ScriptParser(source).script()
    const require = (name: Value) => this.require(String(name), dirname(file))
    const evaluator = new Evaluator(
      (from) => this.require(from, dirname(file)),
      module.exports as Record<string, Value>,
    )
    this.evaluator ??= evaluator
    const scope = new Scope(this.globals, true, module.exports)
    for (const [name, value] of Object.entries({
      require,
      module,
      exports: module.exports,
      __filename: file,
      __dirname: dirname(file),
    }))
      scope.declare(name, value)
    Object.assign(require, { main: module })
    const last = body.at(-1)
    if (file !== '[eval]' || last?.kind !== 'expression') return void evaluator.run(body, scope)
    evaluator.run(body.slice(0, -1), scope)
    return evaluator.value(last.value, scope)
  }

  private require(name: string, from: string): Value {
    const plain = name.replace(/^node:/, '')
    const core = this.core[plain]
    if (core) {
      const known = this.modules.get(plain) ?? { exports: core() }
      this.modules.set(plain, known)
      return known.exports
    }
    const path = this.locate(name, from)
    if (path === undefined)
      throw Object.assign(new Error(`Cannot find module '${name}'\nRequire stack:\n- ${this.file}`), {
        code: 'MODULE_NOT_FOUND',
      })
    const known = this.modules.get(path)
    if (known) return known.exports
    const module = { exports: {} as Value }
    this.modules.set(path, module)
    const source = this.process.readText(path)
    if (path.endsWith('.json')) module.exports = JSON.parse(source) as Value
    else this.evaluate(source, path, module)
    return module.exports
  }

  private locate(name: string, from: string): string | undefined {
    if (/^[./]/.test(name)) return resolveFile(this.process, joinPath(from, name))
    for (let at = from; ; at = dirname(at)) {
      const found = resolveFile(this.process, joinPath(at, `node_modules/${name}`))
      if (found !== undefined || at === '/' || at === '.') return found
    }
  }
}

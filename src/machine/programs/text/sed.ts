// sed(1): edits a stream line by line.
import { FsError } from '../../fs/filesystem.ts'
import { text as decode } from '../../../kernel/bytes.ts'
import type { Call } from '../call.ts'
import { type Line, inputs, lines, whole } from '../input.ts'
import type { Tool } from '../spec.ts'
import { PatternError } from './regexp.ts'
import { type Address, type Command, ScriptError, ScriptReader } from './sed-script.ts'

export const sed: Tool = {
  spec: {
    name: 'sed',
    summary: 'stream editor',
    usage: '[OPTION]... {script-only-if-no-other-script} [input-file]...',
    version: 'GNU sed 4.9',
    options: {
      '-n, --quiet': 'print only what is told',
      '--silent': 'as -n',
      '-e, --expression=SCRIPT': 'these commands',
      '-f, --file=FILE': 'commands from FILE',
      '-E, --regexp-extended': 'extended regular expressions',
      '-r': 'as -E',
      '-i, --in-place[=SUFFIX]': 'change the files themselves',
      '-s, --separate': 'files one by one',
      '-u, --unbuffered': 'line by line',
      '-z, --null-data': 'lines end with NUL',
    },
  },
  async run(call) {
    const operands = [...call.operands]
    const scripts = call.values('e')
    for (const file of call.values('f')) scripts.push(decode((await whole(call, file)) ?? new Uint8Array()))
    if (scripts.length === 0) {
      const script = operands.shift()
      if (script === undefined) {
        await call.process.error('Usage: sed [OPTION]... {script-only-if-no-other-script} [input-file]...\n')
        return 1
      }
      scripts.push(script)
    }
    const commands = await parse(call, scripts.join('\n'))
    if (call.has('i')) return inPlace(call, commands, operands)
    const complaint = (name: string, reason: string) =>
      reason === 'Is a directory' ? `couldn't edit ${name}: not a regular file` : `can't read ${name}: ${reason}`
    const editor = new Editor(call, commands, (out) => call.print(out))
    const every = async function* (): AsyncGenerator<Line> {
      for await (const { stream } of inputs(call, operands, complaint))
        yield* lines(call, stream, call.has('z') ? '\0' : '\n')
    }
    const code = await editor.run(every())
    return code || (call.status > 0 ? 2 : 0)
  },
}

async function parse(call: Call, script: string): Promise<Command[]> {
  try {
    return new ScriptReader(script, call.has('E', 'r')).commands()
  } catch (error) {
    if (error instanceof ScriptError) return call.fail(`-e expression #1, ${error.message}`)
    if (error instanceof PatternError) return call.fail(`-e expression #1, char ${script.length}: ${error.message}`)
    throw error
  }
}

async function inPlace(call: Call, commands: Command[], names: string[]): Promise<number> {
  const { process } = call
  for (const name of names) {
    const path = process.path(name)
    try {
      const before = process.readText(name)
      let out = ''
      const editor = new Editor(call, commands, (text) => {
        out += text
        return Promise.resolve()
      })
      const all = before.split('\n')
      const last = all.pop()!
      const source = async function* (): AsyncGenerator<Line> {
        for (const text of all) yield { text, ended: true }
        if (last !== '') yield { text: last, ended: false }
      }
      await editor.run(source())
      const suffix = call.value('i')
      if (suffix) process.fs.write(path + suffix, before)
      process.fs.write(path, out)
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      await call.warn(
        error.code === 'EISDIR' ? `couldn't edit ${name}: not a regular file` : `can't read ${name}: ${error.message}`,
        4,
      )
    }
  }
  return call.status === 4 ? 2 : call.status
}

const MOST_STEPS = 100_000

class Editor {
  private readonly call: Call
  private readonly script: Command[]
  private readonly emit: (text: string) => Promise<void>
  private readonly labels = new Map<string, [Command[], number]>()
  private readonly end: string
  private source!: AsyncGenerator<Line>
  private ahead: Line | undefined
  private line: Line = { text: '', ended: true }
  private number = 0
  private hold = ''
  private appended: string[] = []
  private replaced = false
  private lastPattern: RegExp | undefined
  private steps = 0
  private quitWith: number | undefined

  constructor(call: Call, script: Command[], emit: (text: string) => Promise<void>) {
    this.call = call
    this.emit = emit
    this.end = call.has('z') ? '\0' : '\n'
    this.script = flatten(script)
    this.script.forEach((command, i) => command.name === ':' && this.labels.set(command.text, [this.script, i]))
  }

  async run(source: AsyncGenerator<Line>): Promise<number> {
    this.source = source
    await this.advance()
    while (this.ahead && this.quitWith === undefined) {
      this.line = await this.take()
      await this.cycle()
    }
    return this.quitWith ?? 0
  }

  private async advance(): Promise<void> {
    const next = await this.source.next()
    this.ahead = next.done ? undefined : next.value
  }

  private async take(): Promise<Line> {
    const line = this.ahead!
    this.number++
    await this.advance()
    return line
  }

  private async cycle(): Promise<void> {
    let again = true
    while (again) {
      again = false
      this.replaced = false
      const how = await this.execute()
      if (how === 'restart') again = true
      else if (how !== 'delete' && !this.call.has('n', 'silent')) await this.print(this.line.text)
      await this.flush()
    }
  }

  private print(text: string): Promise<void> {
    return this.emit(text + (this.line.ended || this.ahead ? this.end : ''))
  }

  private async flush(): Promise<void> {
    for (const text of this.appended.splice(0)) await this.emit(text)
  }

  private async execute(): Promise<'done' | 'delete' | 'restart'> {
    for (let at = 0; at < this.script.length; at++) {
      if (++this.steps % MOST_STEPS === 0) await this.call.process.work(1)
      const command = this.script[at]!
      if (!this.applies(command)) {
        if (command.name === '{') at = command.end
        continue
      }
      const result = await this.step(command)
      if (result === 'done' || result === 'delete' || result === 'restart') return result
      if (result === 'branch') {
        const label = this.labels.get(command.text)
        at = command.text === '' ? this.script.length : label ? label[1] : await this.noLabel(command.text)
      }
    }
    return 'done'
  }

  private noLabel(label: string): Promise<never> {
    return this.call.fail(`-e expression #1, char 3: can't find label for jump to \`${label}'`)
  }

  private applies(command: Command): boolean {
    return this.selected(command) !== command.negated
  }

  private selected(command: Command): boolean {
    const { from, to } = command
    if (!from) return true
    if (!to) return this.fits(from)
    if (command.active) {
      const over =
        to.kind === 'line' ? this.number >= to.line : to.kind === 'offset' ? this.number >= command.end : this.fits(to)
      if (over) command.active = false
      return to.kind !== 'line' || this.number <= to.line || !over
    }
    if (!(from.kind === 'line' && from.line === 0 ? this.number === 1 : this.fits(from))) return false
    if (to.kind === 'offset') command.end = this.number + to.lines
    command.active =
      !(to.kind === 'line' && to.line <= this.number) &&
      !(to.kind === 'last' && !this.ahead) &&
      !(to.kind === 'offset' && to.lines === 0)
    return true
  }

  private fits(address: Address): boolean {
    if (address.kind === 'line') return this.number === address.line
    if (address.kind === 'last') return !this.ahead
    if (address.kind === 'step')
      return address.step > 0
        ? this.number >= address.first && (this.number - address.first) % address.step === 0
        : this.number === address.first
    if (address.kind === 'offset') return false
    const pattern = address.pattern ?? this.lastPattern
    this.lastPattern = pattern
    if (!pattern) return false
    pattern.lastIndex = 0
    return pattern.test(this.line.text)
  }

  private async step(command: Command): Promise<'done' | 'delete' | 'restart' | 'branch' | undefined> {
    const { call } = this
    switch (command.name) {
      case 's':
        return this.substitute(command)
      case 'p':
        return void (await this.print(this.line.text))
      case 'P':
        return void (await this.emit(this.line.text.split('\n')[0]! + this.end))
      case 'd':
        return 'delete'
      case 'D': {
        const at = this.line.text.indexOf('\n')
        if (at < 0) return 'delete'
        this.line = { ...this.line, text: this.line.text.slice(at + 1) }
        return 'restart'
      }
      case 'a':
        return void this.appended.push(`${command.text}\n`)
      case 'i':
        return void (await this.emit(`${command.text}\n`))
      case 'c':
        if (!command.to || !command.active || command.negated) await this.emit(`${command.text}\n`)
        return 'delete'
      case 'n':
        if (!this.ahead) return 'done'
        if (!call.has('n', 'silent')) await this.print(this.line.text)
        await this.flush()
        this.line = await this.take()
        return undefined
      case 'N': {
        if (!this.ahead) return 'done'
        const next = await this.take()
        this.line = { text: `${this.line.text}\n${next.text}`, ended: next.ended }
        return undefined
      }
      case 'q':
      case 'Q':
        this.quitWith = Number(command.text || 0)
        return command.name === 'q' ? 'done' : 'delete'
      case 'b':
        return 'branch'
      case 't':
      case 'T': {
        const jump = this.replaced === (command.name === 't')
        this.replaced = false
        return jump ? 'branch' : undefined
      }
      default:
        return void (await this.rest(command))
    }
  }

  private async rest(command: Command): Promise<void> {
    const { text } = this.line
    const set = (changed: string) => void (this.line = { ...this.line, text: changed })
    switch (command.name) {
      case 'h':
        this.hold = text
        break
      case 'H':
        this.hold += `\n${text}`
        break
      case 'g':
        return set(this.hold)
      case 'G':
        return set(`${text}\n${this.hold}`)
      case 'x':
        set(this.hold)
        this.hold = text
        break
      case 'y':
        return set([...text].map((char) => command.map!.get(char) ?? char).join(''))
      case '=':
        return this.emit(`${this.number}\n`)
      case 'l':
        return this.emit(`${text.replace(/\\/g, '\\\\').replace(/\t/g, '\\t').replace(/\n/g, '\\n')}$\n`)
      case 'z':
        return set('')
      case 'r': {
        const path = this.call.process.path(command.text)
        if (this.call.process.fs.exists(path)) this.appended.push(this.call.process.readText(command.text))
        break
      }
      case 'w':
        return this.append(command.text)
    }
  }

  private append(file: string): Promise<void> {
    if (file === '/dev/stdout') return this.print(this.line.text)
    const { process } = this.call
    const before = process.fs.exists(process.path(file)) && this.written.has(file) ? process.readText(file) : ''
    this.written.add(file)
    process.writeFile(file, `${before}${this.line.text}\n`)
    return Promise.resolve()
  }

  private readonly written = new Set<string>()

  private async substitute(command: Command): Promise<undefined> {
    const { pattern, replacement, global, nth, print, file } = command.substitute!
    const used =
      pattern ??
      (this.lastPattern && new RegExp(this.lastPattern.source, `g${this.lastPattern.flags.replace('g', '')}`))
    if (!used) return undefined
    this.lastPattern = used
    used.lastIndex = 0
    let count = 0
    let changed = false
    const text = this.line.text.replace(used, (...found: (string | number | undefined)[]) => {
      count++
      if (count < nth || (count > nth && !global)) return found[0] as string
      changed = true
      return expand(replacement, found as (string | undefined)[])
    })
    if (!changed) return undefined
    this.replaced = true
    this.line = { ...this.line, text }
    if (print) await this.print(text)
    if (file) await this.append(file)
    return undefined
  }
}

/** Blocks become `{` … with `end`, so that branches are numbers. */
function flatten(commands: Command[]): Command[] {
  const out: Command[] = []
  const add = (command: Command) => {
    out.push(command)
    if (!command.block) return
    for (const inner of command.block) add(inner)
    command.end = out.length - 1
  }
  for (const command of commands) add(command)
  return out
}

/** `&`, `\1`, `\n` and the case changes `\u \l \U \L \E`. */
function expand(replacement: string, found: (string | undefined)[]): string {
  let out = ''
  let mode = ''
  let once = ''
  const add = (piece: string) => {
    let shown = mode === 'U' ? piece.toUpperCase() : mode === 'L' ? piece.toLowerCase() : piece
    if (once && shown) {
      shown = (once === 'u' ? shown[0]!.toUpperCase() : shown[0]!.toLowerCase()) + shown.slice(1)
      once = ''
    }
    out += shown
  }
  for (let i = 0; i < replacement.length; i++) {
    const char = replacement[i]!
    if (char === '&') add(found[0] ?? '')
    else if (char !== '\\') add(char)
    else {
      const next = replacement[++i] ?? ''
      if (/\d/.test(next)) add(typeof found[Number(next)] === 'string' ? found[Number(next)]! : '')
      else if (next === 'n') add('\n')
      else if (next === 't') add('\t')
      else if ('ULE'.includes(next) && next) mode = next === 'E' ? '' : next
      else if (next === 'u' || next === 'l') once = next
      else add(next)
    }
  }
  return out
}

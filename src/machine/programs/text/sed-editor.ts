// The editor of sed(1): pattern space, hold space, cycles.
import type { Call } from '../call.ts'
import type { Line } from '../input.ts'
import type { Address, Command } from './sed-script.ts'
import { expand, flatten } from './sed-expand.ts'

const MOST_STEPS = 100_000

export class Editor {
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

// What awk reads and writes: records of files and commands, redirections, pipes.
import { concat, text, utf8 } from '../../../kernel/bytes.ts'
import { Pipe, type Readable, type Writable } from '../../../kernel/queue.ts'
import { openWrite } from '../../open.ts'
import { type Line, lines, open } from '../input.ts'
import { AwkValues } from './awk-values.ts'
import { compilePattern } from './regexp.ts'

export class AwkStreams extends AwkValues {
  protected readonly readers = new Map<string, AsyncGenerator<Line>>()
  protected readonly writers = new Map<string, Writable & { close?: () => void; done?: Promise<number> }>()
  protected main: AsyncGenerator<Line> | undefined
  protected held = ''

  protected async *records(stream: Readable): AsyncGenerator<Line> {
    const separator = this.string(this.get('RS'))
    if (separator.length === 1) return yield* lines(this.call, stream, separator)
    const parts: Uint8Array[] = []
    for (let chunk = await stream.read(); chunk !== null; chunk = await stream.read()) parts.push(chunk)
    const all = text(concat(parts.length > 0 ? parts : [utf8('')]))
    const split =
      separator === ''
        ? all.replace(/^\n+|\n+$/g, '').split(/\n{2,}/)
        : all.replace(/\n$/, '').split(compilePattern(separator, true))
    for (const part of split) if (part !== '') yield { text: part, ended: true }
  }

  protected async *allInput(): AsyncGenerator<Line> {
    let read = false
    for (const operand of this.operands) {
      const assignment = /^([A-Za-z_]\w*)=(.*)$/s.exec(operand)
      if (assignment) {
        this.set(assignment[1]!, assignment[2]!)
        continue
      }
      read = true
      const stream = await open(this.call, operand, (name, reason) => `cannot open "${name}" (${reason})`)
      if (!stream) {
        this.call.status = 2
        continue
      }
      this.globals.set('FILENAME', operand)
      this.globals.set('FNR', 0)
      yield* this.records(stream)
    }
    if (!read) yield* this.records(this.call.process.stdin)
  }

  protected async nextRecord(): Promise<string | undefined> {
    this.main ??= this.allInput()
    if (this.call.process.isTty.stdout) await this.flush()
    const next = await this.main.next()
    if (next.done) return undefined
    this.globals.set('NR', this.number(this.get('NR')) + 1)
    this.globals.set('FNR', this.number(this.get('FNR')) + 1)
    return next.value.text
  }

  protected async write(shown: string): Promise<void> {
    this.held += shown
    if (this.held.length > 4096 || this.call.process.isTty.stdout) await this.flush()
  }

  async flush(): Promise<void> {
    const { held } = this
    this.held = ''
    if (held) await this.call.print(held)
  }

  protected async writer(how: '>' | '>>' | '|', target: string): Promise<Writable> {
    const known = this.writers.get(target)
    if (known) return known
    const { process } = this.call
    if (how !== '|') {
      const file =
        target === '/dev/stdout'
          ? process.stdout
          : target === '/dev/stderr'
            ? process.stderr
            : openWrite(process, target, { append: how === '>>' })
      this.writers.set(target, { write: (data) => file.write(data) })
      return this.writers.get(target)!
    }
    const pipe = new Pipe()
    const child = process.spawn(['sh', '-c', target], { stdin: pipe })
    this.writers.set(target, { write: (data) => pipe.write(data), close: () => pipe.end(), done: child.exited })
    return this.writers.get(target)!
  }

  async close(name: string): Promise<number> {
    await this.flush()
    const writer = this.writers.get(name)
    writer?.close?.()
    const known = writer !== undefined || this.readers.has(name)
    this.writers.delete(name)
    this.readers.delete(name)
    if (writer?.done) return this.call.process.alive(() => writer.done!)
    return known ? 0 : -1
  }

  /** system(): runs a command with our streams. */
  async system(command: string): Promise<number> {
    await this.flush()
    const child = this.call.process.spawn(['sh', '-c', command])
    return this.call.process.alive(() => child.exited)
  }
}

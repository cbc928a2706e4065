// Output of several containers side by side: each line with its container's name before it, coloured on a terminal.
import { streamDecoder } from '../../kernel/bytes.ts'
import type { Readable } from '../../kernel/queue.ts'
import type { Process } from '../../machine/process.ts'
import { demultiplex } from '../docker/stdcopy.ts'

const COLOURS = ['36', '33', '32', '35', '34', '36;1', '33;1', '32;1', '35;1', '34;1']

export class Output {
  private readonly process: Process
  private readonly width: number
  private readonly names: readonly string[]
  private readonly colour: boolean
  private readonly prefix: boolean

  constructor(process: Process, names: readonly string[], options: { noColor: boolean; noPrefix: boolean }) {
    this.process = process
    this.names = names
    this.width = Math.max(0, ...names.map((name) => name.length))
    this.colour = !options.noColor && process.isTty.stdout
    this.prefix = !options.noPrefix
  }

  private paint(name: string, text: string): string {
    if (!this.colour) return text
    return `\x1b[${COLOURS[this.names.indexOf(name) % COLOURS.length] ?? '36'}m${text}\x1b[0m`
  }

  /** A line of a container. */
  line(name: string, text: string): Promise<void> {
    const head = this.prefix ? this.paint(name, `${name.padEnd(this.width)}  | `) : ''
    return this.process.print(`${head}${text}\n`)
  }

  /** What is said of a container itself: that it ended. */
  status(name: string, text: string): Promise<void> {
    return this.process.print(this.paint(name, `\r\x1b[K${name} ${text}\n`))
  }

  /** Copies a log stream to its end, whole lines at a time. */
  async copy(name: string, body: Readable, tty: boolean): Promise<void> {
    const lines = { stdout: this.splitter(name), stderr: this.splitter(name) }
    if (!tty) await demultiplex(body, (stream, bytes) => lines[stream].write(bytes))
    else {
      for (;;) {
        const chunk = await body.read()
        if (chunk === null) break
        await lines.stdout.write(chunk)
      }
    }
    await lines.stdout.end()
    await lines.stderr.end()
  }

  private splitter(name: string) {
    const decode = streamDecoder()
    let held = ''
    return {
      write: async (bytes: Uint8Array) => {
        const parts = (held + decode(bytes)).split('\n')
        held = parts.pop()!
        for (const part of parts) await this.line(name, part.replace(/\r$/, ''))
      },
      end: async () => {
        if (held) await this.line(name, held)
        held = ''
      },
    }
  }
}

// One run of a program: its parsed command line, and its voice for complaints.
import { Exit } from '../program.ts'
import type { Process } from '../process.ts'
import { FsError } from '../fs/filesystem.ts'
import type { BusyboxBuild } from './busybox-build.ts'
import type { Option, Spec } from './spec.ts'

export class Call {
  readonly process: Process
  readonly spec: Spec
  /** When it runs as an applet of busybox: of which. */
  readonly busybox: BusyboxBuild | undefined
  readonly given: readonly { option: Option; value: string | undefined }[]
  readonly operands: string[]
  /** Exit code so far: set by `warn`. */
  status = 0

  constructor(
    process: Process,
    spec: Spec,
    busybox: BusyboxBuild | undefined,
    given: Call['given'],
    operands: string[],
  ) {
    this.process = process
    this.spec = spec
    this.busybox = busybox
    this.given = given
    this.operands = operands
  }

  /** The name it was called by. */
  get name(): string {
    return this.busybox ? this.spec.name : this.process.name
  }

  has(...names: string[]): boolean {
    return this.given.some(({ option }) => is(option, names))
  }

  count(name: string): number {
    return this.given.filter(({ option }) => is(option, [name])).length
  }

  value(name: string): string | undefined {
    return this.given.findLast(({ option }) => is(option, [name]))?.value
  }

  values(name: string): string[] {
    return this.given.flatMap(({ option, value }) => (is(option, [name]) && value !== undefined ? [value] : []))
  }

  /** Which of these was given last, by the name asked for. */
  last(...names: string[]): string | undefined {
    const found = this.given.findLast(({ option }) => is(option, names))
    return found && names.find((name) => is(found.option, [name]))
  }

  print(text: string | Uint8Array): Promise<void> {
    return this.process.print(text)
  }

  /** Complains as `name: message` and goes on; the exit code will be `status`. */
  async warn(message: string, status = 1): Promise<void> {
    this.status = Math.max(this.status, status)
    await this.process.error(`${this.name}: ${message}\n`)
  }

  /** Complains and ends the program. */
  async fail(message: string, status = 1): Promise<never> {
    await this.process.error(`${this.name}: ${message}\n`)
    throw new Exit(status)
  }

  /** A usage error: the complaint and the hint that GNU programs give. */
  async misuse(message: string): Promise<never> {
    const { name } = this
    const hint = this.busybox ? '' : `Try '${name} --help' for more information.\n`
    await this.process.error(`${name}: ${message}\n${hint}`)
    throw new Exit(this.spec.misuse ?? 1)
  }

  /** Runs a piece that may meet a file error and words it: `describe` gets what strerror says. */
  async attempt<T>(
    piece: () => T | Promise<T>,
    describe: (reason: string, error: FsError) => string,
  ): Promise<T | undefined> {
    try {
      return await piece()
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      await this.warn(describe(error.message, error))
      return undefined
    }
  }

  /** A name in the quotes that coreutils uses for names: curly where the locale has them. */
  quote(name: string): string {
    const { env } = this.process
    const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || ''
    return /utf-?8/i.test(locale) && !this.busybox ? `‘${name}’` : `'${name}'`
  }
}

const is = (option: Option, names: string[]) =>
  (option.short !== undefined && names.includes(option.short)) ||
  (option.long !== undefined && names.includes(option.long))

// Makes a Program of a tool: parses its command line, answers --help and --version, words its failures.
import { FsError } from '../fs/filesystem.ts'
import type { Process } from '../process.ts'
import { Exit, type Program } from '../program.ts'
import { type BusyboxBuild, bannerOf } from './busybox-build.ts'
import { Call } from './call.ts'
import { type Parsed, UsageError, getopt } from './getopt.ts'
import { ABSENT, type Spec, type Tool, optionsOf } from './spec.ts'

const tools = new WeakMap<Program, Tool>()

/** The tool that a program of the table was made of. */
export const toolOf = (program: Program): Tool | undefined => tools.get(program)

export function programOf(tool: Tool): Program {
  const program: Program = (process) => runTool(process, tool)
  tools.set(program, tool)
  return program
}

export async function runTool(process: Process, tool: Tool, busybox?: BusyboxBuild): Promise<number> {
  const spec = (busybox && tool.busybox?.spec) || tool.spec
  const run = (busybox && tool.busybox?.run) || tool.run
  const parsed = await parse(process, spec, busybox)
  const call = new Call(process, spec, busybox, parsed.given, parsed.operands)
  if (!spec.raw && call.has('help')) {
    await (busybox ? process.error(busyboxHelp(spec, busybox)) : process.print(help(spec, process.name)))
    return 0
  }
  if (!spec.raw && spec.version && call.value('version') === undefined && call.has('version')) {
    await process.print(versionLine(spec.version, process.name))
    return 0
  }
  const absent = parsed.given.find(({ option }) => option.help === ABSENT)?.option
  if (absent) {
    await process.error(
      `naru: ${process.name} ${absent.short ? `-${absent.short}` : `--${absent.long}`} is not simulated\n`,
    )
    return 1
  }
  try {
    return (await run(call)) ?? call.status
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    await call.warn(`${error.path}: ${error.message}`)
    return call.status
  }
}

/** GNU programs say `ls (GNU coreutils) 9.4`; others bring their own line. */
const versionLine = (version: string, name: string) =>
  version.startsWith('GNU ')
    ? `${name} (${version.replace(/ [^ ]*$/, '')}) ${version.split(' ').at(-1)}\n`
    : `${version}\n`

async function parse(process: Process, spec: Spec, busybox?: BusyboxBuild): Promise<Parsed> {
  try {
    return getopt(spec, process.argv.slice(1))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const { name } = process
    const after = busybox ? busyboxHelp(spec, busybox) : `Try '${name} --help' for more information.\n`
    await process.error(`${name}: ${error.message}\n${after}`)
    throw new Exit(spec.misuse ?? 1)
  }
}

export function help(spec: Spec, name = spec.name): string {
  const lines = optionsOf(spec).map((option) => {
    const long = option.long ? `--${option.long}` : undefined
    const value = option.value ? (option.optional ? `[=${option.value}]` : `${long ? '=' : ' '}${option.value}`) : ''
    const short = option.short ? `-${option.short}` : '   '
    const words = long ? `${short}${option.short ? ',' : ' '} ${long}${value}` : `${short}${value}`
    return words.length > 27 ? `  ${words}\n${' '.repeat(31)}${option.help}` : `  ${words.padEnd(28)} ${option.help}`
  })
  const sentence = spec.summary[0]!.toUpperCase() + spec.summary.slice(1)
  return `Usage: ${name} ${spec.usage}\n${sentence}.\n\n${lines.map((line) => `${line}\n`).join('')}`
}

export function busyboxHelp(spec: Spec, build: BusyboxBuild): string {
  const lines = optionsOf(spec).map((option) => {
    const words = option.short ? `-${option.short}` : `--${option.long}`
    return `\t${words}${option.value ? ` ${option.value}` : ''}\t${option.help}\n`
  })
  const sentence = spec.summary[0]!.toUpperCase() + spec.summary.slice(1)
  const list = lines.length > 0 ? `\n${lines.join('')}` : ''
  return `${bannerOf(build)}\n\nUsage: ${spec.name} ${spec.usage}\n\n${sentence}\n${list}`
}

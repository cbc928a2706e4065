// awk(1): pattern scanning and processing; Debian's is mawk.
import { FsError } from '../../fs/filesystem.ts'
import type { Call } from '../call.ts'
import { wholeText } from '../input.ts'
import type { Tool } from '../spec.ts'
import { AwkParser } from './awk-parse.ts'
import { AwkSyntaxError } from './awk-token.ts'
import { AwkMachine } from './awk-run.ts'

export const awk: Tool = {
  spec: {
    name: 'awk',
    summary: 'pattern scanning and text processing language',
    usage: '[-F value] [-v var=value] [--] program text [file ...]',
    ordered: true,
    misuse: 2,
    options: {
      '-F, --field-separator=FS': 'field separator',
      '-v, --assign=VAR=VAL': 'set a variable',
      '-f, --file=PROGRAMFILE': 'program from a file',
      '-W OPTION': 'ignored',
    },
  },
  async run(call) {
    const operands = [...call.operands]
    const files = call.values('f')
    const sources: string[] = []
    for (const file of files) sources.push((await wholeText(call, file)) ?? '')
    if (files.length === 0) {
      const program = operands.shift()
      if (program === undefined) {
        await call.process.error('Usage: awk [options] [--] program text [file ...]\n')
        return 2
      }
      sources.push(program)
    }
    if (call.status > 0) return 2
    return run(call, sources.join('\n'), operands)
  },
}

async function run(call: Call, source: string, operands: string[]): Promise<number> {
  let machine: AwkMachine
  try {
    machine = new AwkMachine(call, new AwkParser(source).script(), operands)
  } catch (error) {
    if (!(error instanceof AwkSyntaxError)) throw error
    return call.fail(`line 1: ${error.message}`, 2)
  }
  const separator = call.value('F')
  if (separator !== undefined) machine.set('FS', unescaped(separator === 't' ? '\t' : separator))
  for (const assignment of call.values('v')) {
    const at = assignment.indexOf('=')
    machine.set(assignment.slice(0, at), unescaped(assignment.slice(at + 1)))
  }
  try {
    return await machine.run()
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    return call.fail(`cannot open "${error.path}" (${error.message})`, 2)
  }
}

const unescaped = (value: string) =>
  value.replace(/\\([nt\\])/g, (_, char: string) => ({ n: '\n', t: '\t', '\\': '\\' })[char]!)

// sed(1): edits a stream line by line.
import { FsError } from '../../fs/filesystem.ts'
import { text as decode } from '../../../kernel/bytes.ts'
import type { Call } from '../call.ts'
import { type Line, inputs, lines, whole } from '../input.ts'
import { ABSENT, type Tool } from '../spec.ts'
import { PatternError } from './regexp.ts'
import { type Command, ScriptError, ScriptReader } from './sed-script.ts'
import { Editor } from './sed-editor.ts'

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
      '-s, --separate': ABSENT,
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

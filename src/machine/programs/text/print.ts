// echo(1), printf(1), yes(1), seq(1), expr(1), true, false.
import { Exit } from '../../program.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'
import { unescape } from '../../shell/escape.ts'
import { formatPrintf } from './format.ts'
import { evaluate } from './expression.ts'

export const echo: Tool = {
  spec: {
    name: 'echo',
    summary: 'print a line of text',
    usage: '[SHORT-OPTION]... [STRING]...',
    version: 'GNU coreutils 9.4',
    raw: true,
  },
  async run(call) {
    const words = [...call.operands]
    let newline = true
    let escapes = false
    while (/^-[neE]+$/.test(words[0] ?? '')) {
      for (const letter of words.shift()!.slice(1)) {
        if (letter === 'n') newline = false
        else escapes = letter === 'e'
      }
    }
    const line = words.join(' ')
    const { text, stopped } = escapes ? unescape(line, 'echo') : { text: line, stopped: false }
    await call.print(text + (newline && !stopped ? '\n' : ''))
    return 0
  },
}

export const printf: Tool = {
  spec: {
    name: 'printf',
    summary: 'print text by a format',
    usage: 'FORMAT [ARGUMENT]...',
    version: 'GNU coreutils 9.4',
    raw: true,
  },
  async run(call) {
    const words = call.operands[0] === '--' ? call.operands.slice(1) : call.operands
    const [format, ...values] = words
    if (format === undefined) return call.misuse('missing operand')
    const { text, complaints } = formatPrintf(format, values)
    await call.print(text)
    for (const complaint of complaints) await call.warn(complaint)
    return call.status
  },
}

export const yes: Tool = {
  spec: { name: 'yes', summary: 'print a line again and again', usage: '[STRING]...', version: 'GNU coreutils 9.4' },
  async run(call) {
    const line = `${call.operands.length > 0 ? call.operands.join(' ') : 'y'}\n`
    const block = line.repeat(Math.max(1, Math.ceil(4096 / line.length)))
    for (;;) {
      await call.print(block)
      await call.process.work(1)
    }
  },
}

export const seq: Tool = {
  spec: {
    name: 'seq',
    summary: 'print a sequence of numbers',
    usage: '[OPTION]... [FIRST [INCREMENT]] LAST',
    version: 'GNU coreutils 9.4',
    raw: true,
    options: {
      '-f, --format=FORMAT': 'format of printf',
      '-s, --separator=STRING': 'between numbers instead of a newline',
      '-w, --equal-width': 'leading zeros',
    },
  },
  async run(call) {
    const words = [...call.operands]
    const settings = { separator: '\n', wide: false, format: undefined as string | undefined }
    while (/^-[a-z-]/.test(words[0] ?? '')) {
      const word = words.shift()!
      if (word === '-w' || word === '--equal-width') settings.wide = true
      else if (word === '-s') settings.separator = words.shift() ?? ''
      else if (word.startsWith('--separator=')) settings.separator = word.slice(12)
      else if (word.startsWith('-s')) settings.separator = word.slice(2)
      else if (word === '-f') settings.format = words.shift()
      else return call.misuse(`invalid option -- '${word.slice(1, 2)}'`)
    }
    if (words.length === 0) return call.misuse('missing operand')
    if (words.length > 3) return call.misuse(`extra operand ${call.quote(words[3]!)}`)
    const wrong = words.find((word) => Number.isNaN(Number(word)) || word === '')
    if (wrong !== undefined) return call.misuse(`invalid floating point argument: ${call.quote(wrong)}`)
    const first = words.length > 1 ? words[0]! : '1'
    const step = words.length > 2 ? words[1]! : '1'
    await sequence(call, first, step, words.at(-1)!, settings)
    return 0
  },
}

async function sequence(
  call: Call,
  first: string,
  step: string,
  end: string,
  settings: { separator: string; wide: boolean; format?: string },
): Promise<void> {
  const digits = Math.max(...[first, step].map((word) => word.split('.')[1]?.length ?? 0))
  const [from, by, to] = [Number(first), Number(step), Number(end)]
  if (by === 0) await call.misuse(`invalid Zero increment value: ${call.quote(step)}`)
  const width = settings.wide ? Math.max(from.toFixed(digits).length, to.toFixed(digits).length) : 0
  let held = ''
  for (let i = 0; by > 0 ? from + i * by <= to + 1e-9 : from + i * by >= to - 1e-9; i++) {
    const value = (from + i * by).toFixed(digits)
    const padded = value.startsWith('-') ? `-${value.slice(1).padStart(width - 1, '0')}` : value.padStart(width, '0')
    held += (i > 0 ? settings.separator : '') + (settings.format ? formatPrintf(settings.format, [value]).text : padded)
    if (held.length > 8192) {
      await call.print(held)
      held = ''
      await call.process.work(0.1)
    }
    if (i === Number.MAX_SAFE_INTEGER) return
  }
  if (by > 0 ? from <= to : from >= to) await call.print(`${held}\n`)
}

export const expr: Tool = {
  spec: {
    name: 'expr',
    summary: 'evaluate expressions',
    usage: 'EXPRESSION',
    version: 'GNU coreutils 9.4',
    raw: true,
    misuse: 2,
  },
  async run(call) {
    if (call.operands.length === 0) return call.misuse('missing operand')
    const result = evaluate(call.operands)
    if ('error' in result) throw new Exit(await call.warn(result.error, 2).then(() => 2))
    await call.print(`${result.value}\n`)
    return result.value === '' || /^-?0+$/.test(result.value) ? 1 : 0
  },
}

export const truth: Tool = {
  spec: { name: 'true', summary: 'do nothing, successfully', usage: '', raw: true },
  run: () => 0,
}
export const falsehood: Tool = {
  spec: { name: 'false', summary: 'do nothing, unsuccessfully', usage: '', raw: true },
  run: () => 1,
}

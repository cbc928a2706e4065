// The built-in functions of awk.
import type { Expr } from './awk-tree.ts'
import type { AwkMachine } from './awk-run.ts'
import type { Value } from './awk-values.ts'
import { AwkSyntaxError } from './awk-token.ts'
import { strftime } from '../time.ts'

const sourceOf = async (awk: AwkMachine, expr: Expr | undefined) =>
  expr?.kind === 'regexp' ? expr.source : awk.string(expr ? await awk.evaluate(expr) : '')

export async function call(awk: AwkMachine, name: string, args: Expr[]): Promise<Value> {
  const value = async (i: number): Promise<Value> => (args[i] ? awk.evaluate(args[i]!) : { text: '' })
  const text = async (i: number) => awk.string(await value(i))
  const number = async (i: number) => awk.number(await value(i))
  const { clock } = awk.call.process.kernel
  switch (name) {
    case 'length': {
      const [arg] = args
      if (arg?.kind === 'name' && awk.array(arg.name).size > 0) return awk.array(arg.name).size
      return [
        ...(arg ? await text(0) : awk.string(await awk.evaluate({ kind: 'field', at: { kind: 'number', value: 0 } }))),
      ].length
    }
    case 'substr': {
      const source = await text(0)
      const from = Math.round(await number(1))
      const end = args[2] ? from + Math.round(await number(2)) : Infinity
      return source.slice(Math.max(0, from - 1), Math.max(0, end - 1))
    }
    case 'index':
      return (await text(0)).indexOf(await text(1)) + 1
    case 'split':
      return split(awk, args)
    case 'sub':
    case 'gsub':
      return substitute(awk, args, name === 'gsub')
    case 'match': {
      const found = awk.pattern(await sourceOf(awk, args[1])).exec(await text(0))
      awk.set('RSTART', found ? found.index + 1 : 0)
      awk.set('RLENGTH', found ? found[0].length : -1)
      return found ? found.index + 1 : 0
    }
    case 'sprintf': {
      const values: Value[] = []
      for (let i = 0; i < args.length; i++) values.push(await value(i))
      return awk.format(values)
    }
    case 'tolower':
      return (await text(0)).toLowerCase()
    case 'toupper':
      return (await text(0)).toUpperCase()
    case 'int':
      return Math.trunc(await number(0))
    case 'sqrt':
      return Math.sqrt(await number(0))
    case 'exp':
      return Math.exp(await number(0))
    case 'log':
      return Math.log(await number(0))
    case 'sin':
      return Math.sin(await number(0))
    case 'cos':
      return Math.cos(await number(0))
    case 'atan2':
      return Math.atan2(await number(0), await number(1))
    case 'rand':
      return awk.random()
    case 'srand':
      return 0
    case 'system':
      return awk.system(await text(0))
    case 'close':
      return awk.close(await text(0))
    case 'fflush':
      await awk.flush()
      return 0
    case 'systime':
      return Math.floor(clock.unix() / 1000)
    case 'strftime':
      return strftime(await text(0), args[1] ? (await number(1)) * 1000 : clock.unix())
    default:
      throw new AwkSyntaxError(`function ${name} never defined`)
  }
}

async function split(awk: AwkMachine, args: Expr[]): Promise<number> {
  const source = awk.string(await awk.evaluate(args[0]!))
  const separator = args[2] ? await sourceOf(awk, args[2]) : awk.string(awk.get('FS'))
  const array = awk.array((args[1] as Expr & { kind: 'name' }).name)
  array.clear()
  const parts = awk.split(source, separator)
  parts.forEach((part, i) => array.set(String(i + 1), part))
  return parts.length
}

async function substitute(awk: AwkMachine, args: Expr[], all: boolean): Promise<number> {
  const pattern = awk.pattern(await sourceOf(awk, args[0]))
  const replacement = awk.string(await awk.evaluate(args[1]!))
  const target: Expr = args[2] ?? { kind: 'field', at: { kind: 'number', value: 0 } }
  const before = awk.string(await awk.evaluate(target))
  let count = 0
  pattern.lastIndex = 0
  const after = before.replace(pattern, (found: string) => {
    if (!all && count > 0) return found
    count++
    return replacement.replace(/\\\\|\\&|&/g, (mark) => (mark === '&' ? found : mark.slice(1)))
  })
  if (count > 0) await awk.assign(target, after)
  return count
}

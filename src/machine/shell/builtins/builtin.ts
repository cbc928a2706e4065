// What a builtin command is.
import { type Declared, declaredFromText } from '../assignment.ts'
import { ShellError } from '../flow.ts'
import type { Argument, Invocation } from '../simple.ts'
import type { Shell } from '../shell.ts'

/** Gives its exit status. A ShellError is said with the builtin's name before it. */
export type Builtin = (shell: Shell, args: Argument[], call: Invocation & { name: string }) => Promise<number> | number

export interface BuiltinEntry {
  run: Builtin
  /** dash has it not. */
  bashOnly?: boolean
  /** With `bashOnly`: busybox ash has it too. */
  ash?: boolean
}

export type BuiltinRows = [string, BuiltinEntry][]

export const words = (args: readonly Argument[]): string[] =>
  args.map((argument) => (typeof argument === 'string' ? argument : argument.source))

export const declaredOf = (argument: Argument): Declared | undefined =>
  typeof argument === 'string' ? declaredFromText(argument) : argument

/** Splits leading `-abc` letters off; `valued` letters take an argument. Throws ShellError `-z: invalid option`. */
export function letters(args: string[], known: string, valued = ''): { flags: Map<string, string>; rest: string[] } {
  const flags = new Map<string, string>()
  let i = 0
  for (; i < args.length; i++) {
    const word = args[i]!
    if (word === '--') {
      i++
      break
    }
    if (!/^-./.test(word)) break
    for (let at = 1; at < word.length; at++) {
      const letter = word[at]!
      if (valued.includes(letter)) {
        const value = word.slice(at + 1) || args[++i]
        if (value === undefined) throw new ShellError(`-${letter}: option requires an argument`, 2)
        flags.set(letter, value)
        break
      }
      if (!known.includes(letter)) throw new ShellError(`-${letter}: invalid option`, 2)
      flags.set(letter, '')
    }
  }
  return { flags, rest: args.slice(i) }
}

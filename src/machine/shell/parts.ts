// What a shell is made of, as types: functions, beginnings, and the parts of the interpreter.
import type { CommandNode, Function as FunctionNode, Statement } from 'unbash'
import type { BuiltinEntry } from './builtins/builtin.ts'
import type { DialectName } from './dialect.ts'
import type { Fields } from './fields.ts'
import type { Manner, ParameterPart } from './manner.ts'
import type { TextOptions } from './script.ts'
import type { Shell } from './shell.ts'
import type { Source } from './source.ts'

export interface FunctionDefinition {
  node: FunctionNode
  source: Source
}

export interface StatementList {
  commands: readonly Statement[]
}

/** What the parts of the interpreter need of one another (interpreter.ts). */
export interface Interpreter {
  builtins: ReadonlyMap<string, BuiltinEntry>
  runList: (shell: Shell, list: StatementList, last?: boolean) => Promise<void>
  runCommand: (shell: Shell, node: CommandNode, last?: boolean) => Promise<void>
  runText: (shell: Shell, text: string, options: TextOptions) => Promise<void>
  expandParameter: (shell: Shell, fields: Fields, part: ParameterPart, manner: Manner) => Promise<void>
}

export interface ShellInit {
  interpreter: Interpreter
  dialect: DialectName
  interactive: boolean
  login: boolean
  name: string
  positional: string[]
  asksTerminal?: boolean
}

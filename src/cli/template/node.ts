// The tree of a Go template. https://pkg.go.dev/text/template/parse

import type { Float } from './float.ts'

interface Base {
  /** Offset in the template's text. */
  position: number
}

export type Operand =
  | (Base & { kind: 'dot' })
  | (Base & { kind: 'nil' })
  | (Base & { kind: 'literal'; value: string | number | boolean | Float; source: string })
  | (Base & { kind: 'field'; names: string[] })
  | (Base & { kind: 'variable'; name: string; names: string[] })
  | (Base & { kind: 'function'; name: string })
  | (Base & { kind: 'pipe'; pipe: Pipe })
  | (Base & { kind: 'chain'; of: Operand; names: string[] })

export interface Command extends Base {
  operands: Operand[]
}

export interface Pipe extends Base {
  /** Variables that take the value, `$i, $v`. */
  variables: string[]
  /** `=` instead of `:=`. */
  assigns: boolean
  commands: Command[]
}

export type Node =
  | (Base & { kind: 'text'; text: string })
  | (Base & { kind: 'action'; pipe: Pipe })
  | (Base & { kind: 'if' | 'with' | 'range'; pipe: Pipe; body: Node[]; otherwise: Node[] })
  | (Base & { kind: 'template'; name: string; pipe: Pipe | undefined })
  | (Base & { kind: 'break' | 'continue' })

export interface Template {
  name: string
  text: string
  body: Node[]
  /** `{{define}}` and `{{block}}`, by name. */
  defined: Map<string, Node[]>
}

/** As Go prints a node in an error: `<.State.Nope>`. */
export function source(operand: Operand | Pipe | Command): string {
  if ('commands' in operand) {
    const declared =
      operand.variables.length > 0 ? `${operand.variables.join(', ')} ${operand.assigns ? '=' : ':='} ` : ''
    return declared + operand.commands.map(source).join(' | ')
  }
  if ('operands' in operand)
    return operand.operands.map((part) => (part.kind === 'pipe' ? `(${source(part)})` : source(part))).join(' ')
  switch (operand.kind) {
    case 'dot':
      return '.'
    case 'nil':
      return 'nil'
    case 'literal':
      return operand.source
    case 'field':
      return operand.names.map((name) => `.${name}`).join('')
    case 'variable':
      return [operand.name, ...operand.names].join('.')
    case 'function':
      return operand.name
    case 'pipe':
      return source(operand.pipe)
    case 'chain':
      return `(${source(operand.of)})${operand.names.map((name) => `.${name}`).join('')}`
  }
}

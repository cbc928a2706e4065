// The syntax tree of a script, in the names of ESTree shortened.

export interface Param {
  pattern: Node
  fallback?: Node
  rest?: boolean
}

export interface Member {
  name: Node
  computed: boolean
  isStatic: boolean
  kind: 'method' | 'field' | 'get' | 'set'
  value: Node | undefined
}

export type Node = { line: number } & (
  | { kind: 'literal'; value: string | number | boolean | null | bigint }
  | { kind: 'template'; texts: string[]; values: Node[] }
  | { kind: 'regexp'; source: string; flags: string }
  | { kind: 'name'; name: string }
  | { kind: 'this' }
  | { kind: 'super' }
  | { kind: 'array'; items: (Node | undefined)[] }
  | {
      kind: 'object'
      members: { key: Node; computed: boolean; value: Node; spread: boolean; accessor?: 'get' | 'set' }[]
    }
  | { kind: 'spread'; value: Node }
  | {
      kind: 'function'
      name: string | undefined
      params: Param[]
      body: Node[]
      arrow: boolean
      async?: boolean
      generator?: boolean
    }
  | { kind: 'await'; value: Node }
  | { kind: 'yield'; value: Node | undefined; all: boolean }
  | { kind: 'class'; name: string | undefined; base: Node | undefined; members: Member[] }
  | { kind: 'unary'; operator: string; value: Node }
  | { kind: 'update'; operator: '++' | '--'; prefix: boolean; target: Node }
  | { kind: 'binary'; operator: string; left: Node; right: Node }
  | { kind: 'assign'; operator: string; target: Node; value: Node }
  | { kind: 'default'; target: Node; fallback: Node }
  | { kind: 'choice'; test: Node; yes: Node; no: Node }
  | { kind: 'member'; object: Node; property: Node; computed: boolean; optional: boolean }
  | { kind: 'call'; callee: Node; args: Node[]; optional: boolean; isNew: boolean }
  | { kind: 'sequence'; values: Node[] }
  | { kind: 'declare'; constant: boolean; block: boolean; rows: { target: Node; value: Node | undefined }[] }
  | { kind: 'expression'; value: Node }
  | { kind: 'block'; body: Node[] }
  | { kind: 'if'; test: Node; yes: Node; no: Node | undefined }
  | { kind: 'for'; begin: Node | undefined; test: Node | undefined; step: Node | undefined; body: Node }
  | { kind: 'each'; target: Node; declares: boolean; of: boolean; waits: boolean; source: Node; body: Node }
  | { kind: 'while'; test: Node; body: Node; first: boolean }
  | { kind: 'switch'; value: Node; cases: { test: Node | undefined; body: Node[] }[] }
  | { kind: 'return'; value: Node | undefined }
  | { kind: 'throw'; value: Node }
  | { kind: 'jump'; word: 'break' | 'continue'; label: string | undefined }
  | { kind: 'label'; label: string; body: Node }
  | { kind: 'try'; body: Node[]; name: Node | undefined; handler: Node[] | undefined; last: Node[] | undefined }
  | { kind: 'import'; from: string; names: { from: string; to: string }[] }
  | { kind: 'export'; value: Node; isDefault: boolean }
  | { kind: 'exports'; names: { from: string; to: string }[]; from: string | undefined }
  | { kind: 'empty' }
)

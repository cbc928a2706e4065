// The syntax tree of an awk program.

export type Expr =
  | { kind: 'number'; value: number }
  | { kind: 'string'; value: string }
  | { kind: 'regexp'; source: string }
  | { kind: 'name'; name: string }
  | { kind: 'element'; name: string; index: Expr[] }
  | { kind: 'field'; at: Expr }
  | { kind: 'assign'; operator: string; target: Expr; value: Expr }
  | { kind: 'unary'; operator: string; value: Expr }
  | { kind: 'binary'; operator: string; left: Expr; right: Expr }
  | { kind: 'step'; operator: '++' | '--'; prefix: boolean; target: Expr }
  | { kind: 'choice'; test: Expr; yes: Expr; no: Expr }
  | { kind: 'in'; index: Expr[]; name: string }
  | { kind: 'call'; name: string; args: Expr[] }
  | { kind: 'getline'; target: Expr | undefined; from: Expr | undefined; command: boolean }

export type Statement =
  | { kind: 'expr'; value: Expr }
  | { kind: 'print'; args: Expr[]; format: boolean; to?: { how: '>' | '>>' | '|'; target: Expr } }
  | { kind: 'if'; test: Expr; yes: Statement; no?: Statement }
  | { kind: 'while'; test: Expr; body: Statement; first: boolean }
  | { kind: 'for'; begin?: Statement; test?: Expr; step?: Statement; body: Statement }
  | { kind: 'each'; name: string; array: string; body: Statement }
  | { kind: 'block'; body: Statement[] }
  | { kind: 'jump'; word: 'next' | 'exit' | 'break' | 'continue' | 'return' | 'nextfile'; value?: Expr }
  | { kind: 'delete'; name: string; index?: Expr[] }

export interface Rule {
  when: 'BEGIN' | 'END' | Expr | undefined
  until?: Expr
  body: Statement | undefined
  active: boolean
}

export interface Routine {
  parameters: string[]
  body: Statement
}

export interface Script {
  rules: Rule[]
  functions: Map<string, Routine>
}

// Tables, results and errors of the small SQL database.

export type Cell = string | number | null

export interface Result {
  columns: string[]
  rows: Cell[][]
  /** Rows changed, for statements without a table of results. */
  affected: number
  /** `CREATE TABLE`, `INSERT`, `SELECT` … */
  tag: string
}

export interface Table {
  columns: { name: string; type: string; automatic: boolean; fallback: Cell }[]
  rows: Cell[][]
  next: number
}

export type Databases = Record<string, Record<string, Table>>

/** code: MySQL's error number and SQLSTATE, or PostgreSQL's SQLSTATE, by the server. */
export class SqlError extends Error {
  readonly kind: 'syntax' | 'no-table' | 'no-column' | 'no-database' | 'exists' | 'no-selection' | 'unsupported'
  readonly subject: string
  constructor(kind: SqlError['kind'], subject: string) {
    super(`${kind}: ${subject}`)
    this.kind = kind
    this.subject = subject
  }
}

export interface Session {
  database: string | undefined
  user: string
  version: string
  now: string
}

export const nothing = (tag: string, affected = 0): Result => ({ columns: [], rows: [], affected, tag })

export const table = (columns: string[], rows: Cell[][], tag = 'SELECT'): Result => ({
  columns,
  rows,
  affected: rows.length,
  tag,
})

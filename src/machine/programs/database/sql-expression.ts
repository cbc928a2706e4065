// Reading SQL: words, names of tables and columns, values and conditions.
import { type Cell, type Databases, type Session, SqlError, type Table } from './sql-value.ts'
import { type Token, tokenize } from './sql-token.ts'

export class SqlReader {
  protected readonly databases: Databases
  protected readonly session: Session
  protected readonly sql: string
  protected readonly tokens: Token[]
  protected at = 0

  constructor(databases: Databases, session: Session, sql: string) {
    this.databases = databases
    this.session = session
    this.sql = sql
    this.tokens = tokenize(sql)
  }

  protected unsupported(): never {
    throw new SqlError('unsupported', this.sql.split(/\s+/).slice(0, 2).join(' ').toUpperCase())
  }

  protected peek(...words: string[]): boolean {
    return words.includes(this.tokens[this.at]?.text.toUpperCase() ?? '')
  }

  protected accept(...words: string[]): boolean {
    if (!words.every((word, i) => this.tokens[this.at + i]?.text.toUpperCase() === word)) return false
    this.at += words.length
    return true
  }

  protected expect(word: string): void {
    if (!this.accept(word)) throw new SqlError('syntax', this.rest())
  }

  protected rest(): string {
    return this.tokens
      .slice(this.at)
      .map(({ text }) => text)
      .join(' ')
  }

  protected word(): string {
    const token = this.tokens[this.at++]
    if (!token || token.kind === 'sign') throw new SqlError('syntax', this.sql)
    return token.text
  }

  protected tables(name = this.session.database): Record<string, Table> {
    if (name === undefined) throw new SqlError('no-selection', '')
    const found = this.databases[name]
    if (!found) throw new SqlError('no-database', name)
    return found
  }

  protected find(name: string): Table {
    const [database, plain] =
      name.includes('.') && this.databases[name.split('.')[0]!] ? name.split('.') : [undefined, name.split('.').at(-1)]
    const found = this.tables(database)[plain!]
    if (!found) throw new SqlError('no-table', plain!)
    return found
  }

  protected column(target: Table | undefined, name: string): number {
    const at =
      target?.columns.findIndex((column) => column.name.toLowerCase() === name.split('.').at(-1)!.toLowerCase()) ?? -1
    if (at < 0) throw new SqlError('no-column', name)
    return at
  }

  /** A literal, a column of the row, a function, or a sum of such. */
  protected value(row: Cell[], source: Table | undefined): Cell {
    let left = this.operand(row, source)
    while (this.peek('+', '-', '*', '/', '||') && this.tokens[this.at]!.kind === 'sign') {
      const sign = this.tokens[this.at++]!.text
      const right = this.operand(row, source)
      if (sign === '||') left = `${left}${right}`
      else
        left = {
          '+': Number(left) + Number(right),
          '-': Number(left) - Number(right),
          '*': Number(left) * Number(right),
          '/': Number(left) / Number(right),
        }[sign as '+']
    }
    return left
  }

  protected operand(row: Cell[], source: Table | undefined): Cell {
    const token = this.tokens[this.at++]
    if (!token) throw new SqlError('syntax', this.sql)
    if (token.kind === 'string') return token.text
    if (token.kind === 'number') return Number(token.text)
    if (token.text === '-') return -Number(this.operand(row, source))
    if (token.text === '(') {
      const inner = this.value(row, source)
      this.expect(')')
      return inner
    }
    const upper = token.text.toUpperCase()
    if (upper === 'NULL' || upper === 'DEFAULT') return null
    if (upper === 'TRUE' || upper === 'FALSE') return upper === 'TRUE' ? 1 : 0
    const known: Record<string, Cell> = {
      VERSION: this.session.version,
      DATABASE: this.session.database ?? null,
      CURRENT_DATABASE: this.session.database ?? null,
      USER: `${this.session.user}@localhost`,
      CURRENT_USER: this.session.user,
      NOW: this.session.now,
      CURRENT_TIMESTAMP: this.session.now,
      '@@VERSION': this.session.version,
      '@@HOSTNAME': null,
    }
    const called = this.accept('(')
    if (upper in known) {
      if (called) this.expect(')')
      return known[upper]!
    }
    if (called) this.unsupported()
    if (!source) throw new SqlError('no-column', token.text)
    return row[this.column(source, token.text)] ?? null
  }

  protected condition(row: Cell[], source: Table): boolean {
    let result = this.comparison(row, source)
    while (this.peek('AND', 'OR')) {
      const word = this.word().toUpperCase()
      const next = this.comparison(row, source)
      result = word === 'AND' ? result && next : result || next
    }
    return result
  }

  protected comparison(row: Cell[], source: Table): boolean {
    const left = this.value(row, source)
    if (this.accept('IS', 'NOT', 'NULL')) return left !== null
    if (this.accept('IS', 'NULL')) return left === null
    if (this.accept('LIKE')) {
      const pattern = String(this.value(row, source))
        .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
        .replaceAll('%', '.*')
        .replaceAll('_', '.')
      return new RegExp(`^${pattern}$`, 'i').test(String(left))
    }
    const sign = this.tokens[this.at++]?.text ?? ''
    const right = this.value(row, source)
    const order =
      typeof left === 'number' || typeof right === 'number'
        ? Number(left) - Number(right)
        : String(left) < String(right)
          ? -1
          : String(left) > String(right)
            ? 1
            : 0
    const holds: Record<string, boolean> = {
      '=': order === 0,
      '<>': order !== 0,
      '!=': order !== 0,
      '<': order < 0,
      '>': order > 0,
      '<=': order <= 0,
      '>=': order >= 0,
    }
    const result = holds[sign]
    if (result === undefined) throw new SqlError('syntax', this.sql)
    return result
  }

  /** Which rows a WHERE keeps; the tokens are read once for each row. */
  protected where(source: Table): boolean[] {
    if (!this.accept('WHERE')) return source.rows.map(() => true)
    const begin = this.at
    const kept = source.rows.map((row) => {
      this.at = begin
      return this.condition(row, source)
    })
    if (source.rows.length === 0) while (this.at < this.tokens.length && !this.peek('ORDER', 'LIMIT')) this.at++
    return kept
  }

  protected skipValue(end: number): null {
    while (this.at < end && !this.peek(',', 'AS')) this.at++
    return null
  }
}

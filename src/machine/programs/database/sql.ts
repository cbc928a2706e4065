// A small relational database: the statements that a learner types, kept as JSON in the server's data directory.
import {
  type Cell,
  type Databases,
  type Result,
  type Session,
  SqlError,
  type Table,
  nothing,
  table,
} from './sql-value.ts'
import { SqlReader } from './sql-expression.ts'

/** Runs one statement. Throws SqlError. */
export function execute(databases: Databases, session: Session, sql: string): Result {
  return new Statement(databases, session, sql).run()
}

class Statement extends SqlReader {
  run(): Result {
    const verb = this.word().toUpperCase()
    switch (verb) {
      case 'CREATE':
        return this.create()
      case 'DROP':
        return this.drop()
      case 'USE':
        return this.use(this.word())
      case 'SHOW':
        return this.show()
      case 'DESCRIBE':
      case 'DESC':
        return this.describe(this.word())
      case 'INSERT':
        return this.insert()
      case 'SELECT':
        return this.select()
      case 'UPDATE':
        return this.update()
      case 'DELETE':
        return this.remove()
      case 'FLUSH':
      case 'SET':
      case 'BEGIN':
      case 'START':
      case 'COMMIT':
        return nothing(verb)
      case 'GRANT':
      case 'ALTER':
      case 'ROLLBACK':
        return this.unsupported()
      default:
        throw new SqlError('syntax', this.sql)
    }
  }

  private create(): Result {
    if (this.accept('DATABASE') || this.accept('SCHEMA')) {
      const quiet = this.accept('IF', 'NOT', 'EXISTS')
      const name = this.word()
      if (this.databases[name] && !quiet) throw new SqlError('exists', name)
      this.databases[name] ??= {}
      return nothing('CREATE DATABASE', 1)
    }
    if (!this.accept('TABLE')) this.unsupported()
    const quiet = this.accept('IF', 'NOT', 'EXISTS')
    const name = this.word()
    const tables = this.tables()
    if (tables[name] && !quiet) throw new SqlError('exists', name)
    this.expect('(')
    const columns: Table['columns'] = []
    while (!this.accept(')')) {
      if (this.peek('PRIMARY', 'FOREIGN', 'UNIQUE', 'KEY', 'INDEX', 'CONSTRAINT')) this.definition()
      else {
        const column = this.word()
        const words = this.definition()
        const type = words[0] ?? 'text'
        const at = words.findIndex((word) => word.toUpperCase() === 'DEFAULT')
        columns.push({
          name: column,
          type: type + (words[1] === '(' ? `(${words[2]})` : ''),
          automatic: /serial/i.test(type) || words.some((word) => /auto_increment|identity/i.test(word)),
          fallback: at >= 0 ? words[at + 1]! : null,
        })
      }
      this.accept(',')
    }
    tables[name] ??= { columns, rows: [], next: 1 }
    return nothing('CREATE TABLE')
  }

  /** Words up to the comma or parenthesis that ends a column. */
  private definition(): string[] {
    const out: string[] = []
    for (let depth = 0; this.at < this.tokens.length; this.at++) {
      const { text } = this.tokens[this.at]!
      if (depth === 0 && (text === ',' || text === ')')) break
      if (text === '(') depth++
      if (text === ')') depth--
      out.push(text)
    }
    return out
  }

  private drop(): Result {
    const kind = this.word().toUpperCase()
    const quiet = this.accept('IF', 'EXISTS')
    const name = this.word()
    const home: Record<string, unknown> = kind === 'DATABASE' ? this.databases : kind === 'TABLE' ? this.tables() : {}
    if (!['DATABASE', 'TABLE'].includes(kind)) return nothing(`DROP ${kind}`)
    if (!(name in home) && !quiet) throw new SqlError(kind === 'DATABASE' ? 'no-database' : 'no-table', name)
    delete home[name]
    return nothing(`DROP ${kind}`)
  }

  private use(name: string): Result {
    this.tables(name)
    this.session.database = name
    return nothing('USE')
  }

  private show(): Result {
    if (this.accept('DATABASES'))
      return table(
        ['Database'],
        Object.keys(this.databases)
          .sort()
          .map((name) => [name]),
      )
    if (this.accept('TABLES'))
      return table(
        [`Tables_in_${this.session.database}`],
        Object.keys(this.tables())
          .sort()
          .map((name) => [name]),
      )
    if (this.accept('COLUMNS', 'FROM')) return this.describe(this.word())
    if (this.accept('SERVER_VERSION')) return table(['server_version'], [[this.session.version]])
    return this.unsupported()
  }

  private describe(name: string): Result {
    const rows = this.find(name).columns.map((column): Cell[] => [
      column.name,
      column.type.toLowerCase(),
      column.automatic ? 'NO' : 'YES',
      column.automatic ? 'PRI' : '',
      column.fallback,
      column.automatic ? 'auto_increment' : '',
    ])
    return table(['Field', 'Type', 'Null', 'Key', 'Default', 'Extra'], rows)
  }

  private insert(): Result {
    this.expect('INTO')
    const target = this.find(this.word())
    const names: string[] = []
    if (this.accept('(')) {
      while (!this.accept(')')) {
        names.push(this.word())
        this.accept(',')
      }
    }
    const columns = names.length > 0 ? names : target.columns.map(({ name }) => name)
    for (const name of columns) this.column(target, name)
    this.expect('VALUES')
    let count = 0
    do {
      this.expect('(')
      const values: Cell[] = []
      while (!this.accept(')')) {
        values.push(this.value([], undefined))
        this.accept(',')
      }
      target.rows.push(
        target.columns.map(({ name, automatic, fallback }) => {
          const at = columns.indexOf(name)
          const value = at >= 0 ? (values[at] ?? null) : fallback
          return automatic && value === null ? target.next++ : value
        }),
      )
      count++
    } while (this.accept(','))
    return nothing('INSERT', count)
  }

  private select(): Result {
    const begin = this.at
    let depth = 0
    let from = this.tokens.findIndex(({ text, kind }, i) => {
      if (text === '(') depth++
      if (text === ')') depth--
      return i >= begin && depth === 0 && kind === 'word' && text.toUpperCase() === 'FROM'
    })
    if (from < 0) from = this.tokens.length
    this.at = from + 1
    const source = from < this.tokens.length ? this.find(this.word()) : undefined
    let rows = source
      ? source.rows.filter(
          (
            (kept) => (_, i) =>
              kept[i]!
          )(this.where(source)),
        )
      : [[]]
    if (this.accept('ORDER', 'BY') && source) {
      const at = this.column(source, this.word())
      const sign = this.accept('DESC') ? -1 : 1
      this.accept('ASC')
      rows = [...rows].sort((a, b) => sign * ((a[at] ?? 0) < (b[at] ?? 0) ? -1 : (a[at] ?? 0) > (b[at] ?? 0) ? 1 : 0))
    }
    if (this.accept('LIMIT')) rows = rows.slice(0, Number(this.word()))
    return this.project(begin, from, source, rows)
  }

  private project(begin: number, end: number, source: Table | undefined, rows: Cell[][]): Result {
    const columns: string[] = []
    const out: Cell[][] = rows.map(() => [])
    this.at = begin
    while (this.at < end) {
      const start = this.at
      if (this.accept('*') && source) {
        columns.push(...source.columns.map(({ name }) => name))
        rows.forEach((row, i) => out[i]!.push(...row))
      } else if (this.peek('COUNT', 'MAX', 'MIN', 'SUM', 'AVG')) {
        return this.aggregate(source, rows)
      } else {
        for (const [i, row] of (rows.length > 0 ? rows : [[]]).entries()) {
          this.at = start
          const value = rows.length > 0 || !source ? this.value(row, source) : this.skipValue(end)
          if (rows.length > 0) out[i]!.push(value)
        }
        const label = this.tokens
          .slice(start, this.at)
          .map(({ text, kind }) => (kind === 'string' ? text : text))
          .join('')
        columns.push(this.accept('AS') || (this.at < end && !this.peek(',')) ? this.word() : label)
      }
      this.accept(',')
    }
    return table(columns, out)
  }

  private aggregate(source: Table | undefined, rows: Cell[][]): Result {
    const name = this.word()
    this.expect('(')
    const argument = this.tokens[this.at++]!.text
    this.expect(')')
    const title = this.accept('AS') ? this.word() : `${name}(${argument})`
    const values =
      argument === '*'
        ? rows.map(() => 1)
        : rows
            .map((row) => row[this.column(source, argument)])
            .filter((value) => value !== null)
            .map(Number)
    const sum = values.reduce((total, value) => total + value, 0)
    const result = {
      COUNT: values.length,
      MAX: Math.max(...values),
      MIN: Math.min(...values),
      SUM: sum,
      AVG: sum / values.length,
    }[name.toUpperCase() as 'SUM']
    return table([title], [[result]])
  }

  private update(): Result {
    const target = this.find(this.word())
    this.expect('SET')
    const begin = this.at
    while (this.at < this.tokens.length && !this.peek('WHERE')) this.at++
    const kept = this.where(target)
    const changed = target.rows.filter((_, i) => kept[i])
    for (const row of changed) {
      this.at = begin
      do {
        const at = this.column(target, this.word())
        this.expect('=')
        row[at] = this.value(row, target)
      } while (this.accept(','))
    }
    return nothing('UPDATE', changed.length)
  }

  private remove(): Result {
    this.expect('FROM')
    const target = this.find(this.word())
    const kept = this.where(target)
    const before = target.rows.length
    target.rows = target.rows.filter((_, i) => !kept[i])
    return nothing('DELETE', before - target.rows.length)
  }
}

// psql(1), pg_isready(1).
import { text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import { NetError } from '../../../net/errors.ts'
import type { Call } from '../call.ts'
import type { Spec, Tool } from '../spec.ts'
import { displayWidth } from '../../tty.ts'
import { Link } from './link.ts'
import { type Good, SHORTCUTS, batch, converse, open } from './session.ts'

const POSTGRES: Spec['options'] = {
  '-h, --host=HOSTNAME': 'database server host',
  '-p, --port=PORT': 'database server port',
  '-U, --username=USERNAME': 'database user name',
  '-d, --dbname=DBNAME': 'database name',
  '-c, --command=COMMAND': 'run and leave',
  '-f, --file=FILENAME': 'statements from a file',
  '-w, --no-password': 'never ask for a password',
  '-W, --password': 'ask for a password',
  '-t, --tuples-only': 'only rows',
  '-A, --no-align': 'unaligned output',
  '-q, --quiet': 'quiet',
  '-l, --list': 'list databases',
  '-v, --set=NAME': 'ignored',
}

const pgHost = (call: Call) => call.value('h') ?? call.process.env.PGHOST ?? 'localhost'

const pgPort = (call: Call) => Number(call.value('p') ?? call.process.env.PGPORT ?? 5432)

export const psql: Tool = {
  spec: {
    name: 'psql',
    summary: 'PostgreSQL interactive terminal',
    usage: '[OPTION]... [DBNAME [USERNAME]]',
    version: 'psql (PostgreSQL) 16.10',
    misuse: 1,
    options: POSTGRES,
  },
  async run(call) {
    const { env, user: me } = call.process
    const uri = /^postgres(?:ql)?:\/\/(?:([^:@]+)(?::([^@]*))?@)?([^:/]+)?(?::(\d+))?(?:\/(.+))?$/.exec(
      call.operands[0] ?? '',
    )
    const user = uri?.[1] ?? call.value('U') ?? env.PGUSER ?? me.name
    const database = uri?.[5] ?? call.value('d') ?? (uri ? user : call.operands[0]) ?? env.PGDATABASE ?? user
    const [host, port] = [uri?.[3] ?? pgHost(call), Number(uri?.[4] ?? pgPort(call))]
    const password = uri?.[2] ?? env.PGPASSWORD ?? ''
    const link = await open(call, host, port, { user, password, database })
    if (!(link instanceof Link)) {
      await call.process.error(
        `psql: error: ${pgProblem(link, host, port, call.value('h') === undefined && !uri && !env.PGHOST)}\n`,
      )
      return 2
    }
    const file = call.value('f')
    const sql = call.has('l')
      ? 'SHOW DATABASES'
      : (call.value('c') ??
        (file === undefined
          ? call.process.isTty.stdin
            ? undefined
            : text(await readAll(call.process.stdin))
          : call.process.readText(file)))
    const translated = sql === undefined ? undefined : (SHORTCUTS[sql.trim()] ?? sql)
    if (translated === undefined) await call.print('psql (16.10 (Debian 16.10-1.pgdg12+1))\nType "help" for help.\n\n')
    const code =
      translated === undefined
        ? await converse(call, link, `${database}=# `, `${database}-# `, pgShow)
        : await batch(call, link, translated, pgShow)
    link.close()
    return code
  },
}

function pgProblem(problem: NetError | string, host: string, port: number, local: boolean): string {
  if (typeof problem === 'string') return `connection to server at "${host}", port ${port} failed: ${problem}`
  if (problem.code === 'ENOTFOUND' || problem.code === 'EAI_AGAIN')
    return `could not translate host name "${host}" to address: Name or service not known`
  if (local)
    return `connection to server on socket "/var/run/postgresql/.s.PGSQL.${port}" failed: No such file or directory\n\tIs the server running locally and accepting connections on that socket?`
  return `connection to server at "${host}" (${problem.target.replace(/:\d+$/, '')}), port ${port} failed: ${problem.code === 'ETIMEDOUT' ? 'Connection timed out' : 'Connection refused'}\n\tIs the server running on that host and accepting TCP/IP connections?`
}

async function pgShow(call: Call, { columns, rows, affected, tag }: Good): Promise<void> {
  if (columns.length === 0)
    return call.has('q')
      ? undefined
      : call.print(
          `${tag === 'INSERT' ? `INSERT 0 ${affected}` : ['UPDATE', 'DELETE'].includes(tag) ? `${tag} ${affected}` : tag}\n`,
        )
  const value = (cell: string | number | null) => (cell === null ? '' : String(cell))
  if (call.has('A') || call.has('t'))
    return call.print(
      `${call.has('t') ? '' : `${columns.join('|')}\n`}${rows.map((row) => `${call.has('A') ? '' : ' '}${row.map(value).join(call.has('A') ? '|' : ' | ')}\n`).join('')}${call.has('t') ? (call.has('A') ? '' : '\n') : `(${rows.length} rows)\n`}`,
    )
  const widths = columns.map((name, i) =>
    Math.max(displayWidth(name), ...rows.map((row) => displayWidth(value(row[i]!)))),
  )
  const middle = (name: string, width: number) =>
    ' '.repeat(Math.floor((width - name.length) / 2)) + name + ' '.repeat(Math.ceil((width - name.length) / 2))
  const head = ` ${columns.map((name, i) => middle(name, widths[i]!)).join(' | ')} \n`
  const rule = `${widths.map((width) => '-'.repeat(width + 2)).join('+')}\n`
  const body = rows.map(
    (row) =>
      ` ${row.map((cell, i) => (typeof cell === 'number' ? value(cell).padStart(widths[i]!) : i === row.length - 1 ? value(cell) : value(cell).padEnd(widths[i]!))).join(' | ')}\n`,
  )
  await call.print(`${head}${rule}${body.join('')}(${rows.length} row${rows.length === 1 ? '' : 's'})\n\n`)
}

export const pgIsReady: Tool = {
  spec: {
    name: 'pg_isready',
    summary: 'check the connection status of a PostgreSQL server',
    usage: '[OPTION]...',
    version: 'pg_isready (PostgreSQL) 16.10',
    misuse: 3,
    options: POSTGRES,
  },
  async run(call) {
    const where =
      call.value('h') === undefined ? `/var/run/postgresql:${pgPort(call)}` : `${pgHost(call)}:${pgPort(call)}`
    const link = await open(call, pgHost(call), pgPort(call), {
      user: call.value('U') ?? 'postgres',
      password: '',
      database: undefined,
    })
    const up = link instanceof Link || typeof link === 'string'
    if (link instanceof Link) link.close()
    if (!call.has('q')) await call.print(`${where} - ${up ? 'accepting connections' : 'no response'}\n`)
    return up ? 0 : 2
  },
}

// mysql(1), mysqladmin(1), psql(1), pg_isready(1): clients of the database servers.
import { text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import { NetError } from '../../../net/errors.ts'
import type { Call } from '../call.ts'
import { askHidden, readLine } from '../question.ts'
import type { Spec, Tool } from '../spec.ts'
import { displayWidth } from '../../tty.ts'
import { type Hello, Link, type Reply } from './link.ts'

type Good = Reply & { ok: true }

const MYSQL: Spec['options'] = {
  '-h, --host=NAME': 'connect to host',
  '-P, --port=PORT': 'TCP port',
  '-u, --user=NAME': 'log in as',
  '-p, --password[=PASSWORD]': 'password; asked for when left out',
  '-e, --execute=STATEMENT': 'run and leave',
  '-D, --database=NAME': 'use this database',
  '-s, --silent': 'less output',
  '-N, --skip-column-names': 'no names of columns',
  '-B, --batch': 'tabs between columns',
  '-t, --table': 'output as a table',
  '--protocol=NAME': 'tcp or socket',
  '-S, --socket=FILE': 'ignored',
  '-w, --wait[=COUNT]': 'wait and try again',
  '--connect-timeout=SECONDS': 'ignored',
  '-v, --verbose': 'ignored',
}

/** A session, or what to say when there is none. */
async function open(call: Call, host: string, port: number, hello: Hello): Promise<Link | NetError | string> {
  const { process } = call
  try {
    const link = new Link(await process.connect(host, port))
    await link.send(hello)
    const reply = await process.alive(() => link.receive<Reply>())
    if (!reply) return 'closed'
    return reply.ok ? link : reply.message
  } catch (error) {
    if (error instanceof NetError) return error
    throw error
  }
}

/** The replies to some statements. */
async function ask(call: Call, link: Link, sql: string): Promise<Reply[]> {
  await link.send(sql)
  const out: Reply[] = []
  for (;;) {
    const reply = await call.process.alive(() => link.receive<Reply | null>())
    if (!reply) return out
    out.push(reply)
  }
}

const mysqlHost = (call: Call) => call.value('h') ?? 'localhost'

function mysqlProblem(call: Call, problem: NetError | string): string {
  if (typeof problem === 'string')
    return problem === 'closed'
      ? "ERROR 2013 (HY000): Lost connection to MySQL server at 'reading initial communication packet', system error: 0"
      : problem
  const host = mysqlHost(call)
  const tcp = host !== 'localhost' || call.value('protocol')?.toLowerCase() === 'tcp'
  if (problem.code === 'ENOTFOUND' || problem.code === 'EAI_AGAIN')
    return `ERROR 2005 (HY000): Unknown MySQL server host '${host}' (-2)`
  if (!tcp)
    return "ERROR 2002 (HY000): Can't connect to local MySQL server through socket '/var/run/mysqld/mysqld.sock' (2)"
  const number = problem.code === 'ECONNREFUSED' ? 111 : problem.code === 'ETIMEDOUT' ? 110 : 113
  return `ERROR 2003 (HY000): Can't connect to MySQL server on '${host}:${call.value('P') ?? 3306}' (${number})`
}

async function mysqlLogin(call: Call, database: string | undefined): Promise<Hello> {
  const given = call.has('p')
  const password = given
    ? (call.value('p') ?? (await askHidden(call.process, 'Enter password: ')) ?? '')
    : (call.process.env.MYSQL_PWD ?? '')
  if (given && call.value('p') !== undefined)
    await call.process.error(
      `${call.name}: [Warning] Using a password on the command line interface can be insecure.\n`,
    )
  return { user: call.value('u') ?? call.process.user.name, password, database }
}

export const mysql: Tool = {
  spec: {
    name: 'mysql',
    summary: 'the MySQL command-line client',
    usage: '[OPTIONS] [database]',
    version: 'mysql 8.0.44',
    options: MYSQL,
  },
  async run(call) {
    const hello = await mysqlLogin(call, call.operands[0] ?? call.value('D'))
    const link = await open(call, mysqlHost(call), Number(call.value('P') ?? 3306), hello)
    if (!(link instanceof Link)) {
      await call.process.error(`${mysqlProblem(call, link)}\n`)
      return 1
    }
    const statement =
      call.value('e') ?? (call.process.isTty.stdin ? undefined : text(await readAll(call.process.stdin)))
    const code =
      statement === undefined
        ? await converse(call, link, 'mysql> ', '    -> ', mysqlShow)
        : await batch(call, link, statement, mysqlShow)
    link.close()
    return code
  },
}

type Show = (call: Call, reply: Good, interactive: boolean) => Promise<void>

async function batch(call: Call, link: Link, sql: string, show: Show): Promise<number> {
  for (const reply of await ask(call, link, sql)) {
    if (!reply.ok) {
      await call.process.error(`${reply.message}\n`)
      return 1
    }
    await show(call, reply, false)
  }
  return 0
}

async function converse(call: Call, link: Link, prompt: string, more: string, show: Show): Promise<number> {
  const { process } = call
  if (prompt === 'mysql> ')
    await process.print(
      "Welcome to the MySQL monitor.  Commands end with ; or \\g.\nYour MySQL connection id is 8\nServer version: 8.0.44 MySQL Community Server - GPL\n\nType 'help;' or '\\h' for help. Type '\\c' to clear the current input statement.\n\n",
    )
  let held = ''
  for (;;) {
    await process.print(held === '' ? prompt : more)
    const line = await readLine(process)
    if (line === undefined || (held === '' && /^\s*(exit|quit|\\q)\s*;?\s*$/i.test(line))) {
      await process.print(prompt === 'mysql> ' ? 'Bye\n' : '')
      return 0
    }
    held += `${line}\n`
    const shortcut = prompt === 'mysql> ' ? /^\s*use\s+\w+\s*$/i.test(held) : SHORTCUTS[held.trim().split(' ')[0]!]
    if (!/;\s*$/.test(held) && !shortcut && held.trim() !== '') continue
    const sql = typeof shortcut === 'string' ? shortcut : held
    held = ''
    if (sql.trim() === '') continue
    for (const reply of await ask(call, link, sql)) {
      if (reply.ok) await show(call, reply, true)
      else await process.print(`${reply.message.replace(' at line 1:', ':')}\n`)
    }
  }
}

/** psql's backslash commands as statements. */
const SHORTCUTS: Record<string, string> = { '\\l': 'SHOW DATABASES;', '\\dt': 'SHOW TABLES;' }

const cellText = (value: string | number | null) => (value === null ? 'NULL' : String(value))

async function mysqlShow(call: Call, reply: Good, interactive: boolean): Promise<void> {
  const { columns, rows, affected, tag, database } = reply
  if (columns.length === 0) {
    if (!interactive) return
    if (tag === 'USE') return call.print(`Database changed\n${database ? '' : ''}`)
    return call.print(`Query OK, ${affected} row${affected === 1 ? '' : 's'} affected (0.01 sec)\n\n`)
  }
  if (!interactive && !call.has('t') && !call.process.isTty.stdout) {
    const names = call.has('N') ? [] : [columns]
    return call.print([...names, ...rows].map((row) => `${row.map(cellText).join('\t')}\n`).join(''))
  }
  if (rows.length === 0) return interactive ? call.print('Empty set (0.00 sec)\n\n') : undefined
  const cells = [columns, ...rows.map((row) => row.map(cellText))]
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => displayWidth(row[i]!))))
  const rule = `+${widths.map((width) => '-'.repeat(width + 2)).join('+')}+\n`
  const pad = (value: string, width: number, right: boolean) =>
    right ? ' '.repeat(width - displayWidth(value)) + value : value + ' '.repeat(width - displayWidth(value))
  const row = (values: string[], source: (string | number | null)[] | undefined) =>
    `| ${values.map((value, i) => pad(value, widths[i]!, typeof source?.[i] === 'number')).join(' | ')} |\n`
  await call.print(
    `${rule}${row(columns, undefined)}${rule}${rows.map((each) => row(each.map(cellText), each)).join('')}${rule}`,
  )
  if (interactive) await call.print(`${rows.length} row${rows.length === 1 ? '' : 's'} in set (0.00 sec)\n\n`)
}

export const mysqladmin: Tool = {
  spec: {
    name: 'mysqladmin',
    summary: 'administer a MySQL server',
    usage: '[OPTIONS] command command....',
    version: 'mysqladmin 8.0.44',
    options: MYSQL,
  },
  async run(call) {
    const [verb] = call.operands
    if (!['ping', 'status', 'version', 'shutdown'].includes(verb ?? '')) {
      await call.process.error(
        verb === undefined
          ? 'mysqladmin  Ver 8.0.44 for Linux on x86_64 (MySQL Community Server - GPL)\nUsage: mysqladmin [OPTIONS] command command....\n'
          : `mysqladmin: Unknown command: '${verb}'\n`,
      )
      return 1
    }
    const hello = await mysqlLogin(call, undefined)
    const link = await open(call, mysqlHost(call), Number(call.value('P') ?? 3306), hello)
    if (link instanceof Link) {
      link.close()
      await call.print(
        verb === 'ping'
          ? 'mysqld is alive\n'
          : verb === 'status'
            ? 'Uptime: 60  Threads: 2  Questions: 8  Slow queries: 0  Opens: 119  Flush tables: 3  Open tables: 38  Queries per second avg: 0.133\n'
            : '',
      )
      return 0
    }
    // A server that refuses the password is alive: that is all ping wants to know.
    if (verb === 'ping' && typeof link === 'string' && link.includes('Access denied')) {
      await call.process.error(
        `mysqladmin: connect to server at '${mysqlHost(call)}' failed\nerror: '${link.replace(/^ERROR \d+ \(\w+\): /, '')}'\n`,
      )
      return 0
    }
    const host = mysqlHost(call)
    const problem = mysqlProblem(call, link).replace(/^ERROR \d+ \(\w+\): /, '')
    const hint =
      typeof link === 'string'
        ? ''
        : host === 'localhost'
          ? `Check that mysqld is running and that the socket: '/var/run/mysqld/mysqld.sock' exists!\n`
          : `Check that mysqld is running on ${host} and that the port is ${call.value('P') ?? 3306}.\nYou can check this by doing 'telnet ${host} ${call.value('P') ?? 3306}'\n`
    await call.process.error(`mysqladmin: connect to server at '${host}' failed\nerror: '${problem}'\n${hint}`)
    return 1
  },
}

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

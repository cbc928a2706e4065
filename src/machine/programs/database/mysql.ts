// mysql(1), mysqladmin(1).
import { text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import { NetError } from '../../../net/errors.ts'
import type { Call } from '../call.ts'
import { askHidden } from '../question.ts'
import type { Spec, Tool } from '../spec.ts'
import { displayWidth } from '../../tty.ts'
import { type Hello, Link } from './link.ts'
import { type Good, batch, converse, open } from './session.ts'

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
    if (verb !== 'ping') {
      await call.process.error(
        verb === undefined
          ? 'mysqladmin  Ver 8.0.44 for Linux on x86_64 (MySQL Community Server - GPL)\nUsage: mysqladmin [OPTIONS] command command....\n'
          : `naru: mysqladmin ${verb} is not simulated\n`,
      )
      return 1
    }
    const hello = await mysqlLogin(call, undefined)
    const link = await open(call, mysqlHost(call), Number(call.value('P') ?? 3306), hello)
    if (link instanceof Link) {
      link.close()
      await call.print('mysqld is alive\n')
      return 0
    }
    // A server that refuses the password is alive: that is all ping wants to know.
    if (typeof link === 'string' && link.includes('Access denied')) {
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

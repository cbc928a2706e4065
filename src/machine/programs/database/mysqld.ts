// mysqld(8): the MySQL server, with the log of its official image.
import type { Process } from '../../process.ts'
import type { Tool } from '../spec.ts'
import { strftime } from '../time.ts'
import { type DatabaseServer, type Store, save, serve } from './server.ts'
import type { Session, SqlError } from './sql-value.ts'

/** ms: making a new data directory, and starting on one that is there. */
const INITIALISE_MS = 9000
const START_MS = 3000
const PORT = 3306

export const mysqld: Tool = {
  spec: {
    name: 'mysqld',
    summary: 'the MySQL server',
    usage: '[OPTIONS]',
    raw: true,
    options: { '--port=PORT': 'TCP port', '--datadir=DIR': 'data directory', '--version': 'the version' },
  },
  async run(call) {
    const { process } = call
    const version = versionOf(process)
    if (call.operands.includes('--version') || call.operands.includes('-V'))
      return call
        .print(`${process.argv[0]}  Ver ${version} for Linux on x86_64 (MySQL Community Server - GPL)\n`)
        .then(() => 0)
    const directory = option(call.operands, 'datadir') ?? '/var/lib/mysql'
    const port = Number(option(call.operands, 'port') ?? PORT)
    const stopped = stopSignal(process)
    process.allocate(90_000_000)
    const file = `${directory}/mysql/store.json`
    const fresh = !process.fs.exists(file)
    if (fresh) {
      if (await Promise.race([initialise(process, directory, file, version), stopped.then(() => true)])) return 0
    }
    await system(
      process,
      'MY-010116',
      'Server',
      `/usr/sbin/mysqld (mysqld ${version}) starting as process ${process.pid}`,
    )
    await system(process, 'MY-013576', 'InnoDB', 'InnoDB initialization has started.')
    if (await Promise.race([process.work(START_MS).then(() => false), stopped.then(() => true)])) return 0
    await system(process, 'MY-013577', 'InnoDB', 'InnoDB initialization has ended.')
    process.allocate(400_000_000)
    const server: DatabaseServer = {
      process,
      file,
      version,
      word,
      refuse: ({ user, password }, address) =>
        `ERROR 1045 (28000): Access denied for user '${user}'@'${host(address)}' (using password: ${password ? 'YES' : 'NO'})`,
      missing: (name) => `ERROR 1049 (42000): Unknown database '${name}'`,
    }
    const accept = {
      tcp: (wire: Parameters<typeof serve>[1], peer: { address: string }) =>
        process.kernel.serve(wire, () => process.alive(() => serve(server, wire, peer.address))),
    }
    if (!process.listen(port, accept)) return busy(process, port)
    process.listen(33060, { tcp: (wire) => wire.close() })
    await system(
      process,
      'MY-010931',
      'Server',
      `/usr/sbin/mysqld: ready for connections. Version: '${version}'  socket: '/var/run/mysqld/mysqld.sock'  port: ${port}  MySQL Community Server - GPL.`,
    )
    await process.alive(() => stopped)
    await system(
      process,
      'MY-013172',
      'Server',
      `Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: ${version}).`,
    )
    await process.sleep(600)
    await system(
      process,
      'MY-010910',
      'Server',
      `/usr/sbin/mysqld: Shutdown complete (mysqld ${version})  MySQL Community Server - GPL.`,
    )
    return 0
  },
}

const host = (address: string) => (address.startsWith('127.') ? 'localhost' : address)

const option = (words: readonly string[], name: string) =>
  words.map((word) => new RegExp(`^--${name}=(.*)$`).exec(word)?.[1]).find((value) => value !== undefined)

export const versionOf = (process: Process): string =>
  (process.env.MYSQL_VERSION ?? process.env.MARIADB_VERSION ?? '8.0.44').replace(/^1:|[-+].*$/g, '')

const stopSignal = (process: Process) =>
  new Promise<void>((resolve) => {
    process.on('TERM', resolve)
    process.on('INT', resolve)
    process.on('QUIT', resolve)
  })

function system(process: Process, code: string, part: string, message: string, level = 'System'): Promise<void> {
  return process.error(
    `${process.kernel.clock.rfc3339Nano().replace(/(\.\d{6})\d*Z/, '$1Z')} 0 [${level}] [${code}] [${part}] ${message}\n`,
  )
}

function entrypoint(process: Process, message: string): Promise<void> {
  return process.print(
    `${strftime('%Y-%m-%d %H:%M:%S', process.kernel.clock.unix())}+00:00 [Note] [Entrypoint]: ${message}\n`,
  )
}

/** Makes the system tables, then what the environment asks for. False when it is done. */
async function initialise(process: Process, directory: string, file: string, version: string): Promise<boolean> {
  const { env } = process
  await entrypoint(process, 'Initializing database files')
  await system(
    process,
    'MY-013169',
    'Server',
    `/usr/sbin/mysqld (mysqld ${version}) initializing of server in progress as process ${process.pid}`,
  )
  await system(process, 'MY-013576', 'InnoDB', 'InnoDB initialization has started.')
  await process.work(INITIALISE_MS * 0.6)
  await system(process, 'MY-013577', 'InnoDB', 'InnoDB initialization has ended.')
  await system(
    process,
    'MY-010453',
    'Server',
    'root@localhost is created with an empty password ! Please consider switching off the --initialize-insecure option.',
    'Warning',
  )
  await entrypoint(process, 'Database files initialized')
  await entrypoint(process, 'Starting temporary server')
  await process.work(INITIALISE_MS * 0.4)
  await entrypoint(process, 'Temporary server started.')
  const store: Store = {
    users: { root: password(process, 'MYSQL_ROOT_PASSWORD') || password(process, 'MARIADB_ROOT_PASSWORD') },
    databases: { information_schema: {}, mysql: {}, performance_schema: {}, sys: {} },
  }
  const database = env.MYSQL_DATABASE ?? env.MARIADB_DATABASE
  if (database) {
    await entrypoint(process, `Creating database ${database}`)
    store.databases[database] = {}
  }
  const user = env.MYSQL_USER ?? env.MARIADB_USER
  if (user) {
    await entrypoint(process, `Creating user ${user}`)
    store.users[user] = password(process, 'MYSQL_PASSWORD') || password(process, 'MARIADB_PASSWORD')
    if (database) await entrypoint(process, `Giving user ${user} access to schema ${database}`)
  }
  if (env.MYSQL_RANDOM_ROOT_PASSWORD) {
    store.users.root = process.kernel
      .chance('mysql root')
      .string(32, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789')
    await entrypoint(process, `GENERATED ROOT PASSWORD: ${store.users.root}`)
  }
  process.fs.mkdir(`${directory}/mysql`, { parents: true })
  for (const name of ['ibdata1', 'undo_001', 'mysql.ibd']) process.fs.write(`${directory}/${name}`, '')
  save(process, file, store)
  await entrypoint(process, 'Stopping temporary server')
  await entrypoint(process, 'Temporary server stopped')
  await process.print('\n')
  await entrypoint(process, 'MySQL init process done. Ready for start up.')
  await process.print('\n')
  return false
}

/** From the environment, or from the file that `NAME_FILE` names. */
function password(process: Process, name: string): string {
  const file = process.env[`${name}_FILE`]
  return process.env[name] ?? (file && process.fs.exists(file) ? process.readText(file).trim() : '')
}

async function busy(process: Process, port: number): Promise<number> {
  await system(
    process,
    'MY-010262',
    'Server',
    `Can't start server: Bind on TCP/IP port: Address already in use`,
    'ERROR',
  )
  await system(
    process,
    'MY-010257',
    'Server',
    `Do you already have another mysqld server running on port: ${port} ?`,
    'ERROR',
  )
  return 1
}

function word({ kind, subject }: SqlError, { database }: Session): string {
  const messages: Record<typeof kind, string> = {
    syntax: `ERROR 1064 (42000) at line 1: You have an error in your SQL syntax; check the manual that corresponds to your MySQL server version for the right syntax to use near '${subject}' at line 1`,
    'no-table': `ERROR 1146 (42S02) at line 1: Table '${database}.${subject}' doesn't exist`,
    'no-column': `ERROR 1054 (42S22) at line 1: Unknown column '${subject}' in 'field list'`,
    'no-database': `ERROR 1049 (42000) at line 1: Unknown database '${subject}'`,
    exists: `ERROR 1050 (42S01) at line 1: Table '${subject}' already exists`,
    'no-selection': 'ERROR 1046 (3D000) at line 1: No database selected',
    unsupported: `naru: ${subject} is not simulated`,
  }
  return messages[kind]
}

// postgres(1): the PostgreSQL server, with the log of its official image.
import type { Process } from '../../process.ts'
import type { Tool } from '../spec.ts'
import { strftime } from '../time.ts'
import { type DatabaseServer, type Store, save, serve } from './server.ts'
import type { SqlError } from './sql-value.ts'

/** ms: initdb, and starting on a directory that is there. */
const INITIALISE_MS = 3500
const START_MS = 400

export const postgres: Tool = {
  spec: {
    name: 'postgres',
    summary: 'the PostgreSQL server',
    usage: '[OPTION]...',
    raw: true,
    options: { '-p PORT': 'TCP port', '-D DIR': 'data directory', '--version': 'the version' },
  },
  async run(call) {
    const { process } = call
    const version = (process.env.PG_VERSION ?? '16.10').replace(/-.*$/, '')
    if (call.operands.includes('--version') || call.operands.includes('-V'))
      return call.print(`postgres (PostgreSQL) ${version}\n`).then(() => 0)
    const after = (letter: string) =>
      call.operands.includes(letter) ? call.operands[call.operands.indexOf(letter) + 1] : undefined
    const directory = after('-D') ?? process.env.PGDATA ?? '/var/lib/postgresql/data'
    const port = Number(after('-p') ?? 5432)
    const file = `${directory}/base/store.json`
    const stopped = new Promise<string>((resolve) => {
      process.on('TERM', () => resolve('smart'))
      process.on('INT', () => resolve('fast'))
      process.on('QUIT', () => resolve('immediate'))
    })
    process.allocate(25_000_000)
    if (!process.fs.exists(file)) {
      if (await Promise.race([initialise(process, directory, file, version), stopped.then(() => true)])) return 0
    } else
      await process.print('\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n')
    await log(
      process,
      `starting PostgreSQL ${version} (Debian ${version}-1.pgdg12+1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit`,
    )
    const server: DatabaseServer = {
      process,
      file,
      version: `PostgreSQL ${version} on x86_64-pc-linux-gnu`,
      word,
      refuse: ({ user }) => `FATAL:  password authentication failed for user "${user}"`,
      missing: (name) => `FATAL:  database "${name}" does not exist`,
    }
    await process.work(START_MS)
    const accept = {
      tcp: (wire: Parameters<typeof serve>[1], peer: { address: string }) =>
        process.kernel.serve(wire, () => process.alive(() => serve(server, wire, peer.address))),
    }
    if (!process.listen(port, accept)) {
      await log(process, `could not bind IPv4 address "0.0.0.0": Address already in use`)
      return 1
    }
    await log(process, `listening on IPv4 address "0.0.0.0", port ${port}`)
    await log(process, `listening on IPv6 address "::", port ${port}`)
    await log(process, `listening on Unix socket "/var/run/postgresql/.s.PGSQL.${port}"`)
    await log(process, 'database system is ready to accept connections')
    const how = await process.alive(() => stopped)
    await log(process, `received ${how} shutdown request`)
    await process.sleep(100)
    await log(process, 'database system is shut down')
    return 0
  },
}

const log = (process: Process, message: string) =>
  process.error(
    `${strftime('%Y-%m-%d %H:%M:%S', process.kernel.clock.unix())}.${String(Math.floor(process.kernel.clock.unix() % 1000)).padStart(3, '0')} UTC [${process.pid}] LOG:  ${message}\n`,
  )

async function initialise(process: Process, directory: string, file: string, version: string): Promise<boolean> {
  const { env } = process
  const user = env.POSTGRES_USER ?? 'postgres'
  await process.print(`The files belonging to this database system will be owned by user "postgres".
This user must also own the server process.

fixing permissions on existing directory ${directory} ... ok
creating subdirectories ... ok
selecting dynamic shared memory implementation ... posix
`)
  await process.work(INITIALISE_MS)
  const secret = env.POSTGRES_PASSWORD_FILE
  const password = env.POSTGRES_PASSWORD ?? (secret && process.fs.exists(secret) ? process.readText(secret).trim() : '')
  const database = env.POSTGRES_DB ?? user
  const store: Store = {
    users: { [user]: env.POSTGRES_HOST_AUTH_METHOD === 'trust' ? '' : password },
    databases: { postgres: {}, template0: {}, template1: {}, [database]: {} },
  }
  process.fs.mkdir(`${directory}/base`, { parents: true })
  process.fs.write(`${directory}/PG_VERSION`, `${version.split('.')[0]}\n`)
  save(process, file, store)
  await process.print(
    'performing post-bootstrap initialization ... ok\nsyncing data to disk ... ok\n\n\nSuccess. You can now start the database server.\n\n',
  )
  if (database !== 'postgres') await process.print('CREATE DATABASE\n\n')
  await process.print('\nPostgreSQL init process complete; ready for start up.\n\n')
  return false
}

function word({ kind, subject }: SqlError): string {
  const messages: Record<typeof kind, string> = {
    syntax: `ERROR:  syntax error at or near "${subject.split(/\s+/)[0]}"`,
    'no-table': `ERROR:  relation "${subject}" does not exist`,
    'no-column': `ERROR:  column "${subject}" does not exist`,
    'no-database': `ERROR:  database "${subject}" does not exist`,
    exists: `ERROR:  relation "${subject}" already exists`,
    'no-selection': 'ERROR:  no schema has been selected to create in',
    unsupported: `naru: ${subject} is not simulated`,
  }
  return messages[kind]
}

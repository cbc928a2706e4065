// What mysqld and postgres share: a data directory, logins, sessions over TCP.
import type { Duplex } from '../../../kernel/queue.ts'
import type { Process } from '../../process.ts'
import { strftime } from '../time.ts'
import { type Hello, Link, type Reply } from './link.ts'
import { execute } from './sql.ts'
import { type Databases, type Session, SqlError } from './sql-value.ts'
import { statements } from './sql-token.ts'

export interface Store {
  /** User → password; an empty one lets everybody in. */
  users: Record<string, string>
  databases: Databases
}

export interface DatabaseServer {
  process: Process
  /** The file that holds the store. */
  file: string
  version: string
  /** How an error is worded. */
  word: (error: SqlError, session: Session) => string
  refuse: (hello: Hello, address: string) => string
  missing: (database: string) => string
}

export const load = (process: Process, file: string): Store => JSON.parse(process.readText(file)) as Store

export function save(process: Process, file: string, store: Store): void {
  process.fs.write(process.path(file), JSON.stringify(store), {
    mode: 0o640,
    uid: process.user.uid,
    gid: process.user.gid,
  })
}

/** Serves one connection until the client leaves. */
export async function serve(server: DatabaseServer, wire: Duplex, address: string): Promise<void> {
  const { process, file } = server
  const link = new Link(wire)
  const hello = await link.receive<Hello>()
  if (!hello) return link.close()
  const store = load(process, file)
  const password = store.users[hello.user]
  if (password === undefined || (password !== '' && password !== hello.password)) {
    await link.send({ ok: false, message: server.refuse(hello, address) } satisfies Reply)
    return link.close()
  }
  if (hello.database !== undefined && !store.databases[hello.database]) {
    await link.send({ ok: false, message: server.missing(hello.database) } satisfies Reply)
    return link.close()
  }
  const session: Session = { database: hello.database, user: hello.user, version: server.version, now: '' }
  await link.send({ ok: true, columns: [], rows: [], affected: 0, tag: 'HELLO' } satisfies Reply)
  for (let sql = await link.receive<string>(); sql !== undefined; sql = await link.receive<string>()) {
    for (const statement of statements(sql)) {
      session.now = strftime('%Y-%m-%d %H:%M:%S', process.kernel.clock.unix())
      const reply = answer(server, session, statement)
      await link.send(reply)
      if (!reply.ok) break
    }
    await link.send(null)
  }
  link.close()
}

function answer(server: DatabaseServer, session: Session, statement: string): Reply {
  const { process, file } = server
  const store = load(process, file)
  try {
    const result = execute(store.databases, session, statement)
    if (!['SELECT', 'SHOW', 'USE'].includes(result.tag)) save(process, file, store)
    return { ok: true, ...result, ...(result.tag === 'USE' ? { database: session.database } : {}) }
  } catch (error) {
    if (!(error instanceof SqlError)) throw error
    return { ok: false, message: server.word(error, session) }
  }
}

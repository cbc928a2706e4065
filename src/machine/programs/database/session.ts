// A client's session with a database server: statements typed or given.
import { NetError } from '../../../net/errors.ts'
import type { Call } from '../call.ts'
import { readLine } from '../question.ts'
import { type Hello, Link, type Reply } from './link.ts'

export type Good = Reply & { ok: true }

/** A session, or what to say when there is none. */
export async function open(call: Call, host: string, port: number, hello: Hello): Promise<Link | NetError | string> {
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
export async function ask(call: Call, link: Link, sql: string): Promise<Reply[]> {
  await link.send(sql)
  const out: Reply[] = []
  for (;;) {
    const reply = await call.process.alive(() => link.receive<Reply | null>())
    if (!reply) return out
    out.push(reply)
  }
}

type Show = (call: Call, reply: Good, interactive: boolean) => Promise<void>

export async function batch(call: Call, link: Link, sql: string, show: Show): Promise<number> {
  for (const reply of await ask(call, link, sql)) {
    if (!reply.ok) {
      await call.process.error(`${reply.message}\n`)
      return 1
    }
    await show(call, reply, false)
  }
  return 0
}

export async function converse(call: Call, link: Link, prompt: string, more: string, show: Show): Promise<number> {
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
export const SHORTCUTS: Record<string, string> = { '\\l': 'SHOW DATABASES;', '\\dt': 'SHOW TABLES;' }

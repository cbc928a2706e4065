// What a redis server keeps.
import type { Process } from '../../process.ts'
import { type Keyspace, type Reply, type Value, kindOf } from './redis-value.ts'
import { COMMANDS, OK } from './redis-commands.ts'

interface Item {
  value: Value
  /** Virtual ms at which it goes away. */
  expires: number | undefined
}

export class RedisData implements Keyspace {
  onShutdown: () => void = () => {}
  readonly password: string | undefined
  private readonly process: Process
  private readonly version: string
  private readonly items = new Map<string, Item>()
  private served = 0

  constructor(process: Process, version: string, password: string | undefined) {
    this.process = process
    this.version = version
    this.password = password
  }

  load(file: string): void {
    if (!this.process.fs.exists(file)) return
    const rows = JSON.parse(this.process.readText(file).replace(/^REDIS0011/, '')) as [string, string, unknown][]
    for (const [key, kind, value] of rows) {
      const made: Value =
        kind === 'hash'
          ? new Map(value as [string, string][])
          : kind === 'set'
            ? new Set(value as string[])
            : (value as string | string[])
      this.items.set(key, { value: made, expires: undefined })
    }
  }

  save(file: string): void {
    const rows = [...this.items].map(([key, { value }]) => [
      key,
      kindOf(value),
      value instanceof Map || value instanceof Set ? [...value] : value,
    ])
    this.process.fs.write(file, `REDIS0011${JSON.stringify(rows)}`)
  }

  private item(key: string): Item | undefined {
    const found = this.items.get(key)
    if (found?.expires === undefined || found.expires > this.process.kernel.clock.now) return found
    this.items.delete(key)
    return undefined
  }

  run(words: string[], session: { authenticated: boolean }): Reply {
    const [name = '', ...args] = words
    const command = name.toUpperCase()
    this.served++
    if (command === 'AUTH') {
      if (this.password === undefined)
        return {
          error:
            'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
        }
      session.authenticated = args.at(-1) === this.password
      return session.authenticated ? OK : { error: 'WRONGPASS invalid username-password pair or user is disabled.' }
    }
    if (!session.authenticated) return { error: 'NOAUTH Authentication required.' }
    const row = COMMANDS[command]
    if (!row)
      return {
        error: `ERR unknown command '${name}', with args beginning with: ${args.map((arg) => `'${arg}' `).join('')}`,
      }
    if (args.length < row.least) return { error: `ERR wrong number of arguments for '${name.toLowerCase()}' command` }
    return row.run(this, args)
  }

  get(key: string): Value | undefined {
    return this.item(key)?.value
  }

  set(key: string, value: Value, expires?: number): void {
    this.items.set(key, { value, expires })
  }

  keep(key: string, value: Value): void {
    this.items.set(key, { value, expires: this.item(key)?.expires })
  }

  remove(key: string): boolean {
    return this.item(key) !== undefined && this.items.delete(key)
  }

  keys(): string[] {
    return [...this.items.keys()].filter((key) => this.item(key))
  }

  clear(): void {
    this.items.clear()
  }

  expire(key: string, ms: number | undefined): boolean {
    const found = this.item(key)
    if (!found) return false
    found.expires = ms === undefined ? undefined : this.process.kernel.clock.now + ms
    return true
  }

  left(key: string): number {
    const found = this.item(key)
    if (!found) return -2
    return found.expires === undefined ? -1 : found.expires - this.process.kernel.clock.now
  }

  now(): number {
    return this.process.kernel.clock.now
  }

  info(): string {
    const { process } = this
    const seconds = Math.floor((process.kernel.clock.now - process.startedAt) / 1000)
    const keys = this.keys().length
    return [
      '# Server',
      `redis_version:${this.version}`,
      'redis_mode:standalone',
      `os:Linux ${process.machine.release} x86_64`,
      `process_id:${process.pid}`,
      'tcp_port:6379',
      `uptime_in_seconds:${seconds}`,
      '',
      '# Clients',
      'connected_clients:1',
      '',
      '# Memory',
      `used_memory:${1_100_000 + keys * 64}`,
      '',
      '# Stats',
      `total_commands_processed:${this.served}`,
      '',
      '# Replication',
      'role:master',
      'connected_slaves:0',
      '',
      '# Keyspace',
      ...(keys > 0 ? [`db0:keys=${keys},expires=0,avg_ttl=0`] : []),
      '',
    ].join('\r\n')
  }
}

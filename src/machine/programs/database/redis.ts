// redis-server(1) and redis-cli(1), speaking RESP over TCP.
import { streamDecoder, text } from '../../../kernel/bytes.ts'
import { type Duplex, readAll } from '../../../kernel/queue.ts'
import { NetError } from '../../../net/errors.ts'
import type { Process } from '../../process.ts'
import { SIGNALS } from '../../signal.ts'
import type { Call } from '../call.ts'
import { readLine } from '../question.ts'
import { ABSENT, type Tool } from '../spec.ts'
import { strftime } from '../time.ts'
import { RedisData } from './redis-data.ts'
import type { Reply } from './redis-value.ts'

export const redisServer: Tool = {
  spec: {
    name: 'redis-server',
    summary: 'persistent key-value database',
    usage: '[/path/to/redis.conf] [options]',
    raw: true,
    options: { '--port PORT': 'TCP port', '--requirepass PASSWORD': 'password', '--version': 'the version' },
  },
  async run(call) {
    const { process } = call
    const version = process.env.REDIS_VERSION ?? '7.4.6'
    if (call.operands.includes('--version') || call.operands.includes('-v'))
      return call
        .print(`Redis server v=${version} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=a1b2c3d4e5f60718\n`)
        .then(() => 0)
    const option = (name: string) =>
      call.operands.includes(`--${name}`) ? call.operands[call.operands.indexOf(`--${name}`) + 1] : undefined
    const port = Number(option('port') ?? 6379)
    process.allocate(9_000_000)
    const { pid } = process
    await log(process, 'C', `oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo`, '*')
    await log(
      process,
      'C',
      `Redis version=${version}, bits=64, commit=00000000, modified=0, pid=${pid}, just started`,
      '*',
    )
    if (call.operands.length === 0)
      await log(
        process,
        'C',
        'Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf',
        '#',
      )
    await log(process, 'M', 'monotonic clock: POSIX clock_gettime', '*')
    const data = new RedisData(process, version, option('requirepass'))
    const dump = `${process.cwd === '/' ? '' : process.cwd}/dump.rdb`
    data.load(dump)
    const accept = (wire: Duplex) => process.kernel.serve(wire, () => process.alive(() => serve(data, wire)))
    if (!process.listen(port, { tcp: accept })) {
      await log(
        process,
        'M',
        `Warning: Could not create server TCP listening socket *:${port}: bind: Address already in use`,
        '#',
      )
      await log(process, 'M', 'Failed listening on port 6379 (tcp), aborting.', '#')
      return 1
    }
    await log(process, 'M', `Running mode=standalone, port=${port}.`, '*')
    await log(process, 'M', 'Server initialized', '*')
    await log(process, 'M', 'Ready to accept connections tcp', '*')
    const signal = await process.alive(
      () =>
        new Promise<'TERM' | 'INT'>((resolve) => {
          process.on('TERM', () => resolve('TERM'))
          process.on('INT', () => resolve('INT'))
          data.onShutdown = () => resolve('TERM')
        }),
    )
    const handler = `Received SIG${signal} scheduling shutdown...`
    await log(process, 'signal-handler', handler, '')
    await log(process, 'M', 'User requested shutdown...', '*')
    await log(process, 'M', 'Saving the final RDB snapshot before exiting.', '*')
    data.save(dump)
    await log(process, 'M', 'DB saved on disk', '*')
    await log(process, 'M', 'Redis is now ready to exit, bye bye...', '#')
    return SIGNALS[signal] > 0 ? 0 : 1
  },
}

function log(process: Process, role: string, message: string, level: string): Promise<void> {
  const unix = process.kernel.clock.unix()
  const time = `${strftime('%d %b %Y %H:%M:%S', unix)}.${String(Math.floor(unix % 1000)).padStart(3, '0')}`
  const head =
    role === 'signal-handler'
      ? `${process.pid}:signal-handler (${Math.floor(unix / 1000)})`
      : `${process.pid}:${role} ${time} ${level}`
  return process.print(`${head} ${message}\n`)
}

/** RESP: arrays of bulk strings, or a line of words. */
class RespReader {
  private readonly wire: Duplex
  private readonly decode = streamDecoder()
  private held = ''

  constructor(wire: Duplex) {
    this.wire = wire
  }

  private async fill(): Promise<boolean> {
    const chunk = await this.wire.read()
    if (chunk === null) return false
    this.held += this.decode(chunk)
    return true
  }

  private async line(): Promise<string | undefined> {
    for (;;) {
      const at = this.held.indexOf('\n')
      if (at >= 0) {
        const line = this.held.slice(0, at).replace(/\r$/, '')
        this.held = this.held.slice(at + 1)
        return line
      }
      if (!(await this.fill())) return undefined
    }
  }

  private async bulk(size: number): Promise<string> {
    while (this.held.length < size + 2) if (!(await this.fill())) break
    const value = this.held.slice(0, size)
    this.held = this.held.slice(size + 2)
    return value
  }

  async command(): Promise<string[] | undefined> {
    const first = await this.line()
    if (first === undefined) return undefined
    if (!first.startsWith('*')) return first.split(/\s+/).filter(Boolean)
    const words: string[] = []
    for (let n = Number(first.slice(1)); n > 0; n--) words.push(await this.bulk(Number((await this.line())?.slice(1))))
    return words
  }

  async reply(): Promise<Reply | undefined> {
    const line = await this.line()
    if (line === undefined) return undefined
    const rest = line.slice(1)
    if (line[0] === '+') return { simple: rest }
    if (line[0] === '-') return { error: rest }
    if (line[0] === ':') return Number(rest)
    if (line[0] === '$') return rest === '-1' ? null : this.bulk(Number(rest))
    const out: Reply[] = []
    for (let n = Number(rest); n > 0; n--) out.push((await this.reply()) ?? null)
    return out
  }
}

function encode(reply: Reply): string {
  if (reply === null) return '$-1\r\n'
  if (typeof reply === 'number') return `:${reply}\r\n`
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`
  if (Array.isArray(reply)) return `*${reply.length}\r\n${reply.map(encode).join('')}`
  return 'simple' in reply ? `+${reply.simple}\r\n` : `-${reply.error}\r\n`
}

async function serve(data: RedisData, wire: Duplex): Promise<void> {
  const reader = new RespReader(wire)
  const session = { authenticated: data.password === undefined }
  for (let words = await reader.command(); words !== undefined; words = await reader.command()) {
    if (words.length === 0) continue
    await wire.write(encode(data.run(words, session)))
    if (words[0]!.toUpperCase() === 'QUIT') break
  }
  wire.close()
}

export const redisCli: Tool = {
  spec: {
    name: 'redis-cli',
    summary: 'redis client',
    usage: '[OPTIONS] [cmd [arg [arg ...]]]',
    ordered: true,
    options: {
      '-h HOSTNAME': 'server host',
      '-p PORT': 'server port',
      '-a PASSWORD': 'password',
      '-n DB': ABSENT,
      '--raw': 'raw replies',
      '--no-auth-warning': 'no warning',
    },
  },
  async run(call) {
    const { process } = call
    const [host, port] = [call.value('h') ?? '127.0.0.1', Number(call.value('p') ?? 6379)]
    let wire: Duplex
    try {
      wire = await process.connect(host, port)
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      const why =
        error.code === 'ENOTFOUND' || error.code === 'EAI_AGAIN'
          ? 'Name or service not known'
          : error.code === 'ETIMEDOUT'
            ? 'Operation timed out'
            : 'Connection refused'
      await process.error(`Could not connect to Redis at ${host}:${port}: ${why}\n`)
      return 1
    }
    const reader = new RespReader(wire)
    const send = async (words: string[]): Promise<Reply | undefined> => {
      await wire.write(encode(words))
      return process.alive(() => reader.reply())
    }
    const password = call.value('a')
    if (password !== undefined) await send(['AUTH', password])
    if (call.operands.length > 0) {
      const reply = await send(call.operands)
      await call.print(show(reply ?? null, !process.isTty.stdout || call.has('raw')))
      wire.close()
      return typeof reply === 'object' && reply !== null && 'error' in reply ? 1 : 0
    }
    return interact(call, send, `${host}:${port}> `)
  },
}

async function interact(
  call: Call,
  send: (words: string[]) => Promise<Reply | undefined>,
  prompt: string,
): Promise<number> {
  const { process } = call
  const terminal = process.isTty.stdin
  const lines = terminal ? undefined : text(await readAll(process.stdin)).split('\n')
  for (;;) {
    if (terminal) await call.print(prompt)
    const line = lines ? lines.shift() : await readLine(process)
    if (line === undefined || /^\s*(exit|quit)\s*$/i.test(line)) return 0
    const words = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
      ([, double, single, bare]) => double ?? single ?? bare!,
    )
    if (words.length === 0) continue
    await call.print(show((await send(words)) ?? null, !terminal))
  }
}

function show(reply: Reply, raw: boolean, indent = ''): string {
  if (raw) {
    if (Array.isArray(reply)) return reply.map((each) => show(each, true)).join('')
    if (reply === null) return '\n'
    return `${typeof reply === 'object' ? ('simple' in reply ? reply.simple : `${reply.error}\n`) : reply}\n`
  }
  if (reply === null) return '(nil)\n'
  if (typeof reply === 'number') return `(integer) ${reply}\n`
  if (typeof reply === 'string')
    return reply.includes('\r\n') ? `${reply}\n` : `"${reply.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"\n`
  if (!Array.isArray(reply)) return 'simple' in reply ? `${reply.simple}\n` : `(error) ${reply.error}\n`
  if (reply.length === 0) return '(empty array)\n'
  return reply.map((each, i) => `${i > 0 ? indent : ''}${i + 1}) ${show(each, false, `${indent}   `)}`).join('')
}

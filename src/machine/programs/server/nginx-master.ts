// The master process of nginx: ports, workers, logs, reloading.
import { encodeQuery, type HttpRequest, type HttpResponse, type Peer } from '../../../net/http.ts'
import { Router } from '../../../net/router.ts'
import { FsError } from '../../fs/filesystem.ts'
import { openWrite } from '../../open.ts'
import type { Process } from '../../process.ts'
import { SIGNALS, type SignalName } from '../../signal.ts'
import { mayBind } from '../../sockets.ts'
import { findAccount, userOf } from '../accounts.ts'
import { demandChange } from '../permission.ts'
import { strftime } from '../time.ts'
import {
  ConfigError,
  type Directive,
  checkNames,
  parseConfig,
  setting,
  type VirtualServer,
  virtualServers,
} from './nginx-config.ts'
import { errorPage, respond, type Site } from './site.ts'

export const PID_FILE = '/run/nginx.pid'

/** As nginx.org's package and as Debian's were configured. */
const TEMPORARY: readonly [directory: string, names: string][] = [
  ['/var/cache/nginx', 'client_temp fastcgi_temp proxy_temp scgi_temp uwsgi_temp'],
  ['/var/lib/nginx', 'body fastcgi proxy scgi uwsgi'],
]

/** errno of what may be wrong with a folder. */
const NUMBERS: Partial<Record<FsError['code'], number>> = { EPERM: 1, ENOENT: 2, EACCES: 13, EROFS: 30 }

export const versionOf = (process: Process) => process.env.NGINX_VERSION ?? '1.24.0'

export function load(process: Process, file: string, extra: string): Directive[] {
  const config = parseConfig(process, file)
  for (const words of extra.split(';').map((part) => part.trim().split(/\s+/))) {
    if (words[0]) config.push({ words, line: 1, file: 'command line' })
  }
  checkNames(config)
  return config
}

export class Master {
  private readonly process: Process
  private readonly file: string
  private readonly extra: string
  private config: Directive[]
  private servers: VirtualServer[] = []
  private workers: Process[] = []
  private readonly ports = new Set<number>()
  private readonly upstreams = new Map<string, string[]>()

  constructor(process: Process, file: string, extra: string, config: Directive[]) {
    this.process = process
    this.file = file
    this.extra = extra
    this.config = config
  }

  async run(): Promise<number> {
    const { process } = this
    const words = process.argv.join(' ')
    process.argv.splice(0, process.argv.length, `nginx: master process ${words}`)
    process.allocate(7_000_000)
    this.configure()
    if (!(await this.makeTemporary())) return 1
    const blocked = await this.bind()
    if (blocked !== undefined) return blocked
    if (process.user.uid === 0 && process.fs.exists('/run')) process.writeFile(PID_FILE, `${process.pid}\n`)
    const release = process.machine.release
    for (const line of [
      'using the "epoll" event method',
      `nginx/${versionOf(process)}`,
      'built by gcc 12.2.0 (Debian 12.2.0-14+deb12u1) ',
      `OS: Linux ${release}`,
      'getrlimit(RLIMIT_NOFILE): 1048576:1048576',
      'start worker processes',
    ])
      await this.notice(line)
    await this.startWorkers()
    return this.wait()
  }

  private async wait(): Promise<number> {
    const { process } = this
    const signals: SignalName[] = []
    let wake = () => {}
    for (const signal of ['TERM', 'INT', 'QUIT', 'HUP', 'USR1', 'WINCH'] as const) {
      process.on(signal, () => {
        signals.push(signal)
        wake()
      })
    }
    for (;;) {
      if (signals.length === 0) await process.alive(() => new Promise<void>((resolve) => (wake = resolve)))
      const signal = signals.shift()
      if (signal === 'HUP') await this.reload()
      else if (signal === 'TERM' || signal === 'INT' || signal === 'QUIT') return this.stop(signal)
    }
  }

  private async stop(signal: SignalName): Promise<number> {
    const how = signal === 'QUIT' ? 'shutting down' : 'exiting'
    await this.notice(`signal ${SIGNALS[signal]} (SIG${signal}) received, ${how}`)
    for (const worker of this.workers) worker.signal('KILL')
    await this.notice('exit')
    if (this.process.user.uid === 0 && this.process.fs.exists(PID_FILE)) this.process.fs.remove(PID_FILE)
    return 0
  }

  private async reload(): Promise<void> {
    await this.notice('signal 1 (SIGHUP) received, reconfiguring')
    try {
      this.config = load(this.process, this.file, this.extra)
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      return this.log('emerg', error.message)
    }
    await this.notice('reconfiguring')
    this.configure()
    for (const port of this.ports) if (!this.wanted().has(port)) this.unbind(port)
    await this.bind()
    for (const worker of this.workers.splice(0)) worker.signal('KILL')
    await this.notice('start worker processes')
    await this.startWorkers()
  }

  private configure(): void {
    this.servers = virtualServers(this.config)
    this.upstreams.clear()
    const http = this.config.filter(({ words }) => words[0] === 'http').flatMap(({ block }) => block ?? [])
    for (const { words, block = [] } of http) {
      if (words[0] !== 'upstream') continue
      this.upstreams.set(
        words[1]!,
        block.filter((each) => each.words[0] === 'server').map((each) => each.words[1]!),
      )
    }
  }

  private wanted(): Set<number> {
    return new Set(this.servers.flatMap(({ ports }) => ports.map(({ port }) => port)))
  }

  private unbind(port: number): void {
    this.process.namespaces.net.close(port)
    this.ports.delete(port)
  }

  /** Exit code 1 when a port is taken or not allowed. */
  private async bind(): Promise<number | undefined> {
    const handle = (request: HttpRequest, _: Record<string, string>, peer: Peer) => this.serve(request, peer)
    const router = new Router(
      ['/', '/:path+'].map((pattern) => ({ method: '*', pattern, topic: 'nginx.request', handle })),
    )
    for (const port of this.wanted()) {
      if (this.ports.has(port)) continue
      const allowed = mayBind(this.process, port)
      if (
        allowed &&
        this.process.listen(port, {
          http: (request, peer) => this.serve(request, peer),
          router,
          ...(port === 443 ? {} : { tls: false }),
        })
      )
        this.ports.add(port)
      else {
        const why = allowed ? '98: Address already in use' : '13: Permission denied'
        await this.process.error(`nginx: [emerg] bind() to 0.0.0.0:${port} failed (${why})\n`)
        return 1
      }
    }
    return undefined
  }

  /** Folders for bodies and answers that do not fit into memory; as root it gives them to the workers' user. */
  private async makeTemporary(): Promise<boolean> {
    const { process } = this
    const { fs, user } = process
    const found = TEMPORARY.find(([path]) => fs.exists(path))
    if (!found) return true
    const [directory, names] = found
    const owner = this.worker().uid
    for (const path of names.split(' ').map((name) => `${directory}/${name}`)) {
      try {
        if (!fs.exists(path)) {
          demandChange(process, path)
          fs.mkdir(path, { mode: 0o700, uid: user.uid, gid: user.gid })
        }
      } catch (error) {
        if (!(error instanceof FsError)) throw error
        await this.refuse(`mkdir() "${path}" failed (${NUMBERS[error.code] ?? 2}: ${error.message})`)
        return false
      }
      if (user.uid !== 0 || fs.stat(path).uid === owner) continue
      if (!process.can('CHOWN')) {
        await this.refuse(`chown("${path}", ${owner}) failed (1: Operation not permitted)`)
        return false
      }
      fs.chown(path, { uid: owner })
    }
    return true
  }

  /** Said on standard error and in the log. */
  private async refuse(why: string): Promise<void> {
    await this.log('emerg', why)
    await this.process.error(`nginx: [emerg] ${why}\n`)
  }

  private worker(): Process['user'] {
    const { fs, user } = this.process
    const account = user.uid === 0 ? findAccount(fs, setting(this.config, 'user')?.[0] ?? 'nobody') : undefined
    return account ? userOf(fs, account) : user
  }

  private async startWorkers(): Promise<void> {
    const { process } = this
    const asked = setting(this.config, 'worker_processes')?.[0] ?? '1'
    const count = asked === 'auto' ? process.machine.hardware.cpus : Number(asked)
    for (let i = 0; i < count; i++) {
      const worker = process.spawn(['nginx: worker process'], {
        program: (child) => child.forever(),
        user: this.worker(),
      })
      worker.memory = 3_000_000
      this.workers.push(worker)
      await this.notice(`start worker process ${worker.pid}`)
    }
  }

  private async serve(request: HttpRequest, peer: Peer): Promise<HttpResponse> {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '')
    const here = this.servers.filter(({ ports }) =>
      ports.some(
        ({ port }) => port === peer.destination.port || this.ports.size === 1 || !this.ports.has(peer.destination.port),
      ),
    )
    const server =
      here.find(({ names }) => names.includes(host)) ??
      here.find(({ ports }) => ports.some(({ isDefault }) => isDefault)) ??
      here[0]
    const site: Site = {
      process: this.process,
      software: `nginx/${versionOf(this.process)}`,
      upstreams: this.upstreams,
      complain: (message) =>
        this.log('error', `*${(this.requests += 1)} ${message.replace('client: -', `client: ${peer.address}`)}`),
    }
    const response = server ? await respond(site, server, request, peer) : errorPage(site, 404)
    await this.access(request, peer, response)
    return response
  }

  private requests = 0

  private async access(request: HttpRequest, peer: Peer, response: HttpResponse): Promise<void> {
    const http = this.config.filter(({ words }) => words[0] === 'http').flatMap(({ block }) => block ?? [])
    const file = setting(http, 'access_log')?.[0] ?? '/var/log/nginx/access.log'
    if (file === 'off') return
    const time = strftime('%d/%b/%Y:%H:%M:%S +0000', this.process.kernel.clock.unix())
    const size = response.body instanceof Uint8Array ? (response.weight ?? response.body.length) : 0
    const { referer = '-', 'user-agent': agent = '-', 'x-forwarded-for': forwarded = '-' } = request.headers
    const line = `${peer.address} - - [${time}] "${request.method} ${request.path}${encodeQuery(request.query)} HTTP/1.1" ${response.status} ${size} "${referer}" "${agent}" "${forwarded}"\n`
    await this.append(file, line)
  }

  private notice(message: string): Promise<void> {
    return this.log('notice', message)
  }

  private async log(level: string, message: string): Promise<void> {
    const [file = '/var/log/nginx/error.log', least = 'error'] = setting(this.config, 'error_log') ?? []
    const levels = ['debug', 'info', 'notice', 'warn', 'error', 'crit', 'alert', 'emerg']
    if (levels.indexOf(level) < levels.indexOf(least)) return
    const time = strftime('%Y/%m/%d %H:%M:%S', this.process.kernel.clock.unix())
    const pid = level === 'error' ? (this.workers[0]?.pid ?? this.process.pid) : this.process.pid
    await this.append(file, `${time} [${level}] ${pid}#${pid}: ${message}\n`)
  }

  private async append(file: string, line: string): Promise<void> {
    try {
      await openWrite(this.process, file, { append: true }).write(line)
    } catch (error) {
      if (!(error instanceof FsError)) throw error
    }
  }
}

// The modules of Node that small servers use: os, fs, path, url, util, events.
import { text } from '../../../kernel/bytes.ts'
import { parseUrl } from '../../../net/http.ts'
import { FsError } from '../../fs/filesystem.ts'
import { basename, dirname, joinPath } from '../../fs/path.ts'
import { assert } from './assert.ts'
import { Buffer, toBuffer } from './buffer.ts'
import { childProcess } from './child-process.ts'
import { crypto } from './crypto-module.ts'
import { emitterClass } from './events.ts'
import type { Host } from './host.ts'
import { format, inspect } from './inspect.ts'
import type { Callable, Value } from './scope.ts'
import { type Module, http } from './http-module.ts'
import { net } from './net-module.ts'
import { testRunner } from './test-runner.ts'
import { URL, URLSearchParams } from './web.ts'

export function coreModules(host: Host): Record<string, () => Module> {
  return {
    http: () => http(host),
    https: () => http(host),
    os: () => os(host),
    fs: () => fs(host),
    path: () => path(host),
    util: () => ({
      inspect: (value: Value) => inspect(value),
      format: (...values: Value[]) => format(values),
      promisify: (run: Value) => promisified(host, run as Callable),
    }),
    url: () => ({
      parse: (url: Value) => urlParts(String(url)),
      URL,
      URLSearchParams,
      fileURLToPath: (url: Value) => decodeURIComponent(String(url).replace(/^file:\/\//, '')),
    }),
    events: () => emitterClass(host) as unknown as Module,
    net: () => net(host),
    crypto: () => crypto(host),
    child_process: () => childProcess(host),
    buffer: () => ({ Buffer }),
    assert: () => assert(host),
    'assert/strict': () => assert(host),
    'fs/promises': () => fs(host).promises as Module,
    'timers/promises': () => ({
      setTimeout: (ms: Value, value: Value) => host.promise(() => host.process.sleep(Number(ms)).then(() => value)),
    }),
    test: () => testRunner(host),
    process: () => host.globals().process as Module,
    timers: () => host.globals(),
  }
}

/** A function with a callback at its end, as one that gives a promise. */
const promisified =
  (host: Host, run: Callable): Callable =>
  (...args) =>
    new host.Promise((resolve, reject) =>
      run(...args, (error: Value, value: Value) => (error ? reject(error) : resolve(value))),
    )

function os(host: Host): Module {
  const { process } = host
  const { uts, net } = process.namespaces
  const { hardware, release } = process.machine
  return {
    hostname: () => uts.hostname,
    platform: () => 'linux',
    type: () => 'Linux',
    arch: () => 'x64',
    release: () => release,
    uptime: () => Math.floor((process.kernel.clock.now - process.machine.bootedAt) / 1000),
    totalmem: () => hardware.memory,
    freemem: () => Math.floor(hardware.memory * 0.6),
    cpus: () => Array.from({ length: hardware.cpus }, () => ({ model: 'virtual', speed: 2400 })),
    loadavg: () => [0, 0, 0],
    homedir: () => process.user.home,
    tmpdir: () => '/tmp',
    userInfo: () => ({
      username: process.user.name,
      uid: process.user.uid,
      gid: process.user.gid,
      homedir: process.user.home,
    }),
    networkInterfaces: () =>
      Object.fromEntries(
        net.interfaces.map(({ name, address, mac }) => [name, [{ address, family: 'IPv4', internal: false, mac }]]),
      ),
    EOL: '\n',
  }
}

function fs(host: Host): Module {
  const { process } = host
  const guarded = <T>(syscall: string, name: string, piece: () => T): T => {
    try {
      return piece()
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      throw Object.assign(new Error(`${error.code}: ${error.message.toLowerCase()}, ${syscall} '${name}'`), {
        code: error.code,
        syscall,
        path: name,
      })
    }
  }
  const sync: Record<string, Callable> = {
    readFileSync: (name, options) => {
      const bytes = guarded('open', String(name), () => process.readFile(String(name)).bytes())
      const encoding = typeof options === 'object' ? (options as { encoding?: string } | null)?.encoding : options
      return encoding === undefined ? toBuffer(bytes) : text(bytes)
    },
    writeFileSync: (name, data) =>
      guarded('open', String(name), () =>
        process.writeFile(String(name), data instanceof Uint8Array ? data : String(data)),
      ),
    appendFileSync: (name, data) =>
      guarded('open', String(name), () =>
        process.writeFile(
          String(name),
          (process.fs.exists(process.path(String(name))) ? process.readText(String(name)) : '') + String(data),
        ),
      ),
    existsSync: (name) => process.fs.exists(process.path(String(name))),
    readdirSync: (name) => guarded('scandir', String(name), () => process.fs.list(process.path(String(name)))),
    mkdirSync: (name, options) =>
      guarded('mkdir', String(name), () =>
        process.fs.mkdir(process.path(String(name)), {
          parents: Boolean((options as { recursive?: boolean } | undefined)?.recursive),
        }),
      ),
    unlinkSync: (name) => guarded('unlink', String(name), () => process.fs.remove(process.path(String(name)))),
    statSync: (name) => {
      const { type, size, mtime, mode } = guarded('stat', String(name), () =>
        process.fs.stat(process.path(String(name))),
      )
      return { size, mode, mtimeMs: mtime, isFile: () => type === 'file', isDirectory: () => type === 'directory' }
    },
  }
  const later = Object.entries(sync).map(([name, run]) => [
    name.replace(/Sync$/, ''),
    (...args: Value[]) => {
      const callback = args.pop()
      const token = {}
      host.hold(token)
      void Promise.resolve().then(() => {
        let outcome: Value[]
        try {
          outcome = [null, run(...args)]
        } catch (error) {
          outcome = [error]
        }
        host.event(callback, ...outcome)
        host.release(token)
      })
    },
  ])
  const promises = Object.fromEntries(
    Object.entries(sync).map(([name, run]) => [
      name.replace(/Sync$/, ''),
      (...args: Value[]) => new host.Promise((resolve) => resolve(run(...args))),
    ]),
  )
  return { ...sync, ...(Object.fromEntries(later) as Module), promises }
}

export function path(host: Host): Module {
  const words = (parts: Value[]) => parts.map(String)
  return {
    join: (...parts: Value[]) => {
      const joined = words(parts).filter(Boolean).join('/')
      const clean = joinPath('/', joined)
      return joined.startsWith('/') ? clean : clean.slice(1) || '.'
    },
    resolve: (...parts: Value[]) => words(parts).reduce((at, part) => joinPath(at, part), host.process.cwd),
    basename: (name: Value, suffix: Value) => {
      const base = basename(String(name))
      return typeof suffix === 'string' && base.endsWith(suffix) ? base.slice(0, -suffix.length) : base
    },
    dirname: (name: Value) => dirname(String(name)),
    extname: (name: Value) => /.(\.[^./]*)$/.exec(String(name))?.[1] ?? '',
    sep: '/',
  }
}

function urlParts(url: string): Module {
  const parsed = parseUrl(url)
  const target = parsed?.target ?? url
  const [pathname = '/', search] = target.split('?')
  const query = Object.fromEntries(
    (search ?? '')
      .split('&')
      .filter(Boolean)
      .map((pair) => pair.split('=').map(decodeURIComponent) as [string, string]),
  )
  return {
    href: url,
    protocol: parsed && `${parsed.scheme}:`,
    hostname: parsed?.host,
    host: parsed?.host,
    port: parsed?.port,
    pathname,
    path: target,
    search: search === undefined ? null : `?${search}`,
    query,
  }
}

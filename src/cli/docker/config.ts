// ~/.docker: config.json and the contexts beside it.
import { sha256 } from '@noble/hashes/sha2.js'
import type { AccountObject } from '../../api/objects.ts'
import { base64, fromBase64, hex, text, utf8 } from '../../kernel/bytes.ts'
import type { Process } from '../../machine/process.ts'
import { dirname } from '../../machine/fs/path.ts'

export interface AuthEntry {
  auth?: string
}

export interface DockerConfig {
  auths?: Record<string, AuthEntry>
  currentContext?: string
  detachKeys?: string
  HttpHeaders?: Record<string, string>
  psFormat?: string
  imagesFormat?: string
  [other: string]: unknown
}

export interface Context {
  Name: string
  Metadata: { Description?: string }
  Endpoints: { docker: { Host?: string; SkipTLSVerify?: boolean } }
}

/** Key of Docker Hub in `auths`. */
export const HUB_KEY = 'https://index.docker.io/v1/'

export class ConfigFile {
  readonly process: Process
  readonly directory: string

  constructor(process: Process, directory = '') {
    this.process = process
    this.directory = directory || process.env.DOCKER_CONFIG || `${process.env.HOME || process.user.home}/.docker`
  }

  get path(): string {
    return `${this.directory}/config.json`
  }

  read(): DockerConfig {
    if (!this.process.fs.exists(this.process.path(this.path))) return {}
    try {
      return JSON.parse(this.process.readText(this.path)) as DockerConfig
    } catch {
      return {}
    }
  }

  write(config: DockerConfig): void {
    const { fs, user } = this.process
    const path = this.process.path(this.path)
    if (!fs.exists(dirname(path))) {
      fs.mkdir(dirname(path), { parents: true, mode: 0o700, uid: user.uid, gid: user.gid })
    }
    const data = JSON.stringify(config, null, '\t')
    fs.write(path, data, { mode: 0o600, uid: user.uid, gid: user.gid })
  }

  /** User name and password kept for a registry (`docker.io` or `host[:port]`). */
  credentials(registry: string): { username: string; password: string } | undefined {
    const entry = this.read().auths?.[registryKey(registry)]
    const decoded = entry?.auth ? fromBase64(entry.auth) : undefined
    if (!decoded) return undefined
    const [username, ...rest] = text(decoded).split(':')
    return { username: username!, password: rest.join(':') }
  }

  store(registry: string, username: string, password: string): void {
    const config = this.read()
    const auths: Record<string, AuthEntry> = {
      ...config.auths,
      [registryKey(registry)]: { auth: base64(utf8(`${username}:${password}`)) },
    }
    const sorted = Object.fromEntries(Object.entries(auths).sort(([a], [b]) => (a < b ? -1 : 1)))
    this.write({ ...config, auths: sorted })
    this.tell(registry, { user: username })
  }

  /** False when nothing was kept. */
  erase(registry: string): boolean {
    const config = this.read()
    const key = registryKey(registry)
    if (!config.auths?.[key]) return false
    const { [key]: _, ...auths } = config.auths
    this.write({ ...config, auths })
    this.tell(registry, undefined)
    return true
  }

  /** Who is logged in is seen on the stage. */
  private tell(registry: string, account: AccountObject | undefined): void {
    const { machine, kernel, cause } = this.process
    const key = registryKey(registry)
    kernel.trace.add({
      kind: 'object',
      topic: 'object.account',
      type: 'account',
      place: machine.name,
      id: key === HUB_KEY ? 'docker.io' : key,
      data: account && { ...account },
      cause,
    })
  }

  contexts(): Context[] {
    const { fs } = this.process
    const meta = this.process.path(`${this.directory}/contexts/meta`)
    if (!fs.exists(meta)) return []
    return fs
      .list(meta)
      .map((name) => this.readContext(`${meta}/${name}/meta.json`))
      .filter((context) => context !== undefined)
      .sort((a, b) => (a.Name < b.Name ? -1 : 1))
  }

  contextPath(name: string): string {
    return `${this.directory}/contexts/meta/${hex(sha256(utf8(name)))}/meta.json`
  }

  context(name: string): Context | undefined {
    return this.readContext(this.process.path(this.contextPath(name)))
  }

  writeContext(context: Context): void {
    const { fs, user } = this.process
    const path = this.process.path(this.contextPath(context.Name))
    fs.mkdir(dirname(path), { parents: true, uid: user.uid, gid: user.gid })
    fs.write(path, JSON.stringify(context), { mode: 0o644, uid: user.uid, gid: user.gid })
  }

  removeContext(name: string): void {
    this.process.fs.remove(dirname(this.process.path(this.contextPath(name))), { recursive: true })
  }

  private readContext(path: string): Context | undefined {
    return this.process.fs.exists(path) ? (JSON.parse(text(this.process.fs.read(path).bytes())) as Context) : undefined
  }
}

export const registryKey = (registry: string): string =>
  registry === 'docker.io' ||
  registry === 'index.docker.io' ||
  registry === 'registry-1.docker.io' ||
  registry === HUB_KEY
    ? HUB_KEY
    : registry.replace(/^https?:\/\//, '').replace(/\/.*$/, '')

// The real docker, kubectl and skopeo, where they are installed: lines of a shell that speak to a door.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

/** A folder with the clients; without it they are looked for in PATH. */
const FOLDER = process.env.NARU_REAL_CLIENTS

export function realClient(name: string): string | undefined {
  const folders = FOLDER ? [FOLDER, ...path()] : path()
  return folders.map((folder) => join(folder, name)).find((file) => existsSync(file))
}

const path = () => (process.env.PATH ?? '').split(delimiter).filter(Boolean)

/** Where plugins (compose, buildx) lie beside a docker that is not installed in the system. */
const pluginFolders = (docker: string) =>
  ['libexec', 'lib'].map((folder) => join(dirname(docker), `../${folder}/docker/cli-plugins`)).filter(existsSync)

/** `docker-buildx`, where it is. */
export const realPlugin = (docker: string, name: string): string | undefined =>
  pluginFolders(docker)
    .map((folder) => join(folder, name))
    .find(existsSync)

export interface Said {
  exit: number
  stdout: string
  stderr: string
}

export interface Typing {
  stdin?: string
  env?: Record<string, string>
  /** In a terminal: what to wait for on the screen, and the keys to press then. */
  keys?: [RegExp, string][]
  /** Real ms after which it is killed. */
  patience?: number
}

/** A working folder with a home and a configuration of its own. */
export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), 'naru-desk-'))
  readonly home = join(this.folder, 'home')
  readonly work = join(this.folder, 'work')
  private readonly env: Record<string, string>
  private readonly running = new Set<ChildProcess>()

  constructor(docker: string, env: Record<string, string>) {
    const { home } = this
    mkdirSync(join(home, '.docker'), { recursive: true })
    mkdirSync(this.work)
    const config = { auths: {}, cliPluginsExtraDirs: pluginFolders(docker) }
    writeFileSync(join(home, '.docker/config.json'), JSON.stringify(config))
    this.env = { PATH: [dirname(docker), ...path()].join(delimiter), HOME: home, LANG: 'C.UTF-8', TZ: 'UTC', ...env }
  }

  write(file: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(this.work, file)), { recursive: true })
    writeFileSync(join(this.work, file), content)
  }

  /** Runs one line of a shell to its end. */
  run(line: string, { stdin = '', env = {}, keys, patience }: Typing = {}): Promise<Said> {
    const words = keys ? ['script', '-qec', `stty rows 24 cols 80; ${line}`, '/dev/null'] : ['sh', '-c', line]
    const child = spawn(words[0]!, words.slice(1), { cwd: this.work, env: { ...this.env, ...env }, detached: true })
    const given = patience && setTimeout(() => kill(child), patience)
    this.running.add(child)
    const said = { stdout: '', stderr: '' }
    const left = [...(keys ?? [])]
    let seen = 0
    child.stdout.on('data', (chunk: Buffer) => {
      said.stdout += chunk.toString()
      for (let next = left[0]; next; next = left[0]) {
        const found = next[0].exec(said.stdout.slice(seen))
        if (!found) return
        seen += found.index + found[0].length
        child.stdin.write(next[1])
        left.shift()
      }
    })
    child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()))
    child.stdin.on('error', () => {})
    if (keys) child.on('exit', () => child.stdin.end())
    else child.stdin.end(stdin)
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (code, signal) => {
        this.running.delete(child)
        clearTimeout(given)
        resolve({ exit: code ?? (signal === 'SIGINT' ? 130 : 137), ...said })
      })
    })
  }

  clear(): void {
    for (const child of this.running) kill(child)
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A shell with all that it started. */
const kill = ({ pid }: ChildProcess) => pid !== undefined && process.kill(-pid, 'SIGKILL')

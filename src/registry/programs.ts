// The program of the image registry:2: `registry serve /etc/docker/registry/config.yml`.
import { FsError } from '../machine/fs/filesystem.ts'
import type { Process } from '../machine/process.ts'
import type { Program, ProgramTable } from '../machine/program.ts'
import type { Auth } from './access.ts'
import { collect } from './collect.ts'
import { DiskStorage } from './disk.ts'
import { passwordFits } from '../machine/programs/server/htpasswd-file.ts'
import { GO, accessLine, logLine, startLines } from './log.ts'
import { announce } from './announce.ts'
import { createRegistry } from './server.ts'
import { configured, readSettings, type Settings } from './settings.ts'

const TITLE = 'registry'

const VERSION = '2.8.3'
const USAGE = `
\`registry\`

Usage:
  registry [flags]
  registry [command]

Available Commands:
  garbage-collect deletes layers not referenced by any manifests
  help            Help about any command
  serve           stores and distributes Docker images

Flags:
  -h, --help=false: help for registry
  -v, --version=false: show the version and exit
`

/** A Go program without a handler of its own ends with 2 when it is told to terminate. */
const TERMINATED = 2

const registry: Program = async (process) => {
  const [, command, ...rest] = process.argv
  if (command === '--version' || command === '-v') {
    await process.print(`registry github.com/docker/distribution ${VERSION}\n`)
    return 0
  }
  if (command !== 'serve' && command !== 'garbage-collect') {
    await process.print(USAGE)
    return 0
  }
  const path = rest.find((word) => !word.startsWith('-')) ?? '/etc/docker/registry/config.yml'
  let settings: Settings
  try {
    settings = readSettings(process.readText(path), process.env)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    await process.error(`configuration error: open ${path}: ${error.message.toLowerCase()}\n`)
    return 1
  }
  if (command === 'garbage-collect') return collectGarbage(process, settings, rest)
  if (configured(settings, 'proxy')) {
    await process.error('naru: a registry that is a pull-through cache is not simulated\n')
    return 1
  }
  return serve(process, settings)
}

async function collectGarbage(process: Process, settings: Settings, words: readonly string[]): Promise<number> {
  const has = (...names: string[]) => words.some((word) => names.includes(word))
  const options = { dryRun: has('-d', '--dry-run'), untagged: has('-m', '--delete-untagged') }
  const lines: string[] = []
  const log: string[] = []
  const fields = { 'go.version': GO, 'instance.id': process.kernel.rng.uuid(), service: 'registry' }
  collect(
    storageOf(process, settings),
    options,
    (line) => lines.push(`${line}\n`),
    (blob) => log.push(logLine(process.kernel, 'info', `Deleting blob: ${blob}`, fields)),
  )
  await process.print(lines.join(''))
  await process.error(log.join(''))
  return 0
}

const storageOf = (process: Process, settings: Settings): DiskStorage =>
  new DiskStorage(process.fs, settings.get('storage.filesystem.rootdirectory') ?? '/var/lib/registry')

async function serve(process: Process, settings: Settings): Promise<number> {
  const { kernel } = process
  const port = Number(/:(\d+)$/.exec(settings.get('http.addr') ?? ':5000')?.[1] ?? 5000)
  const identity = { version: VERSION, instance: kernel.rng.uuid() }
  const place = process.component
  const { http, router, tellAll } = createRegistry({
    kernel,
    place,
    host: `localhost:${port}`,
    title: TITLE,
    auth: authOf(process, settings),
    deletable: settings.get('storage.delete.enabled') === 'true',
    storage: storageOf(process, settings),
    container: place,
    onAnswer: (request, response, peer) => {
      kernel.spawn(() => process.print(accessLine(kernel, request, response, peer)).catch(() => {}))
    },
  })
  const tls = configured(settings, 'http.tls')
  if (!process.listen(port, { http, router, tls })) {
    await process.error(`listen tcp :${port}: bind: address already in use\n`)
    return 1
  }
  announce({ kernel, place, title: TITLE, container: place }, `localhost:${port}`, process.cause)
  tellAll(process.cause)
  process.allocate(18_000_000)
  process.defer(() => {
    kernel.trace.add({
      kind: 'object',
      topic: 'object.registry',
      type: 'registry',
      place,
      id: place,
      cause: process.cause,
    })
  })
  await process.error(startLines(kernel, identity, port))
  return process.alive(
    () =>
      new Promise<number>((resolve) => {
        process.on('TERM', () => resolve(TERMINATED))
        process.on('INT', () => resolve(TERMINATED))
      }),
  )
}

function authOf(process: Process, settings: Settings): Auth {
  const on = settings.get('auth') === 'htpasswd' || configured(settings, 'auth.htpasswd')
  if (!on) return 'none'
  const path = settings.get('auth.htpasswd.path') ?? '/etc/docker/registry/htpasswd'
  const realm = settings.get('auth.htpasswd.realm') ?? 'Registry Realm'
  const verify = (user: string, password: string) =>
    process.fs.exists(path) && passwordFits(process.readText(path), user, password)
  return { kind: 'htpasswd', realm, verify }
}

export const programs: ProgramTable = new Map<string, Program>([['registry', registry]])

// dockerd: listens on /var/run/docker.sock. Its API is loaded with the first request: an idle daemon costs a page nothing.
import type { Program } from '../machine/program.ts'
import type { Process } from '../machine/process.ts'
import { type Engine, engineOf } from './engine.ts'
import type { Packaging } from './packaging.ts'
import { settings } from './settings.ts'

const SOCKET = '/var/run/docker.sock'
const DOCKER_GID = 999

export const dockerd =
  (packaging: Packaging): Program =>
  (process) =>
    serve(process, engineOf(process, packaging))

async function serve(process: Process, engine: Engine): Promise<number> {
  const { kernel } = process
  const code = async () => (await import('./api.ts')).engineApi(engine)
  let loading: ReturnType<typeof code> | undefined
  const listener = { load: () => (loading ??= kernel.load(code)) }
  listenOnSocket(process, listener)
  for (const host of hosts(process, engine)) {
    const match = /^tcp:\/\/([\d.]*|localhost):(\d+)$/.exec(host)
    if (match) process.listen(Number(match[2]), listener, match[1] === 'localhost' ? '127.0.0.1' : match[1])
  }
  const recovery = () => kernel.load(() => import('./recovery.ts'))
  const leave = () => kernel.spawn(async () => (await recovery()).shutDown(engine, process))
  process.on('TERM', leave)
  process.on('INT', leave)
  if (engine.containers.size > 0) (await recovery()).comeBack(engine)
  return process.forever()
}

function listenOnSocket(process: Process, listener: Parameters<Process['listenUnix']>[1]): void {
  const { fs } = process
  if (!fs.exists('/var/run')) fs.mkdir('/var/run', { parents: true })
  process.listenUnix(SOCKET, listener)
  fs.chmod(SOCKET, 0o660)
  fs.chown(SOCKET, { uid: 0, gid: DOCKER_GID })
}

/** `-H tcp://…` of the command line and `hosts` of daemon.json. */
function hosts(process: Process, engine: Engine): string[] {
  const { argv } = process
  const typed = argv.flatMap((word, i) => {
    if (word.startsWith('--host=')) return [word.slice('--host='.length)]
    return word === '-H' || word === '--host' ? [argv[i + 1] ?? ''] : []
  })
  return [...typed, ...(settings(engine).hosts ?? [])]
}

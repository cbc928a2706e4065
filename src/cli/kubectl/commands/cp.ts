// kubectl cp: files to and from containers, as a tar stream through exec.
import { concat } from '../../../kernel/bytes.ts'
import { Pipe, type Readable, readAll } from '../../../kernel/queue.ts'
import { writeTar } from '../../../kernel/tar.ts'
import { readTar } from '../../../kernel/untar.ts'
import { basename, dirname, joinPath } from '../../../machine/fs/path.ts'
import type { Process } from '../../../machine/process.ts'
import { command } from '../../command.ts'
import { pack, unpack } from '../../docker/archive.ts'
import { StatusError } from '../../error.ts'
import { namesOf } from '../completion.ts'
import { resourcePath } from '../discovery.ts'
import type { AnyObject } from '../object.ts'
import { pickContainer } from '../pods.ts'
import { remoteCommand } from '../remote.ts'
import { Kube } from '../session.ts'

interface Place {
  namespace: string
  pod: string
  path: string
}

/** `[[namespace/]pod:]path`. */
function placeOf(word: string): Place {
  const colon = word.indexOf(':')
  if (colon < 0) return { namespace: '', pod: '', path: word }
  const [head, path] = [word.slice(0, colon), word.slice(colon + 1)]
  const parts = head.split('/')
  if (head === '' || parts.length > 2)
    throw new StatusError('error: filespec must match the canonical format: [[namespace/]pod:]file/path')
  return parts.length === 2 ? { namespace: parts[0]!, pod: parts[1]!, path } : { namespace: '', pod: parts[0]!, path }
}

export const cp = command({
  name: 'cp',
  usage: '<file-spec-src> <file-spec-dest>',
  summary: 'Copy files and directories to and from containers',
  examples:
    '# A file into a pod\nkubectl cp ./index.html web:/usr/share/nginx/html/\n\n# And out of it\nkubectl cp web:/etc/nginx/nginx.conf ./nginx.conf',
  group: 'Troubleshooting and Debugging Commands',
  flags: {
    container: { type: 'string', short: 'c', default: '', summary: 'The container' },
    'no-preserve': { type: 'bool', summary: 'Do not keep owner and permissions', absent: true },
    retries: { type: 'int', default: 0, summary: 'How often to try again from where a copy broke off' },
  },
  complete: namesOf('pods'),
  run: async (process, options, args, call) => {
    if (args.length !== 2) throw new StatusError('error: source and destination are required')
    const [from, to] = args.map(placeOf) as [Place, Place]
    if (from.pod && to.pod) throw new StatusError('error: one of src or dest must be a local file specification')
    if (!from.pod && !to.pod) throw new StatusError('error: one of src or dest must be a remote file specification')
    if (!from.path || !to.path) throw new StatusError('error: filepath can not be empty')
    if (to.pod && !process.fs.exists(process.path(from.path)))
      throw new StatusError(`error: ${from.path} doesn't exist in local filesystem`)
    const kube = await Kube.open(process, call)
    kube.mapper.tries = 0
    const { pod, namespace } = to.pod ? to : from
    const object = await kube.get(await kube.mapper.find('pods'), pod, namespace || kube.namespace)
    const container = await pickContainer(process, object, options.container)
    const remote = new Remote(kube, object, container.name)
    return to.pod ? upload(process, remote, from.path, to.path) : download(process, remote, from.path, to.path)
  },
})

/** Commands in one container. */
class Remote {
  private readonly kube: Kube
  private readonly pod: AnyObject
  private readonly container: string

  constructor(kube: Kube, pod: AnyObject, container: string) {
    this.kube = kube
    this.pod = pod
    this.container = container
  }

  /** Standard error is ours, unless it does not matter. */
  async run(command: string[], streams: { stdin?: Readable; stdout?: Pipe; quiet?: boolean } = {}): Promise<number> {
    const query: Record<string, string[]> = { container: [this.container], command, stdout: ['true'] }
    if (streams.stdin) query.stdin = ['true']
    if (!streams.quiet) query.stderr = ['true']
    const { kube, pod } = this
    const pods = await kube.mapper.find('pods')
    const path = resourcePath(pods, pod.metadata.namespace, pod.metadata.name, 'exec')
    return remoteCommand(kube.client, path, query, {
      stdin: streams.stdin ?? false,
      tty: false,
      stdout: streams.stdout,
      quiet: streams.quiet,
    })
  }
}

async function upload(process: Process, remote: Remote, from: string, to: string): Promise<number> {
  const source = process.path(from)
  const name = basename(source)
  const folder = to.endsWith('/') || (await remote.run(['test', '-d', to], { quiet: true })) === 0
  const target = folder ? joinPath('/', `${to}/${name}`) : to
  const archive = writeTar(pack(process.fs, source, basename(target)))
  const stdin = new Pipe(Infinity)
  await stdin.write(archive)
  stdin.end()
  const into = target.includes('/') ? dirname(target) : ''
  return remote.run(['tar', '-xmf', '-', ...(into ? ['-C', into] : [])], { stdin })
}

async function download(process: Process, remote: Remote, from: string, to: string): Promise<number> {
  const stdout = new Pipe(Infinity)
  const code = await remote.run(['tar', 'cf', '-', from], { stdout })
  stdout.end()
  const archive = concat([await readAll(stdout)])
  if (code !== 0) return code
  const { fs, user } = process
  const local = process.path(to)
  const inside = fs.exists(local) && fs.stat(local).type === 'directory'
  const target = inside ? `${local}/${basename(from)}` : local
  const prefix = from.replace(/^\/+/, '').replace(/\/+$/, '')
  const entries = readTar(archive)
  fs.mkdir(dirname(target), { parents: true, uid: user.uid, gid: user.gid })
  const own = (path: string) => basename(target) + path.replace(/^\.?\/+/, '').slice(prefix.length)
  const members = entries.map((entry) => ({
    ...entry,
    path: own(entry.path),
    ...(entry.type === 'hardlink' ? { target: own(entry.target!) } : {}),
  }))
  unpack(fs, members, dirname(target), user)
  return 0
}

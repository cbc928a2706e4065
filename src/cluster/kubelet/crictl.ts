// crictl: what containerd has and runs, seen from a node's shell.
import type { Program } from '../../machine/program.ts'
import { NetError } from '../../net/errors.ts'
import { bodyText } from '../../net/http.ts'
import type { Process } from '../../machine/process.ts'
import { CONTAINERD_SOCKET, type ListedContainer, type ListedImage } from './containerd-daemon.ts'

export const crictl: Program = async (process) => {
  const [, command = '', ...rest] = process.argv
  try {
    if (command === 'ps') return await ps(process, rest)
    if (command === 'images' || command === 'image' || command === 'img') return await images(process)
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    await process.error(
      `validate CRI v1 runtime API for endpoint "unix://${CONTAINERD_SOCKET}": rpc error: code = Unavailable desc = connection error: dial unix ${CONTAINERD_SOCKET}: connect: no such file or directory\n`,
    )
    return 1
  }
  await process.error(`naru: crictl ${[command, ...rest].join(' ').trim()} is not simulated\n`)
  return 1
}

async function read<T>(process: Process, path: string): Promise<T> {
  return JSON.parse(await bodyText(await process.request(`unix://${CONTAINERD_SOCKET}`, { path }))) as T
}

async function images(process: Process): Promise<number> {
  const list = await read<ListedImage[]>(process, '/images')
  const rows = list.map(({ names, id, size }) => {
    const [name = '<none>'] = names
    const colon = name.lastIndexOf(':')
    return [name.slice(0, colon), name.slice(colon + 1), id.slice(7, 20), megabytes(size)]
  })
  await table(process, [['IMAGE', 'TAG', 'IMAGE ID', 'SIZE'], ...rows.toSorted((a, b) => (a[0]! < b[0]! ? -1 : 1))])
  return 0
}

const megabytes = (bytes: number): string =>
  bytes >= 1e6 ? `${Number((bytes / 1e6).toPrecision(3))}MB` : `${Number((bytes / 1e3).toPrecision(3))}kB`

async function ps(process: Process, rest: readonly string[]): Promise<number> {
  const all = rest.includes('-a') || rest.includes('--all')
  const list = (await read<ListedContainer[]>(process, '/containers')).filter(({ running }) => all || running)
  const now = process.kernel.clock.unix()
  const rows = list.map(({ id, image, createdAt, running, name, attempt, podId, pod, namespace }) => [
    id.slice(0, 13),
    image.replace(/^.*@/, '').slice(7, 20),
    ago(now - createdAt),
    running ? 'Running' : 'Exited',
    name,
    String(attempt),
    podId.slice(0, 13),
    pod,
    namespace,
  ])
  await table(process, [
    ['CONTAINER', 'IMAGE', 'CREATED', 'STATE', 'NAME', 'ATTEMPT', 'POD ID', 'POD', 'NAMESPACE'],
    ...rows,
  ])
  return 0
}

function ago(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60) return `${seconds} seconds ago`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return minutes === 1 ? 'About a minute ago' : `${minutes} minutes ago`
  return minutes < 120 ? 'About an hour ago' : `${Math.floor(minutes / 60)} hours ago`
}

async function table(process: Process, rows: string[][]): Promise<void> {
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)))
  const line = (row: string[]) =>
    row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]! + 3))).join('')
  await process.print(`${rows.map(line).join('\n')}\n`)
}

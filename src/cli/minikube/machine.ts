// libmachine's part: virtual machines through libvirt, and commands on them through ssh.
import { text, utf8 } from '../../kernel/bytes.ts'
import { Pipe, readAll } from '../../kernel/queue.ts'
import type { Process } from '../../machine/process.ts'
import { NetError } from '../../net/errors.ts'
import { bodyText } from '../../net/http.ts'
import { StatusError } from '../error.ts'

const SOCKET = 'unix:///var/run/libvirt/libvirt-sock'

export interface Domain {
  name: string
  address: string
  state: 'running' | 'shut off'
}

async function call(process: Process, method: string, path: string, body?: unknown): Promise<Domain | undefined> {
  try {
    const response = await process.request(SOCKET, {
      method,
      path,
      body: body === undefined ? undefined : utf8(JSON.stringify(body)),
    })
    const answer = JSON.parse((await bodyText(response)) || '{}') as Domain & { message?: string }
    if (response.status === 404) return undefined
    if (response.status >= 400) throw new StatusError(`❌  Exiting due to GUEST_PROVISION: ${answer.message}`, 80)
    return answer
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    throw new StatusError(
      '\n❌  Exiting due to PROVIDER_KVM2_NOT_RUNNING: libvirt is not running: dial unix /var/run/libvirt/libvirt-sock: connect: no such file or directory',
      69,
    )
  }
}

export const findDomain = (process: Process, name: string) => call(process, 'GET', `/domains/${name}`)
export const startDomain = (process: Process, name: string) => call(process, 'POST', `/domains/${name}/start`)
export const stopDomain = (process: Process, name: string) => call(process, 'POST', `/domains/${name}/shutdown`)
export const deleteDomain = (process: Process, name: string) => call(process, 'DELETE', `/domains/${name}`)

export async function createDomain(process: Process, name: string, cpus: number, memory: number): Promise<Domain> {
  return (await call(process, 'POST', '/domains', { name, cpus, memory }))!
}

export interface Ran {
  exit: number
  stdout: string
  stderr: string
}

/** Runs a command line on a virtual machine, as user docker, through the ssh program on the disk. */
export async function ssh(process: Process, address: string, command: string): Promise<Ran> {
  const [stdout, stderr] = [new Pipe(Infinity), new Pipe(Infinity)]
  const nothing = new Pipe()
  nothing.end()
  const argv = ['ssh', '-o', 'StrictHostKeyChecking=no', `docker@${address}`, command]
  const child = process.spawn(argv, { stdin: nothing, stdout, stderr, tty: undefined })
  const exit = await process.alive(() => child.exited)
  stdout.end()
  stderr.end()
  return { exit, stdout: text(await readAll(stdout)), stderr: text(await readAll(stderr)) }
}

/** The same, where failing is the end of the command. */
export async function sshOrFail(process: Process, address: string, command: string): Promise<string> {
  const ran = await ssh(process, address, command)
  if (ran.exit === 0) return ran.stdout
  const shown = (ran.stderr || ran.stdout).trim()
  throw new StatusError(
    `\n❌  Exiting due to GUEST_START: ${command.split(' ').slice(0, 3).join(' ')}: Process exited with status ${ran.exit}\n${shown}`,
    80,
  )
}

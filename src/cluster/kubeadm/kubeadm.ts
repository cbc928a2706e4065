// kubeadm: makes clusters out of machines.
import type { Process } from '../../machine/process.ts'
import type { Program } from '../../machine/program.ts'
import { NetError } from '../../net/errors.ts'
import { ApiError } from '../client/client.ts'
import { flags } from '../kubelet/configuration.ts'
import { clusterImages } from './images.ts'
import { init } from './init.ts'
import { adminClient, createToken, joinCommand, listTokens } from './join-token.ts'
import { join } from './join.ts'
import { PhaseError } from './kubelet-start.ts'
import { reset } from './reset.ts'

const VERSION = 'v1.36.4'

export const kubeadm: Program = async (process) => {
  const [, command = '', ...rest] = process.argv
  try {
    if (command === 'init') return await init(process)
    if (command === 'join') return await join(process, rest)
    if (command === 'reset') return await reset(process)
    if (command === 'token') return await token(process, rest)
    if (command === 'version') return await version(process, rest)
    if (command === 'config' && rest[0] === 'images' && rest[1] === 'list') return await images(process)
  } catch (error) {
    if (!(error instanceof NetError) && !(error instanceof ApiError) && !(error instanceof PhaseError)) throw error
    await process.error(`error: ${error.message}\nTo see the stack trace of this error execute with --v=5 or higher\n`)
    return 1
  }
  await process.error(`naru: kubeadm ${[command, ...rest].join(' ').trim()} is not simulated\n`)
  return 1
}

async function version(process: Process, rest: readonly string[]): Promise<number> {
  const [major, minor] = VERSION.slice(1).split('.')
  const short = flags(['version', ...rest]).get('output') ?? flags(['version', ...rest]).get('o')
  const long = `kubeadm version: &version.Info{Major:"${major}", Minor:"${minor}", GitVersion:"${VERSION}", GitTreeState:"clean", Compiler:"gc", Platform:"linux/amd64"}`
  await process.print(`${short === 'short' ? VERSION : long}\n`)
  return 0
}

async function images(process: Process): Promise<number> {
  const own = clusterImages(VERSION).filter((name) => name.startsWith('registry.k8s.io/'))
  await process.print(own.map((name) => `${name}\n`).join(''))
  return 0
}

async function token(process: Process, [command, ...rest]: readonly string[]): Promise<number> {
  if (!process.fs.exists('/etc/kubernetes/admin.conf')) {
    await process.error(
      'failed to load admin kubeconfig: open /etc/kubernetes/admin.conf: no such file or directory\nTo see the stack trace of this error execute with --v=5 or higher\n',
    )
    return 1
  }
  const client = adminClient(process)
  if (command === 'create') {
    const made = await createToken(process, client)
    const certificate = process.readText('/etc/kubernetes/pki/ca.crt')
    const line = rest.includes('--print-join-command')
      ? joinCommand(client.config.server, made, certificate)
      : `${made.id}.${made.secret}`
    await process.print(`${line}\n`)
    return 0
  }
  if (command === 'list') {
    const rows = (await listTokens(client)).map(({ id, secret, expires }) => [
      `${id}.${secret}`,
      '23h',
      expires,
      'authentication,signing',
      '<none>',
      'system:bootstrappers:kubeadm:default-node-token',
    ])
    const table = [['TOKEN', 'TTL', 'EXPIRES', 'USAGES', 'DESCRIPTION', 'EXTRA GROUPS'], ...rows]
    const widths = table[0]!.map((_, i) => Math.max(...table.map((row) => row[i]!.length)))
    const line = (row: string[]) =>
      row.map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i]! + 3))).join('')
    await process.print(`${table.map(line).join('\n')}\n`)
    return 0
  }
  await process.error(`naru: kubeadm token ${command ?? ''} is not simulated\n`)
  return 1
}

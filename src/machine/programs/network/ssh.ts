// ssh(1) and sshd(8): a login over TCP 22. What travels is ours: a first line that says who and what, then the terminal's bytes.
import { concat, text, utf8 } from '../../../kernel/bytes.ts'
import { Cancel } from '../../../kernel/cancel.ts'
import { Stopped } from '../../../kernel/kernel.ts'
import { type Duplex, Pipe } from '../../../kernel/queue.ts'
import { NetError } from '../../../net/errors.ts'
import type { Peer } from '../../../net/http.ts'
import type { Process } from '../../process.ts'
import type { Program } from '../../program.ts'
import { Tty } from '../../tty.ts'
import { findAccount, userOf } from '../accounts.ts'
import type { Call } from '../call.ts'
import { ask } from '../question.ts'
import type { Tool } from '../spec.ts'
import { sshConfig } from './ssh-config.ts'

/** The client's opening: sent as one line of JSON. */
interface Opening {
  user: string
  command: string | undefined
  terminal: { columns: number; rows: number } | undefined
}

/** Frames: one byte of kind, four of length, then the bytes. */
type Kind = 'output' | 'error' | 'exit' | 'input' | 'resize' | 'end'
const KINDS: Kind[] = ['output', 'error', 'exit', 'input', 'resize', 'end']

function frame(kind: Kind, body: Uint8Array): Uint8Array {
  const size = body.length
  return concat([
    Uint8Array.of(KINDS.indexOf(kind), size >>> 24, (size >>> 16) & 255, (size >>> 8) & 255, size & 255),
    body,
  ])
}

async function* frames(wire: Duplex): AsyncGenerator<{ kind: Kind; body: Uint8Array }> {
  let held = new Uint8Array(0)
  for (;;) {
    const chunk = await wire.read()
    if (chunk === null) return
    held = concat([held, chunk]) as typeof held
    while (held.length >= 5) {
      const size = ((held[1]! << 24) | (held[2]! << 16) | (held[3]! << 8) | held[4]!) >>> 0
      if (held.length < 5 + size) break
      yield { kind: KINDS[held[0]!]!, body: held.subarray(5, 5 + size) }
      held = held.subarray(5 + size)
    }
  }
}

export const ssh: Tool = {
  spec: {
    name: 'ssh',
    summary: 'OpenSSH remote login client',
    usage: '[options] destination [command [argument ...]]',
    ordered: true,
    misuse: 255,
    options: {
      '-p PORT': 'port of the server',
      '-l LOGIN': 'log in as',
      '-i FILE': 'ignored',
      '-o OPTION': 'an option of ssh_config',
      '-t': 'with a terminal',
      '-T': 'without a terminal',
      '-q': 'quiet',
      '-v': 'say more',
      '-N': 'no command',
      '-f': 'ignored',
      '-4': 'IPv4',
      '-A': 'ignored',
      '-V': 'the version',
    },
  },
  async run(call) {
    const { process } = call
    if (call.has('V'))
      return process.error('OpenSSH_9.6p1 Ubuntu-3ubuntu13.13, OpenSSL 3.0.13 30 Jan 2024\n').then(() => 0)
    const [destination, ...words] = call.operands
    if (destination === undefined) {
      await process.error(
        'usage: ssh [-46AaCfGgKkMNnqsTtVvXxYy] [-p port] [-l login_name] destination [command [argument ...]]\n',
      )
      return 255
    }
    const [, , asked = call.value('l'), named] = /^(ssh:\/\/)?(?:([^@]+)@)?(.+)$/.exec(destination)!
    const config = sshConfig(process, named!)
    const user = asked ?? config.get('user') ?? process.user.name
    const host = config.get('hostname') ?? named
    const port = Number(call.value('p') ?? config.get('port') ?? 22)
    let wire: Duplex
    let address: string
    try {
      address = (await process.lookup(host!))[0]!
      wire = await process.connect(host!, port)
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      await process.error(`ssh: ${refusal(error, host!, port)}\r\n`)
      return 255
    }
    if (!(await knows(call, host!, address, config.get('stricthostkeychecking')))) return 255
    return converse(
      call,
      wire,
      { user, command: words.length > 0 ? words.join(' ') : undefined, terminal: terminal(call, words) },
      host!,
    )
  },
}

function refusal(error: NetError, host: string, port: number): string {
  if (error.code === 'ENOTFOUND') return `Could not resolve hostname ${host}: Name or service not known`
  if (error.code === 'EAI_AGAIN') return `Could not resolve hostname ${host}: Temporary failure in name resolution`
  const why =
    error.code === 'ETIMEDOUT'
      ? 'Connection timed out'
      : error.code === 'ECONNREFUSED'
        ? 'Connection refused'
        : 'No route to host'
  return `connect to host ${host} port ${port}: ${why}`
}

const terminal = (call: Call, words: string[]) =>
  call.process.tty && call.process.isTty.stdin && !call.has('T') && (words.length === 0 || call.has('t'))
    ? call.process.tty.size
    : undefined

/** Asks about a host it has never seen, unless told not to. */
async function knows(call: Call, host: string, address: string, configured: string | undefined): Promise<boolean> {
  const { process } = call
  const file = `${process.user.home}/.ssh/known_hosts`
  const known = process.fs.exists(file) ? process.readText(file) : ''
  if (known.split('\n').some((line) => line.split(' ')[0]?.split(',').includes(host))) return true
  const strict = call
    .values('o')
    .map((option) => /StrictHostKeyChecking[= ](\S+)/i.exec(option)?.[1])
    .concat(configured)
    .find(Boolean)
  const print = process.kernel
    .chance(`host key ${address}`)
    .string(43, 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
  if (strict !== 'no' && strict !== 'accept-new' && process.isTty.stdin) {
    const named = host === address ? host : `${host} (${address})`
    const yes = await ask(
      process,
      `The authenticity of host '${named}' can't be established.\nED25519 key fingerprint is SHA256:${print}.\nThis key is not known by any other names.\nAre you sure you want to continue connecting (yes/no/[fingerprint])? `,
    )
    if (!yes) {
      await process.error('Host key verification failed.\r\n')
      return false
    }
  }
  if (!call.has('q'))
    await process.error(`Warning: Permanently added '${host}' (ED25519) to the list of known hosts.\r\n`)
  process.fs.mkdir(`${process.user.home}/.ssh`, {
    parents: true,
    mode: 0o700,
    uid: process.user.uid,
    gid: process.user.gid,
  })
  process.writeFile(file, `${known}${host} ssh-ed25519 ${print}\n`)
  return true
}

async function converse(call: Call, wire: Duplex, opening: Opening, host: string): Promise<number> {
  const { process } = call
  const { tty } = process
  await wire.write(frame('input', utf8(JSON.stringify(opening))))
  const raw = tty?.raw ?? false
  const restore = () => {
    if (tty && opening.terminal) tty.raw = raw
  }
  process.defer(restore)
  if (tty && opening.terminal) {
    tty.raw = true
    const resized = () => void wire.write(frame('resize', utf8(JSON.stringify(tty.size))))
    tty.resized.add(resized)
    process.defer(() => tty.resized.delete(resized))
  }
  const over = new Cancel()
  process.defer(() => over.cancel(new Stopped()))
  process.kernel.spawn(() => feed(process, wire, over))
  let code = 255
  for await (const { kind, body } of frames({ ...wire, read: (max) => process.alive(() => wire.read(max)) })) {
    if (kind === 'output') await process.print(body)
    else if (kind === 'error') await process.error(body)
    else if (kind === 'exit') code = Number(text(body))
  }
  over.cancel(new Stopped())
  restore()
  if (opening.terminal && code !== 255) await process.error(`Connection to ${host} closed.\r\n`)
  return code
}

/** Carries what is typed until its end. */
async function feed(process: Process, wire: Duplex, over: Cancel): Promise<void> {
  for (;;) {
    const chunk = await process.streams.stdin.read(undefined, over)
    await wire.write(chunk === null ? frame('end', new Uint8Array(0)) : frame('input', chunk))
    if (chunk === null) return
  }
}

/** Starts a login shell for each connection. */
export const sshd: Program = async (process) => {
  process.allocate(7_500_000)
  const accepted = (wire: Duplex, peer: Peer) => {
    process.kernel.serve(wire, () => session(process, wire, peer))
  }
  if (!process.listen(22, { tcp: accepted })) {
    await process.error('error: Bind to port 22 on 0.0.0.0 failed: Address already in use.\n')
    return 255
  }
  return process.forever()
}

async function session(process: Process, wire: Duplex, peer: Peer): Promise<void> {
  const incoming = frames(wire)
  const first = await incoming.next()
  if (first.done) return wire.close()
  const opening = JSON.parse(text(first.value.body)) as Opening
  const account = findAccount(process.fs, opening.user)
  if (!account) {
    await wire.write(
      frame(
        'error',
        utf8(`${opening.user}@${process.namespaces.uts.hostname}: Permission denied (publickey,password).\r\n`),
      ),
    )
    await wire.write(frame('exit', utf8('255')))
    return wire.close()
  }
  const send = (kind: Kind) => ({
    write: (data: Uint8Array | string) => wire.write(frame(kind, typeof data === 'string' ? utf8(data) : data)),
  })
  const tty = opening.terminal && new Tty(opening.terminal, send('output'))
  const stdin = new Pipe(Infinity)
  const streams = tty ? { tty } : { stdin, stdout: send('output'), stderr: send('error') }
  const user = userOf(process.fs, account)
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: user.home,
    USER: user.name,
    LOGNAME: user.name,
    SHELL: account.shell,
    LANG: 'C.UTF-8',
    ...(tty ? { TERM: 'xterm-256color' } : {}),
    SSH_CONNECTION: `${peer.address} 50000 ${process.namespaces.net.address()} 22`,
  }
  const argv = opening.command === undefined ? [account.shell, '-l'] : [account.shell, '-c', opening.command]
  const shell = process.machine.start({
    argv,
    env,
    user,
    cwd: user.home,
    parent: process,
    newGroup: true,
    component: `${process.machine.name}/${account.shell.split('/').at(-1)}`,
    cause: peer.cause,
    ...streams,
  })
  if (tty) {
    tty.onSignal = (signal, group) => process.machine.signalGroup(group, signal)
    tty.foreground = shell.group
  }
  process.machine.kernel.spawn(async () => {
    for await (const { kind, body } of incoming) {
      if (kind === 'input' && tty) tty.input(text(body))
      else if (kind === 'input') await stdin.write(body)
      else if (kind === 'resize') tty?.resize(JSON.parse(text(body)) as { columns: number; rows: number })
      else if (kind === 'end') stdin.end()
    }
    stdin.end()
    if (shell.exitCode === undefined) tty?.hangUp()
  })
  const code = await shell.exited
  await wire.write(frame('exit', utf8(String(code))))
  wire.close()
}

// exec and attach: a container's streams on the channels of remotecommand (k8s.io/kubelet/pkg/cri/streaming/remotecommand).
import { text } from '../../kernel/bytes.ts'
import type { Duplex } from '../../kernel/queue.ts'
import type { Cause } from '../../kernel/trace.ts'
import { CLOSE, ERROR, PROTOCOL, RESIZE, STDERR, STDIN, STDOUT, readChannels, sendChannel } from '../../net/channels.ts'
import { type HttpRequest, type HttpResponse, plain } from '../../net/http.ts'
import { OciError } from '../../runtime/errors.ts'
import { Output, type Streams, makeStreams } from '../../runtime/streams.ts'
import type { Running } from './containerd.ts'
import { execSpec } from './exec.ts'
import type { Kubelet } from './kubelet.ts'
import type { Target } from './server.ts'

interface Wanted {
  stdin: boolean
  stdout: boolean
  stderr: boolean
  tty: boolean
}

const wantedOf = ({ query }: HttpRequest): Wanted => {
  const on = (name: string) => /^(1|true)$/i.test(query[name]?.[0] ?? '')
  return { stdin: on('input'), stdout: on('output'), stderr: on('error'), tty: on('tty') }
}

const upgraded = (upgrade: (connection: Duplex) => void): HttpResponse => ({
  status: 101,
  headers: { upgrade: 'websocket', connection: 'Upgrade', 'sec-websocket-protocol': PROTOCOL },
  body: new Uint8Array(0),
  upgrade,
})

/** Only what still runs: a container that has ended is none for exec and attach. */
function runningOf({ worker, container }: Target): Running | undefined {
  const running = worker.record.running.get(container)
  return running?.process.exitCode === undefined ? running : undefined
}

export function exec(kubelet: Kubelet, target: Target, request: HttpRequest, cause: Cause): HttpResponse {
  const running = runningOf(target)
  if (!running) return plain(500, `container not found (${JSON.stringify(target.container)})`)
  const wanted = wantedOf(request)
  const argv = request.query.command ?? []
  return upgraded((connection) => kubelet.task(() => run(running, argv, wanted, connection, cause)))
}

async function run(running: Running, argv: string[], wanted: Wanted, connection: Duplex, cause: Cause): Promise<void> {
  const output = new Output()
  const streams = makeStreams({ output, tty: wanted.tty, openStdin: wanted.stdin })
  output.listen((stream, bytes) => sendChannel(connection, stream === 'stderr' ? STDERR : STDOUT, bytes))
  try {
    const spec = execSpec(running, argv, streams)
    const process = running.container.exec({ ...spec, env: wanted.tty ? [...spec.env, 'TERM=xterm'] : spec.env }, cause)
    const input = feed(connection, streams, () => void (process.exitCode === undefined && process.signal('HUP')))
    const code = await process.exited
    await sendChannel(connection, ERROR, JSON.stringify(statusOf(code)))
    connection.close()
    await input
  } catch (error) {
    if (!(error instanceof OciError)) throw error
    await sendChannel(connection, ERROR, JSON.stringify(refusalOf(error)))
    connection.close()
  }
}

/** What the client types, until it is gone. */
async function feed(connection: Duplex, streams: Streams, gone: () => void): Promise<void> {
  for await (const { channel, data } of readChannels(connection)) {
    if (channel === STDIN) streams.input(data)
    else if (channel === CLOSE && data[0] === STDIN) streams.endInput()
    else if (channel === RESIZE && streams.tty) {
      const { Width, Height } = JSON.parse(text(data)) as { Width: number; Height: number }
      streams.tty.resize({ columns: Width, rows: Height })
    }
  }
  streams.endInput()
  gone()
}

const statusOf = (code: number) =>
  code === 0
    ? { metadata: {}, status: 'Success' }
    : {
        metadata: {},
        status: 'Failure',
        message: `command terminated with non-zero exit code: exit status ${code}`,
        reason: 'NonZeroExitCode',
        details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
      }

const refusalOf = ({ message }: OciError) => ({
  metadata: {},
  status: 'Failure',
  message: `Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec: OCI runtime exec failed: exec failed: unable to start container process: ${message}`,
  reason: 'InternalError',
  details: { causes: [{ message: `error executing command in container: ${message}` }] },
  code: 500,
})

export function attach(kubelet: Kubelet, target: Target, request: HttpRequest): HttpResponse {
  const running = runningOf(target)
  if (!running) {
    const { name, namespace } = target.worker.record.pod.metadata
    return plain(500, `container ${target.container} not found in pod ${name}_${namespace}`)
  }
  const wanted = wantedOf(request)
  // What is printed while the answer is on its way is not lost.
  const early: (() => Promise<void>)[] = []
  let connection: Duplex | undefined
  const off = running.output.listen((stream, bytes) => {
    if (!(stream === 'stdout' ? wanted.stdout : wanted.stderr)) return undefined
    const send = () => sendChannel(connection!, stream === 'stderr' ? STDERR : STDOUT, bytes)
    return connection ? send() : void early.push(send)
  })
  return upgraded((upgradedTo) => {
    connection = upgradedTo
    kubelet.task(async () => {
      for (const send of early) await send()
      await join(running, wanted, upgradedTo, off)
    })
  })
}

async function join(running: Running, wanted: Wanted, connection: Duplex, off: () => void): Promise<void> {
  const nothing = () => {}
  const streams = wanted.stdin ? running.streams : { ...running.streams, input: nothing, endInput: nothing }
  const input = feed(connection, streams, off)
  await running.process.exited
  await sendChannel(connection, ERROR, JSON.stringify({ metadata: {}, status: 'Success' }))
  connection.close()
  off()
  await input
}

// The small programs of public images for trying things out: hello-world, http-echo, whoami, hello-app, agnhost.
import { utf8 } from '../../../kernel/bytes.ts'
import { encodeQuery, type HttpRequest, type HttpResponse, type Peer } from '../../../net/http.ts'
import type { Process } from '../../process.ts'
import type { Program } from '../../program.ts'

/** What both hello-world images say first. */
const WORKS = `
Hello from Docker!
This message shows that your installation appears to be working correctly.
`

const HELLO = `${WORKS}
To generate this message, Docker took the following steps:
 1. The Docker client contacted the Docker daemon.
 2. The Docker daemon pulled the "hello-world" image from the Docker Hub.
    (amd64)
 3. The Docker daemon created a new container from that image which runs the
    executable that produces the output you are currently reading.
 4. The Docker daemon streamed that output to the Docker client, which sent it
    to your terminal.

To try something more ambitious, you can run an Ubuntu container with:
 $ docker run -it ubuntu bash

Share images, automate workflows, and more with a free Docker ID:
 https://hub.docker.com/

For more examples and ideas, visit:
 https://docs.docker.com/get-started/

`

/** A Go program without a handler of its own ends with 2 when it is told to terminate. */
const TERMINATED = 2

/** Of the recorded docker's registry, where nothing official was to be had. */
const STAND_IN = `${WORKS}
(oracle stand-in for the official hello-world image)

`

const says =
  (text: string): Program =>
  async (process) => {
    await process.print(text)
    return 0
  }

/** The value of `-name=value`, `--name=value` or `-name value`. */
function option(process: Process, name: string): string | undefined {
  const { argv } = process
  for (const [i, word] of argv.entries()) {
    const match = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(word)
    if (match?.[1] === name) return match[2] ?? argv[i + 1] ?? ''
  }
  return undefined
}

export type Answer = (request: HttpRequest, peer: Peer) => string | HttpResponse

/** Serves until it is told to end. */
export async function serve(process: Process, port: number, answer: Answer): Promise<number> {
  const http = (request: HttpRequest, peer: Peer): HttpResponse => {
    const answered = answer(request, peer)
    if (typeof answered !== 'string') return answered
    const body = utf8(answered)
    const headers = { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(body.length) }
    return { status: 200, headers, body }
  }
  if (!process.listen(port, { http, tls: false })) {
    await process.error(`listen tcp :${port}: bind: address already in use\n`)
    return 1
  }
  process.allocate(6_000_000)
  return untilTold(process)
}

const untilTold = (process: Process): Promise<number> =>
  process.alive(() => new Promise<number>((resolve) => void process.on('TERM', () => resolve(TERMINATED))))

/** `2023/08/21 17:20:00`, as Go's log package begins a line. */
const stamp = (process: Process) => process.kernel.clock.rfc3339().slice(0, 19).replaceAll('-', '/').replace('T', ' ')

const httpEcho: Program = async (process) => {
  const text = option(process, 'text') ?? process.env.ECHO_TEXT
  const port = Number(/:(\d+)$/.exec(option(process, 'listen') ?? ':5678')?.[1] ?? 5678)
  if (!text) {
    await process.error('Missing -text option!\n')
    return 127
  }
  await process.error(`${stamp(process)} [INFO] server is listening on :${port}\n`)
  return serve(process, port, ({ path }) => (path === '/health' ? '{"status":"ok"}\n' : `${text}\n`))
}

const hostname = (process: Process) => process.namespaces.uts.hostname

const whoami: Program = async (process) => {
  const port = Number(option(process, 'port') ?? process.env.WHOAMI_PORT_NUMBER ?? 80)
  await process.print(`${stamp(process)} Starting up on port ${port}\n`)
  return serve(process, port, (request, peer) => {
    const addresses = ['127.0.0.1', ...process.namespaces.net.interfaces.map(({ address }) => address)]
    const { host, ...rest } = request.headers
    const lines = [
      `Hostname: ${hostname(process)}`,
      ...addresses.map((address) => `IP: ${address}`),
      `RemoteAddr: ${peer.address}:${32768 + ((process.kernel.clock.now % 28000) | 0)}`,
      `${request.method} ${request.path}${encodeQuery(request.query)} HTTP/1.1`,
      ...(host ? [`Host: ${host}`] : []),
      ...Object.entries(rest).map(([name, value]) => `${canonical(name)}: ${value}`),
    ]
    return `${lines.join('\n')}\n\n`
  })
}

/** `user-agent` as Go writes header names: `User-Agent`. */
const canonical = (name: string) => name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())

const helloApp: Program = async (process) => {
  const port = Number(process.env.PORT ?? 8080)
  await process.error(`${stamp(process)} Server listening on port ${port}\n`)
  return serve(process, port, ({ path }) => {
    process.kernel.spawn(() => process.error(`${stamp(process)} Serving request: ${path}\n`).catch(() => {}))
    return `Hello, world!\nVersion: ${process.env.HELLO_VERSION ?? '1.0'}.0\nHostname: ${hostname(process)}\n`
  })
}

/** The test image of Kubernetes: the subcommands that documentation uses. */
const agnhost: Program = async (process) => {
  const [, command = 'pause'] = process.argv
  if (command === 'pause') return untilTold(process)
  if (command === 'serve-hostname')
    return serve(process, Number(option(process, 'port') ?? 9376), () => hostname(process))
  if (command !== 'netexec') {
    await process.error(`naru: agnhost ${command} is not simulated\n`)
    return 1
  }
  return serve(process, Number(option(process, 'http-port') ?? 8080), ({ path, query }) => {
    if (path === '/hostname' || path === '/hostName') return hostname(process)
    if (path === '/echo') return query.msg?.[0] ?? ''
    return `NOW: ${process.kernel.clock.rfc3339().replace('T', ' ').replace('Z', ' +0000 UTC')}`
  })
}

export const samples: readonly (readonly [string, Program])[] = [
  ['hello', says(HELLO)],
  ['hello-stand-in', says(STAND_IN)],
  ['http-echo', httpEcho],
  ['whoami-server', whoami],
  ['hello-app', helloApp],
  ['agnhost', agnhost],
]

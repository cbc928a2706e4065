// A build over the wire, without a real client: what buildx would send, and what dockerd is asked for because of it.
import { type ServerHttp2Session, performServerHandshake } from 'node:http2'
import { type Socket, connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BuildProgress } from '../../api/docker.ts'
import { text, utf8 } from '../../kernel/bytes.ts'
import { Cancel } from '../../kernel/cancel.ts'
import { Pipe } from '../../kernel/queue.ts'
import { readTar } from '../../kernel/untar.ts'
import { type ClientResponse, type HttpRequest, bodyBytes } from '../../net/http.ts'
import type { Behind } from '../behind.ts'
import { type Gate, openGate } from '../gate.ts'
import { buildkitBehind } from './buildkit.ts'
import { Channel } from './channel.ts'
import { GrpcError, frame, messages } from './grpc.ts'
import {
  BridgeSolveRequest,
  BridgeSolveResponse,
  ControlSolveRequest,
  ControlSolveResponse,
  Empty,
  Packet,
  PongResponse,
  ReturnRequest,
  RpcStatus,
  StatusRequest,
  StatusResponse,
} from './schemas.ts'

const CONTROL = '/moby.buildkit.v1.Control'
const BRIDGE = '/moby.buildkit.v1.frontend.LLBBridge'
const SYNC = '/moby.filesync.v1.FileSync/DiffCopy'
const MODE_DIRECTORY = 2 ** 31

let gate: Gate
const asked: HttpRequest[] = []
let cancelled: Promise<unknown>
/** What dockerd says to the next build; none: it goes on for ever. */
let progress: BuildProgress[] = []
const sockets: Socket[] = []
const never = new Cancel()

async function deliver(request: HttpRequest, cancel: Cancel): Promise<ClientResponse> {
  asked.push({ ...request, body: await bodyBytes(request) })
  cancelled = new Promise((resolve) => cancel.onCancel(resolve))
  const body = new Pipe(Infinity)
  cancel.onCancel(() => body.end())
  for (const record of progress) await body.write(`${JSON.stringify(record)}\r\n`)
  if (progress.length > 0) body.end()
  return { status: 200, headers: {}, body, cause: undefined, weight: 0, received: () => 0 }
}

beforeAll(async () => {
  const behind: Behind = { deliver, stir: () => {}, failure: () => ({}) }
  gate = await openGate(0, { ...behind, takeOver: buildkitBehind(behind) })
})

afterAll(async () => {
  for (const socket of sockets) socket.destroy()
  await gate.close()
})

/** `Upgrade: h2c`, as docker's client does it. */
function hijack(path: string, headers: Record<string, string> = {}): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const lines = Object.entries({ host: 'x', connection: 'Upgrade', upgrade: 'h2c', ...headers })
    const head = `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`
    const socket = connect(gate.port, '127.0.0.1', () => socket.write(head))
    sockets.push(socket)
    socket.on('error', reject)
    socket.once('readable', () => {
      const said = String(socket.read())
      const end = said.indexOf('\r\n\r\n') + 4
      expect(said).toMatch(/^HTTP\/1.1 101 /)
      if (said.length > end) socket.unshift(Buffer.from(said.slice(end), 'latin1'))
      resolve(socket)
    })
  })
}

type Files = Record<string, string>

/** The client's half of a session: its folders, and which patterns it was asked for. */
async function session(id: string, folders: Record<string, Files>): Promise<{ served: string[] }> {
  const served: string[] = []
  const socket = await hijack('/session', {
    'X-Docker-Expose-Session-Uuid': id,
    'X-Docker-Expose-Session-Grpc-Method': SYNC,
  })
  const server: ServerHttp2Session = performServerHandshake(socket)
  server.on('stream', (stream, headers) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    const { 'dir-name': name, 'include-patterns': include, 'exclude-patterns': exclude } = headers
    served.push(`${String(name)} +${String(include ?? '*')} -${String(exclude ?? '')}`)
    const only = include === undefined ? undefined : String(include).split(', ')
    const files = Object.entries(folders[String(name)]!).filter(([path]) => !only || only.includes(path))
    const send = (packet: Parameters<typeof Packet.encode>[0]) => stream.write(frame(Packet.encode(packet)))
    for (const [path, content] of files)
      send({ type: 0, stat: { path, mode: content === '/' ? MODE_DIRECTORY + 0o755 : 0o644, modTime: 1e18 } })
    send({ type: 0 })
    void (async () => {
      for await (const bytes of messages(stream)) {
        const { type, id: file } = Packet.decode(bytes)
        if (type === 3) {
          send({ type: 3 })
          stream.end()
        } else {
          for (const piece of files[file]![1]) send({ type: 2, id: file, data: utf8(piece) })
          send({ type: 2, id: file })
        }
      }
    })()
  })
  return { served }
}

/** As buildx drives a build. */
async function solve(id: string, options: Record<string, string>) {
  const channel = new Channel(await hijack('/grpc'), new Set())
  const metadata = { 'buildkit-controlapi-buildid': id }
  const bridge = async <In, Out>(
    name: string,
    types: Parameters<typeof channel.ask<In, Out>>[1],
    value: Partial<In>,
  ) => {
    const call = channel.call(`${BRIDGE}/${name}`, metadata, never)
    await call.send(types[0].encode(value))
    call.finish()
    for await (const bytes of call.answers()) return types[1].decode(bytes)
    throw new Error('no answer')
  }
  const exporters = [{ type: 'moby', attrs: new Map([['name', 'a:1,b:2']]) }]
  const solving = channel.ask(
    `${CONTROL}/Solve`,
    [ControlSolveRequest, ControlSolveResponse],
    { ref: id, session: id, exporters },
    never,
  )
  solving.catch(() => {})
  const status = channel.call(`${CONTROL}/Status`, {}, never)
  await status.send(StatusRequest.encode({ ref: id }))
  status.finish()
  expect((await bridge('Ping', [Empty, PongResponse], {})).frontendAPICaps?.length).toBeGreaterThan(0)
  const building = bridge('Solve', [BridgeSolveRequest, BridgeSolveResponse], {
    frontend: 'dockerfile.v0',
    frontendOpt: new Map(Object.entries(options)),
  })
  return { bridge, solving, status, building }
}

const VERTEX = { digest: 'sha256:1', name: '[1/1] FROM x', started: 1500 }
const PROGRESS: BuildProgress[] = [
  { kind: 'vertex', vertex: VERTEX },
  { kind: 'log', log: { vertex: VERTEX.digest, stream: 2, data: 'said', timestamp: 1501 } },
  { kind: 'vertex', vertex: { ...VERTEX, completed: 2500, cached: true } },
  { kind: 'vertex', vertex: { digest: 'sha256:2', name: 'exporting', started: 2500, completed: 2500 } },
]

test('files, options and names become POST /build; its records become the status', async () => {
  progress = [...PROGRESS, { kind: 'image', image: 'sha256:abc' }]
  const { served } = await session('one', {
    dockerfile: { Dockerfile: 'FROM x\n', other: '' },
    context: { '.dockerignore': '# no\n/a*\n!ab\n', dir: '/', 'dir/ab': 'content', empty: '' },
  })
  const options = { target: 't', 'build-arg:A': '1', 'label:l': 'v', 'no-cache': '', 'image-resolve-mode': 'pull' }
  const { bridge, solving, status, building } = await solve('one', options)
  expect((await building).result?.ref?.id).not.toBe('')
  await bridge('Return', [ReturnRequest, Empty], { result: {} })
  expect(Object.fromEntries((await solving).exporterResponse)).toEqual({
    'containerimage.config.digest': 'sha256:abc',
    'containerimage.digest': 'sha256:abc',
    'image.name': 'a:1,b:2',
  })
  expect(served).toEqual([
    'dockerfile +Dockerfile, Dockerfile.dockerignore, dockerfile -',
    'context +.dockerignore -',
    'context +* -a*, !ab',
  ])
  const { method, path, query, body } = asked.at(-1)!
  expect([method, path]).toEqual(['POST', '/build'])
  expect(query).toMatchObject({
    t: ['a:1', 'b:2'],
    target: ['t'],
    buildargs: ['{"A":"1"}'],
    labels: ['{"l":"v"}'],
    nocache: ['1'],
    pull: ['1'],
    version: ['2'],
    outside: ['1'],
  })
  const entries = readTar(body as Uint8Array)
  const [folder, name] = query.dockerfile![0]!.split('/')
  expect(name).toBe('Dockerfile')
  const said = entries.map(({ path: at, content, mtime }) => [at, content && text(content.bytes()), mtime])
  expect(said).toEqual([
    ['.dockerignore', '# no\n/a*\n!ab\n', 1e12],
    ['dir', undefined, 1e12],
    ['dir/ab', 'content', 1e12],
    ['empty', '', 1e12],
    [`${folder}/Dockerfile`, 'FROM x\n', 0],
    [`${folder}/Dockerfile.dockerignore`, '# no\n/a*\n!ab\n', 0],
  ])
  const told = []
  for await (const bytes of status.answers()) told.push(StatusResponse.decode(bytes))
  const [begun, log, over, last] = told
  expect(begun!.vertexes[0]).toMatchObject({ name: VERTEX.name, started: { seconds: 1, nanos: 500_000_000 } })
  expect(log!.logs[0]).toMatchObject({ vertex: begun!.vertexes[0]!.digest, stream: 2 })
  expect(text(log!.logs[0]!.msg!)).toBe('said')
  expect(over!.vertexes[0]).toMatchObject({ cached: true, completed: { seconds: 2, nanos: 500_000_000 } })
  // Both have ended at the same moment: which was first is still to be seen.
  expect(last!.vertexes[0]!.completed).toEqual({ seconds: 2, nanos: 500_001_000 })
})

test('a failure tells the place in the Dockerfile, and what the client gives back ends the build', async () => {
  const source = { filename: 'Dockerfile', lines: ['FROM x', 'RUN 100%'], start: 2, end: 2 }
  progress = [{ kind: 'error', message: 'it said "100%" in 한글', source }]
  await session('two', { dockerfile: { Dockerfile: 'FROM x\n' }, context: {} })
  const { bridge, solving, building } = await solve('two', {})
  const failure: GrpcError = await building.then(
    () => expect.fail(),
    (why) => why,
  )
  expect([failure.code, failure.message]).toEqual([2, 'it said "100%" in 한글'])
  const [place] = RpcStatus.decode(failure.details!).details
  expect(place!.typeUrl).toBe('github.com/moby/buildkit/errdefs.Source+json')
  expect(JSON.parse(text(place!.value!))).toEqual({
    info: { filename: 'Dockerfile', data: Buffer.from('FROM x\nRUN 100%').toString('base64') },
    ranges: [{ start: { line: 2 }, end: { line: 2 } }],
  })
  const error = { code: 2, message: 'as it was', details: [{ typeUrl: 'x', value: utf8('y') }] }
  await bridge('Return', [ReturnRequest, Empty], { error })
  await expect(solving).rejects.toEqual(new GrpcError(2, 'as it was', RpcStatus.encode(error)))
})

test.each([
  ['context:base', 'docker-image://x', 'naru: docker build --build-context is not simulated'],
  ['context', 'https://host/x.git', 'naru: a build context from https://host/x.git is not simulated'],
  ['requestid', 'frontend.outline', 'naru: docker build --call outline is not simulated'],
  ['no-cache', 'stage', 'naru: docker build --no-cache-filter is not simulated'],
])('%s=%s is refused in one line', async (key, value, message) => {
  await session(key, { dockerfile: { Dockerfile: 'FROM x\n' }, context: {} })
  const { building } = await solve(key, { [key]: value })
  await expect(building).rejects.toMatchObject({ message })
})

test('a client that goes away takes its build along', async () => {
  progress = []
  await session('three', { dockerfile: { Dockerfile: 'FROM x\n' }, context: {} })
  const before = asked.length
  const { building } = await solve('three', {})
  building.catch(() => {})
  await expect.poll(() => asked.length).toBe(before + 1)
  for (const socket of sockets.splice(0)) socket.destroy()
  await expect(cancelled).resolves.toBeDefined()
})

test('a method that is not there', async () => {
  const channel = new Channel(await hijack('/v1.51/grpc'), new Set())
  const history = channel.ask(`${CONTROL}/ListenBuildHistory`, [Empty, Empty], {}, never)
  const message = 'naru: moby.buildkit.v1.Control/ListenBuildHistory is not simulated'
  await expect(history).rejects.toMatchObject({ code: 12, message } satisfies Partial<GrpcError>)
})

// Images over the wire: pulled, pushed, named, removed, saved.
import { expect, test } from 'vitest'
import type { ImageDeleteItem, ImageHistoryItem, ImageSummary } from '../../api/docker.ts'
import { authHeader, dockerMachine } from '../../testing/docker.ts'

type Docker = ReturnType<typeof dockerMachine>

const images = async (docker: Docker, query = '') =>
  JSON.parse((await docker.api('GET', `/v1.51/images/json${query}`)).text) as ImageSummary[]
const statuses = (lines: { status?: string; error?: string }[]) => lines.map(({ status, error }) => status ?? error)

test('a second pull finds the same digest and fetches nothing', async () => {
  const docker = dockerMachine()
  await docker.pull('docker.io/library/busybox')
  const before = docker.kernel.trace.events.length
  expect(statuses(await docker.pull('docker.io/library/busybox'))).toEqual([
    'Pulling from library/busybox',
    expect.stringContaining('Digest: sha256:'),
    'Status: Image is up to date for busybox:latest',
  ])
  const blobs = docker.kernel.trace.events.slice(before).filter((event) => event.topic === 'registry.blob.get')
  expect(blobs).toEqual([])
})

test.each([
  ['docker.io/library/busybox', 'nope', 404, 'manifest for busybox:nope not found: manifest unknown: manifest unknown'],
  [
    'docker.io/nosuch/image',
    'latest',
    404,
    "pull access denied for nosuch/image, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  ],
  [
    'localhost:5999/foo',
    'latest',
    500,
    'Get "http://localhost:5999/v2/": dial tcp [::1]:5999: connect: connection refused',
  ],
  [
    'nosuch.invalid/foo',
    'latest',
    500,
    'Get "https://nosuch.invalid/v2/": dial tcp: lookup nosuch.invalid on 127.0.0.53:53: no such host',
  ],
])('pull %s:%s is refused before the first line', async (name, tag, status, message) => {
  const docker = dockerMachine()
  const answer = await docker.api('POST', `/v1.51/images/create?fromImage=${encodeURIComponent(name)}&tag=${tag}`)
  expect([answer.status, JSON.parse(answer.text)]).toEqual([status, { message }])
})

test('push: the registry is looked for before any layer is; a name before the registry', async () => {
  const docker = dockerMachine()
  await docker.pull('docker.io/library/busybox')
  await docker.api('POST', '/images/busybox/tag?repo=localhost:5999/foo&tag=latest')
  const push = async (name: string, tag: string) =>
    statuses(await docker.lines('POST', `/images/${name}/push?tag=${tag}`)).slice(1)
  const refused = 'Get "http://localhost:5999/v2/": dial tcp [::1]:5999: connect: connection refused'
  expect(await push('localhost:5999/foo', 'latest')).toEqual([refused])
  expect(await push('localhost:5999/foo', 'nope')).toEqual([refused])
  expect(await push('localhost:5999/bar', 'nope')).toEqual([
    'An image does not exist locally with the tag: localhost:5999/bar',
  ])
})

test('save: a bare name stands for all its tags', async () => {
  const docker = dockerMachine()
  await docker.pull('docker.io/library/busybox')
  await docker.api('POST', '/images/busybox/tag?repo=busybox&tag=mine')
  expect((await docker.api('GET', '/images/busybox/get')).text).toContain(
    '"RepoTags":["busybox:latest","busybox:mine"]',
  )
})

test('push: denied, then logged in, then nothing left to send; another repository mounts', async () => {
  const docker = dockerMachine()
  await docker.pull('docker.io/library/busybox')
  const tag = (repo: string) => docker.api('POST', `/images/busybox/tag?repo=${repo}&tag=latest`)
  expect((await tag('docker.io/alice/app')).status).toBe(201)
  const push = async (repo: string, headers = {}) =>
    statuses(await docker.lines('POST', `/images/${repo}/push?tag=latest`, { headers }))
  expect((await push('docker.io/alice/app')).at(-1)).toBe('denied: requested access to the resource is denied')
  const auth = { username: 'alice', password: 's3cret', serveraddress: 'https://index.docker.io/v1/' }
  const wrong = await docker.api('POST', '/auth', { json: { ...auth, password: 'no' } })
  expect(wrong.status).toBe(401)
  expect((await docker.api('POST', '/auth', { json: auth })).text).toContain('Login Succeeded')
  const first = await push('docker.io/alice/app', authHeader(auth))
  expect(first.slice(0, 3)).toEqual([
    'The push refers to repository [docker.io/alice/app]',
    'Preparing',
    'Mounted from library/busybox',
  ])
  const second = await push('docker.io/alice/app', authHeader(auth))
  expect(second[2]).toBe('Layer already exists')
  expect(second[3]).toMatch(/^latest: digest: sha256:[0-9a-f]{64} size: \d+$/)
  expect(await push('docker.io/alice/nosuch')).toEqual([
    'The push refers to repository [docker.io/alice/nosuch]',
    'An image does not exist locally with the tag: alice/nosuch',
  ])
})

test('names come and go; the image goes with the last one, unless a container stands on it', async () => {
  const docker = dockerMachine()
  await docker.pull('docker.io/library/busybox')
  await docker.api('POST', '/images/busybox/tag?repo=docker.io/library/myapp&tag=1.0')
  const [row] = await images(docker)
  expect(row!.RepoTags).toEqual(['busybox:latest', 'myapp:1.0'])
  const remove = async (name: string) => docker.api('DELETE', `/images/${name}`)
  expect(JSON.parse((await remove('myapp:1.0')).text) as ImageDeleteItem[]).toEqual([{ Untagged: 'myapp:1.0' }])
  await docker.api('POST', '/containers/create?name=holder', { json: { Image: 'busybox', Cmd: ['true'] } })
  const used = await remove('busybox')
  expect(used.status).toBe(409)
  expect(used.text).toMatch(
    /unable to remove repository reference \\"busybox\\" \(must force\) - container [0-9a-f]{12} is using its referenced image [0-9a-f]{12}/,
  )
  await docker.api('DELETE', '/containers/holder')
  const gone = JSON.parse((await remove('busybox')).text) as ImageDeleteItem[]
  expect(gone.map((item) => Object.keys(item)[0])).toEqual(['Untagged', 'Untagged', 'Deleted', 'Deleted'])
  expect(await images(docker)).toEqual([])
  expect((await remove('busybox')).text).toBe('{"message":"No such image: busybox:latest"}\n')
})

test('saved, removed and loaded it is the same image', async () => {
  const docker = dockerMachine()
  await docker.pull('docker.io/library/busybox')
  const before = await images(docker)
  const body = await docker.bytes('GET', '/images/get?names=busybox')
  await docker.api('DELETE', '/images/busybox')
  const loaded = await docker.lines('POST', '/images/load?quiet=1', { body })
  expect(loaded).toEqual([{ stream: 'Loaded image: busybox:latest\n' }])
  const [after] = await images(docker)
  expect([after!.Id, after!.Size, after!.RepoTags]).toEqual([before[0]!.Id, before[0]!.Size, before[0]!.RepoTags])
})

test('a commit adds a layer on top, and history tells of it', async () => {
  const docker = dockerMachine()
  await docker.pull('docker.io/library/busybox')
  await docker.run({ Image: 'busybox', Cmd: ['touch', '/made'] }, 'c1')
  expect(JSON.parse((await docker.api('GET', '/containers/c1/changes')).text)).toEqual([{ Path: '/made', Kind: 1 }])
  const committed = await docker.api(
    'POST',
    '/commit?container=c1&repo=docker.io/library/mine&tag=1&comment=hello&changes=CMD+["ls","/made"]',
  )
  expect(committed.status).toBe(201)
  const rows = JSON.parse((await docker.api('GET', '/images/mine:1/history')).text) as ImageHistoryItem[]
  expect([rows[0]!.CreatedBy, rows[0]!.Comment, rows[0]!.Tags]).toEqual(['touch /made', 'hello', ['mine:1']])
  expect(await docker.run({ Image: 'mine:1' })).toMatchObject({ output: '/made\n', code: 0 })
})

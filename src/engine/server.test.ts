// The wire: ping, versions, errors, and that every route names its topic.
import { expect, test } from 'vitest'
import { dockerMachine } from '../testing/docker.ts'
import { engineOf } from './engine.ts'
import { COMMUNITY } from './packaging.ts'
import { routes } from './api.ts'

const MANAGER =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'

test.each([
  ['GET', '/v1.99/info', 400, 'client version 1.99 is too new. Maximum supported API version is 1.51'],
  [
    'GET',
    '/v1.10/info',
    400,
    'client version 1.10 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version',
  ],
  ['GET', '/vabc/containers/json', 404, 'page not found'],
  ['GET', '/v1.51/containers/nosuch/json', 404, 'No such container: nosuch'],
  ['GET', '/v1.51/images/nosuch/json', 404, 'No such image: nosuch:latest'],
  ['GET', '/v1.51/networks/nosuch', 404, 'network nosuch not found'],
  ['GET', '/v1.51/volumes/nosuch', 404, 'get nosuch: no such volume'],
  ['POST', '/v1.51/containers/nosuch/kill', 404, 'cannot kill container: nosuch: No such container: nosuch'],
  ['GET', '/v1.51/containers/json?filters={"bogus":{"1":true}}', 400, "invalid filter 'bogus'"],
  [
    'GET',
    '/v1.51/containers/json?filters={"exited":{"abc":true}}',
    400,
    'invalid filter \'exited=abc\': strconv.Atoi: parsing "abc": invalid syntax',
  ],
  ['GET', '/v1.51/nodes', 503, MANAGER],
  ['DELETE', '/v1.51/networks/bridge', 403, 'bridge is a pre-defined network and cannot be removed'],
])('%s %s → %i', async (method, target, status, message) => {
  const docker = dockerMachine()
  const answer = await docker.api(method, target)
  expect([answer.status, answer.text]).toEqual([status, `${JSON.stringify({ message })}\n`])
})

test('ping says what there is', async () => {
  const docker = dockerMachine()
  const { status, headers, text } = await docker.api('HEAD', '/_ping')
  expect([status, text]).toEqual([200, ''])
  expect(headers).toMatchObject({
    'api-version': '1.51',
    'builder-version': '2',
    'docker-experimental': 'false',
    ostype: 'linux',
    swarm: 'inactive',
    server: 'Docker/28.5.2 (linux)',
  })
})

test('every route has a topic of the daemon', () => {
  const docker = dockerMachine()
  for (const { topic } of routes(engineOf(docker.daemon, COMMUNITY))) expect(topic).toMatch(/^docker\./)
})

test('wait answers at once, before anything was started', async () => {
  const docker = dockerMachine()
  await docker.pull('docker.io/library/busybox')
  await docker.api('POST', '/containers/create?name=once', { json: { Image: 'busybox', Cmd: ['false'] } })
  const waiting = docker.send('POST', '/containers/once/wait?condition=next-exit')
  await docker.later(100)
  const response = await waiting
  expect(response.status).toBe(200)
  await docker.api('POST', '/containers/once/start')
  const body = response.body.read()
  await docker.later(1000)
  expect(new TextDecoder().decode((await body)!)).toBe('{"StatusCode":1}\n')
})

// Containers over the wire: run, refuse, stop, remove, exec, logs.
import { expect, test } from 'vitest'
import type { ContainerInspect, ContainerSummary } from '../../api/docker.ts'
import { dockerMachine } from '../../testing/docker.ts'

test('docker run busybox echo hi', async () => {
  const docker = dockerMachine()
  const missing = await docker.api('POST', '/v1.51/containers/create', { json: { Image: 'busybox' } })
  expect([missing.status, missing.text]).toEqual([404, '{"message":"No such image: busybox:latest"}\n'])
  const lines = await docker.pull('docker.io/library/busybox')
  console.log(lines)
  expect(await docker.run({ Image: 'busybox', Cmd: ['echo', 'hi'] }, 'hello')).toMatchObject({
    output: 'hi\n',
    code: 0,
  })
  const inspected = JSON.parse((await docker.api('GET', '/containers/hello/json')).text) as ContainerInspect
  console.log(JSON.stringify(inspected, null, 1).slice(0, 2500))
  const rows = JSON.parse((await docker.api('GET', '/containers/json?all=1')).text) as ContainerSummary[]
  console.log(rows)
  expect(docker.kernel.bugs).toEqual([])
})

// securityContext: what a pod's containers see of it.
import { beforeAll, expect, it } from 'vitest'
import { ClusterWorld } from '../../testing/cluster-world.ts'
import { ERROR, STDOUT, readChannels } from '../../net/channels.ts'
import { text } from '../../kernel/bytes.ts'
import { encodeQuery } from '../../net/http.ts'
import { pods } from '../kinds/pod.ts'

let world: ClusterWorld

const container = (name: string, securityContext: object) => ({
  name,
  image: 'busybox',
  command: ['sleep', '100000'],
  volumeMounts: [{ name: 'data', mountPath: '/data' }],
  securityContext,
})

beforeAll(async () => {
  world = await ClusterWorld.create({ nodes: 1 })
  const spec = {
    securityContext: { runAsUser: 1000, runAsGroup: 3000, fsGroup: 2000, supplementalGroups: [4000] },
    volumes: [{ name: 'data', emptyDir: {} }],
    containers: [
      container('poor', { readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }),
      container('rich', { runAsUser: 0, privileged: true }),
      container('some', { runAsUser: 0, capabilities: { add: ['NET_ADMIN'], drop: ['CHOWN'] } }),
    ],
  }
  const pod = { metadata: { name: 'secure', namespace: 'default' }, spec } as never
  await world.until(world.client.create(pods, pod))
  await world.pass(20_000)
}, 60_000)

async function exec(name: string, ...argv: string[]): Promise<string> {
  const query = encodeQuery({ command: argv, container: [name], stdout: ['1'], stderr: ['1'] })
  const target = `https://192.168.39.101:8443/api/v1/namespaces/default/pods/secure/exec${query}`
  const response = await world.until(world.student.request(target, { headers: { upgrade: 'websocket' } }))
  let heard = ''
  const listen = async () => {
    for await (const { channel, data } of readChannels(response.connection!))
      if (channel !== ERROR) heard += `${channel === STDOUT ? '' : '! '}${text(data)}`
  }
  await world.until(listen())
  return heard
}

it.each([
  ['poor', 'id', 'uid=1000 gid=3000 groups=3000,2000,4000\n'],
  ['poor', 'touch /x', '! touch: /x: Read-only file system\n'],
  ['poor', 'grep CapBnd /proc/self/status', 'CapBnd:\t0000000000000000\n'],
  ['poor', 'sh -c "echo hi > /data/file; stat -c %u:%g:%a /data/file /data"', '1000:2000:644\n0:2000:2777\n'],
  ['rich', 'id -u', '0\n'],
  ['rich', 'grep CapEff /proc/self/status', 'CapEff:\t000001ffffffffff\n'],
  ['rich', 'ls /dev/vda', '/dev/vda\n'],
  ['some', 'grep CapEff /proc/self/status', 'CapEff:\t00000000a80435fa\n'],
  ['some', 'chown 1:1 /tmp', '! chown: /tmp: Operation not permitted\n'],
  ['some', 'ls /dev/vda', '! ls: /dev/vda: No such file or directory\n'],
])('%s: %s', async (name, line, said) => {
  const argv = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word!)
  expect(await exec(name, ...argv)).toBe(said)
})

// The small programs of public images: what they answer and how they end.
import { expect, test } from 'vitest'
import { Kernel } from '../../../kernel/kernel.ts'
import { text } from '../../../kernel/bytes.ts'
import { OverlayFs } from '../../fs/overlay.ts'
import { Tree } from '../../fs/tree.ts'
import { Machine } from '../../machine.ts'
import { Fabric } from '../../../net/fabric.ts'
import { bodyText } from '../../../net/http.ts'
import { NetworkNamespace } from '../../../net/namespace.ts'
import { settled } from '../../../testing/drive.ts'
import { samples } from './samples.ts'

function start(id: string, argv: string[], env: Record<string, string> = {}) {
  const kernel = new Kernel({ seed: 1, epoch: Date.UTC(2026, 8, 7) })
  const fabric = new Fabric(kernel, () => ({ latency: 5, bandwidth: 1e5, interactive: 1 }))
  const fs = new OverlayFs({ lower: [Tree.of([])], now: () => 0, device: 'overlay' })
  const hardware = { cpus: 1, memory: 1e9, disk: 1e10 }
  const net = new NetworkNamespace('box', 'box')
  const machine = new Machine({
    name: 'box',
    hostname: 'box',
    kernel,
    fabric,
    fs,
    net,
    programs: new Map(),
    hardware,
    release: '6',
    os: 'x',
  })
  let out = ''
  const stdout = {
    write: async (data: Uint8Array | string) => void (out += typeof data === 'string' ? data : text(data)),
  }
  const process = machine.start({ argv, env, stdout, stderr: stdout, program: new Map(samples).get(id)! })
  const client = machine.start({ argv: ['sh'], program: (self) => self.forever() })
  const get = async (url: string) => {
    await settled(kernel, kernel.clock.sleep(10))
    const response = await settled(kernel, client.request(url))
    return settled(kernel, bodyText(response))
  }
  return { kernel, process, get, out: () => out }
}

test('hello says hello and ends', async () => {
  const { kernel, process, out } = start('hello', ['/hello'])
  expect(await settled(kernel, process.exited)).toBe(0)
  expect(out()).toContain('\nHello from Docker!\n')
})

test.each([
  ['http-echo', ['/http-echo', '-text=hi there'], {}, 'http://localhost:5678/', 'hi there\n'],
  [
    'hello-app',
    ['/hello-app'],
    { HELLO_VERSION: '2.0' },
    'http://localhost:8080/',
    'Hello, world!\nVersion: 2.0.0\nHostname: box\n',
  ],
  ['agnhost', ['/agnhost', 'netexec', '--http-port=80'], {}, 'http://localhost/echo?msg=yes', 'yes'],
  ['agnhost', ['/agnhost', 'serve-hostname'], {}, 'http://localhost:9376/', 'box'],
])('%s %j answers', async (id, argv, env, url, answer) => {
  const { kernel, process, get } = start(id, argv, env)
  expect(await get(url)).toBe(answer)
  process.signal('TERM')
  expect(await settled(kernel, process.exited)).toBe(2)
})

test('whoami tells of the request, http-echo wants a text', async () => {
  const { get } = start('whoami-server', ['/whoami'])
  expect(await get('http://localhost/x?y=1')).toMatch(
    /^Hostname: box\nIP: 127\.0\.0\.1\nRemoteAddr: [\d.]+:\d+\nGET \/x\?y=1 HTTP\/1\.1\nHost: localhost\n/,
  )
  const { kernel, process, out } = start('http-echo', ['/http-echo'])
  expect(await settled(kernel, process.exited)).toBe(127)
  expect(out()).toBe('Missing -text option!\n')
})

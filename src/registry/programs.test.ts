// registry:2 as a process: it listens, keeps what is pushed in its volume, and logs.
import { expect, test } from 'vitest'
import { Kernel } from '../kernel/kernel.ts'
import { executable } from '../kernel/executable.ts'
import { Content } from '../kernel/content.ts'
import { text, utf8 } from '../kernel/bytes.ts'
import { digestOf } from '../image/digest.ts'
import { OverlayFs } from '../machine/fs/overlay.ts'
import { Tree } from '../machine/fs/tree.ts'
import { Machine } from '../machine/machine.ts'
import { Fabric } from '../net/fabric.ts'
import { bodyText } from '../net/http.ts'
import { NetworkNamespace } from '../net/namespace.ts'
import { settled } from '../testing/drive.ts'
import { hashPassword } from '../machine/programs/server/htpasswd-file.ts'
import { programs } from './programs.ts'

const file = (path: string, content: Content, mode = 0o644) => ({
  path,
  type: 'file' as const,
  mode,
  uid: 0,
  gid: 0,
  mtime: 0,
  content,
})
const CONFIG = 'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: /var/lib/registry\nhttp:\n  addr: :5000\n'

function boot(env: Record<string, string> = {}) {
  const kernel = new Kernel({ seed: 1, epoch: Date.UTC(2026, 8, 7) })
  const fabric = new Fabric(kernel, () => ({ latency: 5, bandwidth: 1e5, interactive: 1 }))
  const entries = [
    file('bin/registry', executable('registry', 1000), 0o755),
    file('etc/docker/registry/config.yml', Content.of(CONFIG)),
    file('auth/htpasswd', Content.of(`alice:${hashPassword('s3cret', 'abcdefghijklmnopqrstuv')}\n`)),
  ]
  const fs = new OverlayFs({ lower: [Tree.of(entries)], now: () => 0, device: 'overlay' })
  const hardware = { cpus: 1, memory: 1e9, disk: 1e10 }
  const net = new NetworkNamespace('laptop', 'laptop')
  const machine = new Machine({
    name: 'laptop',
    hostname: 'laptop',
    kernel,
    fabric,
    fs,
    net,
    programs,
    hardware,
    release: '6',
    os: 'x',
  })
  const written = { stdout: '', stderr: '' }
  const into = (name: 'stdout' | 'stderr') => ({
    write: async (data: Uint8Array | string) => void (written[name] += typeof data === 'string' ? data : text(data)),
  })
  const argv = ['registry', 'serve', '/etc/docker/registry/config.yml']
  const process = machine.start({ argv, env, stdout: into('stdout'), stderr: into('stderr') })
  const client = machine.start({ argv: ['sh'], program: (self) => self.forever() })
  const ask = (method: string, path: string, body = '', headers: Record<string, string> = {}) =>
    settled(kernel, client.request(`http://localhost:5000${path}`, { method, body: utf8(body), headers }))
  return { kernel, fs, process, written, ask }
}

test('it serves, logs, and ends when it is told to', async () => {
  const { kernel, fs, process, written, ask } = boot()
  expect((await ask('GET', '/v2/')).status).toBe(200)
  expect((await ask('POST', `/v2/one/blobs/uploads/?digest=${digestOf('hi')}`, 'hi')).status).toBe(201)
  expect(fs.exists('/var/lib/registry/docker/registry/v2/repositories/one/_layers')).toBe(true)
  expect(await settled(kernel, bodyText(await ask('GET', `/v2/one/blobs/${digestOf('hi')}`)))).toBe('hi')
  expect(written.stderr).toContain('msg="listening on [::]:5000"')
  expect(written.stdout).toContain('"GET /v2/ HTTP/1.1" 200 2 ""')
  process.signal('TERM')
  expect(await settled(kernel, process.exited)).toBe(2)
  const objects = kernel.trace.events.filter((event) => event.topic === 'object.registry')
  expect(objects.map((event) => event.kind === 'object' && event.data?.host)).toEqual(['localhost:5000', undefined])
  expect(kernel.bugs).toEqual([])
})

test('a password file is asked', async () => {
  const { ask } = boot({
    REGISTRY_AUTH: 'htpasswd',
    REGISTRY_AUTH_HTPASSWD_PATH: '/auth/htpasswd',
    REGISTRY_AUTH_HTPASSWD_REALM: 'Mine',
  })
  const refused = await ask('GET', '/v2/')
  expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Basic realm="Mine"'])
  const authorization = `Basic ${Buffer.from('alice:s3cret').toString('base64')}`
  expect((await ask('GET', '/v2/', '', { authorization })).status).toBe(200)
})

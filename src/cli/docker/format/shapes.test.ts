// What fmt prints of moby's structs.
import { expect, it } from 'vitest'
import { formatted, printed } from '../../template/value.ts'
import { kindOf, shaped } from './shapes.ts'

const port = (HostIp: string) => ({ HostIp, HostPort: '8080' })

it.each([
  ['a struct', shaped({ Name: 'on-failure', MaximumRetryCount: 2 }, 'RestartPolicy'), '{on-failure 2}'],
  ['a struct whose first field is empty', shaped([port('')], 'Binding'), '[{ 8080}]'],
  [
    'a map of slices',
    shaped({ '80/tcp': [port('0.0.0.0'), port('::')] }, '', 'Ports'),
    'map[80/tcp:[{0.0.0.0 8080} {:: 8080}]]',
  ],
  ['a set', shaped({ '80/tcp': {} }, '', 'ExposedPorts'), 'map[80/tcp:{}]'],
  ['a time', shaped({ LastTagTime: '2026-09-07T00:30:03.520Z' }, 'Metadata'), '{2026-09-07 00:30:03.52 +0000 UTC}'],
  ['embedded structs', shaped({ User: 'me', Env: [], Shell: [] }, 'ImageConfig'), '{{me  []       false} {<nil>  []}}'],
])('%s', (_, value, expected) => expect(printed(value)).toBe(expected))

it('fmt says that it is a pointer, a template does not', () => {
  const health = shaped({ Status: 'healthy', FailingStreak: 0, Log: [] }, 'Health')
  expect([formatted(health), printed(health)]).toEqual(['&{healthy 0 []}', '{healthy 0 []}'])
})

it('pointers inside of others are addresses', () => {
  const networks = shaped({ bridge: { IPAddress: '172.17.0.2' } }, '', 'Networks')
  expect(printed(networks)).toMatch(/^map\[bridge:0xc000[0-9a-f]{6}\]$/)
})

it.each([
  [{ HostConfig: {} }, 'Container'],
  [{ IPAM: {} }, 'Network'],
  [{ RootFS: {} }, 'Image'],
  [{ Mountpoint: '/' }, 'Volume'],
  ['text', ''],
])('%j is a %s', (object, kind) => expect(kindOf(object)).toBe(kind))

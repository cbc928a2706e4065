// The pieces that dockerd and containerd share: logs, users, addresses, names of network trouble.
import { expect, test } from 'vitest'
import { utf8 } from '../kernel/bytes.ts'
import { Clock } from '../kernel/clock.ts'
import { NetError } from '../net/errors.ts'
import { testMachine } from '../testing/machine.ts'
import { dialError } from '../net/dial.ts'
import { resolveUser } from './identity.ts'
import { Log, selectLines } from './logs.ts'
import { Bridge } from './network.ts'
import { Slots } from '../kernel/slots.ts'

const BOTH = { stdout: true, stderr: true }

test('a log cuts output into lines and keeps the rest until it ends', () => {
  const log = new Log(new Clock(0))
  const seen: string[] = []
  log.follow((line) => void seen.push(line ? new TextDecoder().decode(line.bytes) : 'end'))
  log.write('stdout', utf8('one\ntw'))
  log.write('stderr', utf8('oops\n'))
  log.write('stdout', utf8('o'))
  expect(log.text()).toBe('one\noops\n')
  log.close()
  expect(seen).toEqual(['one\n', 'oops\n', 'two', 'end'])
  expect(selectLines(log, { ...BOTH, tail: 2 })).toHaveLength(2)
  expect(selectLines(log, { stdout: false, stderr: true, tail: 2 })).toHaveLength(1)
  expect(selectLines(log, { ...BOTH, tail: 0 })).toEqual([])
  expect(selectLines(log, { ...BOTH, since: 1 })).toEqual([])
})

test('a flood of lines has to wait for the log, which keeps the newest', () => {
  const clock = new Clock(0)
  const log = new Log(clock)
  log.write('stdout', utf8('a line\n'))
  expect(log.pace()).toBeUndefined()
  for (let i = 0; i < 150; i++) log.write('stdout', utf8(`${i}\n`.repeat(1000)))
  expect(log.pace()).toBeInstanceOf(Promise)
  expect(log.lines.length).toBeLessThanOrEqual(100_000)
  expect(new TextDecoder().decode(log.lines.at(-1)!.bytes)).toBe('149\n')
})

test.each([
  ['', { uid: 0, gid: 0, name: 'root', home: '/root' }],
  ['student', { uid: 1000, gid: 1000, home: '/home/student', groups: [27, 999] }],
  ['1000:1000', { uid: 1000, gid: 1000, groups: [] }],
  ['4242', { uid: 4242, gid: 0, home: '/' }],
  ['nobody', { uid: 65534 }],
])('user %j', (word, expected) => {
  expect(resolveUser(testMachine().fs, word)).toMatchObject(expected)
})

test('users and groups that are not there', () => {
  const { fs } = testMachine()
  expect(() => resolveUser(fs, 'who')).toThrow('unable to find user who: no matching entries in passwd file')
  expect(() => resolveUser(fs, 'root:what')).toThrow('unable to find group what: no matching entries in group file')
})

test('a bridge gives the lowest free address', () => {
  const bridge = new Bridge({ device: 'docker0', subnet: '172.17.0.0/16' })
  expect([bridge.allocate(), bridge.allocate()]).toEqual(['172.17.0.2', '172.17.0.3'])
  bridge.release('172.17.0.2')
  expect([bridge.allocate(), bridge.allocate('172.17.0.3'), bridge.allocate('172.17.0.9')]).toEqual([
    '172.17.0.2',
    undefined,
    '172.17.0.9',
  ])
})

test('its second family of addresses, and what is kept free', () => {
  const six = { subnet: 'fd00:1::/64', range: 'fd00:1::100/120', reserved: ['fd00:1::101'] }
  const bridge = new Bridge({ device: 'br-1', subnet: '10.0.0.0/24', six })
  expect([bridge.six!.gateway, bridge.six!.prefix]).toEqual(['fd00:1::100', 64])
  expect([bridge.six!.allocate(), bridge.six!.allocate('fd00:1::100')]).toEqual(['fd00:1::102', undefined])
  expect(['10.0.0.9', 'fd00:1::9', 'fd00:2::9'].map((address) => bridge.holds(address))).toEqual([true, true, false])
})

test.each([
  ['ECONNREFUSED', 'localhost', 'dial tcp [::1]:5000: connect: connection refused'],
  ['ENOTFOUND', 'x.invalid', 'dial tcp: lookup x.invalid on 127.0.0.53:53: no such host'],
  ['EPROTO', 'x', 'http: server gave HTTP response to HTTPS client'],
] as const)('%s', (code, host, message) => {
  expect(dialError(new NetError(code, `${host}:5000`), host, 5000)).toBe(message)
})

test('so many at a time, in order', async () => {
  const slots = new Slots(1)
  const order: number[] = []
  const work = async (n: number) => {
    await slots.take()
    order.push(n)
    slots.give()
  }
  await Promise.all([work(1), work(2), work(3)])
  expect(order).toEqual([1, 2, 3])
})

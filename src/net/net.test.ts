// Names, routes and messages between machines.
import { describe, expect, it } from 'vitest'
import { text, utf8 } from '../kernel/bytes.ts'
import { Cancel } from '../kernel/cancel.ts'
import { Kernel } from '../kernel/kernel.ts'
import { Pipe, readAll } from '../kernel/queue.ts'
import { settled } from '../testing/drive.ts'
import { containsAddress, isAddress, nthAddress, overlaps, subnetSize } from './address.ts'
import { isAddress6, linkLocal, parsed6, reverseName6, toAddress6 } from './address6.ts'
import { candidates, fromHosts, lookup, parseResolv } from './dns.ts'
import { Fabric } from './fabric.ts'
import { NetError } from './errors.ts'
import { encodeQuery, parseTarget, parseUrl, plain, request } from './http.ts'
import { Network, NetworkNamespace } from './namespace.ts'
import { Router } from './router.ts'

describe('addresses', () => {
  it('knows what lies in a subnet', () => {
    expect([isAddress('10.0.0.1'), isAddress('10.0.0.256'), isAddress('a.b.c.d')]).toEqual([true, false, false])
    expect([containsAddress('10.1.0.0/16', '10.1.200.3'), containsAddress('10.1.0.0/16', '10.2.0.1')]).toEqual([
      true,
      false,
    ])
    expect([nthAddress('172.17.0.0/16', 1), nthAddress('172.17.0.0/16', 300), subnetSize('10.0.0.0/30')]).toEqual([
      '172.17.0.1',
      '172.17.1.44',
      4,
    ])
  })
})

describe('IPv6 addresses', () => {
  it.each([
    ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['fd00:1:2:3:4:5:6:0', 'fd00:1:2:3:4:5:6:0'],
    ['::', '::'],
    ['fe80:0:0:0:0:0:0:1', 'fe80::1'],
  ])('%s is written %s', (text, short) => expect(toAddress6(parsed6(text)!)).toBe(short))

  it.each(['1::2::3', '1:2:3', '12345::', '10.0.0.1', 'g::', '1:2:3:4:5:6:7:8:9', 'localhost'])('%s is none', (text) =>
    expect(isAddress6(text)).toBe(false),
  )

  it('are counted in their subnets', () => {
    expect([nthAddress('fd00:1::/64', 2), overlaps('fd00::/8', 'fd39:1::/64')]).toEqual(['fd00:1::2', true])
    expect([containsAddress('fd00:1::/64', 'fd00:1::9'), containsAddress('10.0.0.0/8', '::a00:1')]).toEqual([
      true,
      false,
    ])
    expect([overlaps('172.17.0.0/16', '172.17.4.0/24'), overlaps('10.0.0.0/8', '11.0.0.0/8')]).toEqual([true, false])
    expect(linkLocal('02:42:ac:11:00:02')).toBe('fe80::42:acff:fe11:2')
    expect(reverseName6('2001:db8::2')).toMatch(/^2\.0\.0\.0.*8\.b\.d\.0\.1\.0\.0\.2\.ip6\.arpa$/)
  })
})

describe('URLs', () => {
  it.each([
    ['http://host', { host: 'host', port: 80, target: '/' }],
    ['https://h:8443/a?b=c#d', { host: 'h', port: 8443, target: '/a?b=c' }],
    ['http://u:p@[::1]:5000/', { user: 'u:p', host: '::1', port: 5000, target: '/' }],
    ['http://h?x=1', { host: 'h', target: '/?x=1' }],
  ])('%s', (url, parts) => {
    expect(parseUrl(url)).toMatchObject(parts)
  })

  it('keeps several values of a query, and escapes', () => {
    expect(parseTarget('/a%20b?x=1&x=2&y&z=a+b%26')).toEqual({
      path: '/a b',
      query: { x: ['1', '2'], y: [''], z: ['a b&'] },
    })
    expect(encodeQuery({ x: ['1', 'a b'] })).toBe('?x=1&x=a%20b')
    expect(parseUrl('no url')).toBeUndefined()
  })
})

describe('the router', () => {
  const handle = () => plain(200, '')
  const router = new Router([
    { method: 'GET', pattern: '/v2/:name+/manifests/:reference', topic: 'manifest.get', handle },
    { method: 'GET', pattern: '/v2/', topic: 'base', handle },
    { method: '*', pattern: '/any', topic: 'any', handle },
  ])
  it('finds names with slashes, HEAD for GET, and any method', () => {
    const match = router.match('HEAD', '/v2/library/busybox/manifests/latest')
    expect([match?.route.topic, match?.params]).toEqual([
      'manifest.get',
      { name: 'library/busybox', reference: 'latest' },
    ])
    expect([
      router.match('GET', '/v2/')?.route.topic,
      router.match('PATCH', '/any')?.route.topic,
      router.match('POST', '/v2/'),
    ]).toEqual(['base', 'any', undefined])
    expect(router.methods('/v2/')).toEqual(['GET'])
  })
})

function network() {
  const kernel = new Kernel({ seed: 1, epoch: 0 })
  const fabric = new Fabric(kernel, () => ({ latency: 10, bandwidth: 100, interactive: 1 }))
  const lan = new Network('lan', 'lan', '10.0.0.0/24')
  const [client, server] = [new NetworkNamespace('client', 'client'), new NetworkNamespace('server', 'server')]
  client.attach(lan, '10.0.0.1')
  server.attach(lan, '10.0.0.2')
  const sender = { namespace: client, component: 'client/curl' }
  const get = (port = 80, address = '10.0.0.2', cancel?: Cancel) =>
    fabric.request({ ...sender, cancel }, { address, port }, request('GET', '/x?y=1'))
  return { kernel, fabric, client, server, sender, get }
}

describe('the fabric', () => {
  it('carries a request and its answer, each with its time, and says so', async () => {
    const { kernel, server, get } = network()
    server.listen(80, {
      component: 'server/nginx',
      http: ({ query }, peer) => plain(200, `${peer.address} ${query.y![0]} ${'.'.repeat(989)}`),
    })
    const response = await settled(kernel, get())
    expect(kernel.clock.now).toBe(20)
    expect(text(await settled(kernel, readAll(response.body)))).toMatch(/^10\.0\.0\.1 1 /)
    expect(kernel.clock.now).toBe(30)
    const messages = kernel.trace.events.flatMap((event) =>
      event.kind === 'message' ? [[event.form, event.at, event.until]] : [],
    )
    expect(messages).toEqual([
      ['request', 0, 10],
      ['response', 10, 30],
    ])
  })

  it('refuses, times out and finds no way as a kernel does', async () => {
    const { kernel, server, get } = network()
    await expect(settled(kernel, get(81))).rejects.toMatchObject({ code: 'ECONNREFUSED', target: '10.0.0.2:81' })
    await expect(settled(kernel, get(80, '10.0.0.9'))).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    server.up = false
    await expect(settled(kernel, get())).rejects.toMatchObject({ code: 'EHOSTUNREACH' })
    expect(kernel.clock.now).toBe(20 + 3000)
  })

  it('lets rules send a connection elsewhere', async () => {
    const { kernel, client, server, get } = network()
    server.listen(8080, { component: 'server/app', http: (_, peer) => plain(200, `${peer.destination.port}`) })
    client.rules.push(({ address, port }) =>
      address === '127.0.0.1' && port === 80 ? { to: { address: '10.0.0.2', port: 8080 } } : undefined,
    )
    const response = await settled(kernel, get(80, '127.0.0.1'))
    expect(text(await settled(kernel, readAll(response.body)))).toBe('80')
  })

  it('streams a body chunk by chunk until the client goes away', async () => {
    const { kernel, server, get } = network()
    const body = new Pipe()
    let gone = false
    server.listen(80, {
      component: 'server/app',
      http: (_, peer) => {
        peer.gone.onCancel(() => void (gone = true))
        return { status: 200, headers: {}, body }
      },
    })
    const cancel = new Cancel()
    const response = await settled(kernel, get(80, '10.0.0.2', cancel))
    await body.write('one')
    expect(text((await settled(kernel, response.body.read()))!)).toBe('one')
    cancel.cancel('bye')
    await body.write('two')
    expect(gone).toBe(true)
    expect(await settled(kernel, response.body.read())).toBeNull()
  })

  it('connects both ways', async () => {
    const { kernel, fabric, server, sender } = network()
    server.listen(7, {
      component: 'server/echo',
      tcp: (connection) =>
        kernel.spawn(async () => {
          for (let chunk = await connection.read(); chunk; chunk = await connection.read())
            await connection.write(chunk)
          connection.close()
        }),
    })
    const connection = await settled(kernel, fabric.connect(sender, { address: '10.0.0.2', port: 7 }))
    await connection.write(utf8('hello'))
    expect(text((await settled(kernel, connection.read()))!)).toBe('hello')
    connection.close()
    expect(await settled(kernel, connection.read())).toBeNull()
  })

  it('closes a raw connection on whose request a server made a mistake, and counts it as a bug; an end is none', async () => {
    const { kernel, fabric, sender, server } = network()
    const ask = async (thrown: Error) => {
      server.listen(80, { component: 'x', http: () => Promise.reject(thrown) })
      const connection = await settled(kernel, fabric.connect(sender, { address: '10.0.0.2', port: 80 }))
      await connection.write(utf8('GET / HTTP/1.1\r\n\r\n'))
      expect(await settled(kernel, connection.read())).toBeNull()
      server.close(80)
    }
    await ask(new NetError('ECONNRESET', '10.0.0.3:80'))
    expect(kernel.bugs).toEqual([])
    const mistake = new TypeError('x is undefined')
    await ask(mistake)
    expect(kernel.bugs).toEqual([mistake])
  })

  it('keeps a port for whoever listens first', () => {
    const { server } = network()
    const listener = { component: 'x' }
    expect(server.listen(80, listener, '127.0.0.1')).toBe(true)
    expect(server.listen(80, listener)).toBe(false)
    server.close(80, '127.0.0.1')
    expect([
      server.listen(80, listener),
      server.listen(80, listener, '10.0.0.2'),
      server.listen(80, listener, undefined, 'udp'),
    ]).toEqual([true, false, true])
  })
})

describe('names', () => {
  it('reads hosts and resolv.conf', () => {
    expect(fromHosts('127.0.1.1 me # x\n10.0.0.5 db me\n', 'me')).toEqual(['10.0.0.5'])
    expect(parseResolv('nameserver 1.1.1.1\nsearch a.b c\noptions ndots:5\n')).toEqual({
      servers: ['1.1.1.1'],
      search: ['a.b', 'c'],
      ndots: 5,
      options: ['ndots:5'],
    })
    expect(candidates('web', ['ns.svc', 'svc'], 5)).toEqual(['web.ns.svc', 'web.svc', 'web'])
    expect([candidates('a.b', ['x'], 1), candidates('a.', ['x'], 1)]).toEqual([['a.b', 'a.b.x'], ['a']])
  })

  it('asks the server for each candidate, and tells not found from not answered', async () => {
    const { kernel, fabric, server, sender } = network()
    const files = { hosts: '', resolv: 'nameserver 10.0.0.2\nsearch svc\n' }
    const ask = (name: string) => settled(kernel, lookup(fabric, sender, files, name))
    await expect(ask('web')).rejects.toMatchObject({ code: 'EAI_AGAIN' })
    const records = [{ name: 'web.svc', type: 'A', ttl: 1, data: '10.9.9.9' }]
    server.listen(
      53,
      {
        component: 'dns',
        dns: ({ name }) => (name === 'web.svc' ? { status: 'NOERROR', records } : { status: 'NXDOMAIN', records: [] }),
      },
      undefined,
      'udp',
    )
    expect(await ask('web')).toEqual(['10.9.9.9'])
    await expect(ask('nope')).rejects.toMatchObject({ code: 'ENOTFOUND' })
  })
})

// Docker Hub: tokens for what one may do, names and their owners, the rate of access.
import { describe, expect, test } from 'vitest'
import { busybox } from '../image/catalog/alpine.ts'
import { multi, recipe } from '../image/catalog/recipe.ts'
import { base64, utf8 } from '../kernel/bytes.ts'
import type { Handler } from '../net/http.ts'
import { openRegistry, send } from '../testing/registry.ts'
import { push } from '../testing/small-image.ts'

describe('Docker Hub', () => {
  const hub = () => {
    const opened = openRegistry({
      place: 'docker.io',
      host: 'docker.io',
      hub: true,
      rated: true,
      private: ['bob/secret'],
      auth: {
        kind: 'token',
        realm: 'https://auth.docker.io/token',
        service: 'registry.docker.io',
        accounts: new Map([['heejeong', 'naru']]),
      },
    })
    opened.registry.seed('library/busybox', ['latest', '1.37'], () => multi(busybox('1.37')))
    opened.registry.seed('bob/secret', ['latest'], () =>
      multi(recipe(busybox('1.37'), '2025-01-01T00:00:00Z', 'buildkit', [])),
    )
    return opened
  }
  const login = { authorization: `Basic ${base64(utf8('heejeong:naru'))}` }
  const bearer = async (http: Handler, scope: string, headers: Record<string, string> = {}) => {
    const { text: body } = await send(
      http,
      'GET',
      `/token?service=registry.docker.io&scope=${encodeURIComponent(scope)}`,
      headers,
    )
    return { authorization: `Bearer ${JSON.parse(body).token}` }
  }

  test('asks for a token and says for what', async () => {
    const { registry } = hub()
    const ping = await send(registry.http, 'GET', '/v2/')
    expect([ping.status, ping.headers['www-authenticate']]).toEqual([
      401,
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io"',
    ])
    const refused = await send(registry.http, 'GET', '/v2/library/busybox/manifests/latest')
    expect(refused.headers['www-authenticate']).toBe(
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:library/busybox:pull"',
    )
    expect(refused.text).toBe(
      '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":[{"Type":"repository","Class":"","Name":"library/busybox","Action":"pull"}]}]}\n',
    )
  })

  test('an anonymous token pulls what is public and is told the rate', async () => {
    const { registry, world } = hub()
    const token = await bearer(registry.token!.http, 'repository:library/busybox:pull')
    expect(world.trace.events.filter((event) => event.topic === 'object.repository')).toEqual([])
    const got = await send(registry.http, 'GET', '/v2/library/busybox/manifests/latest', token)
    expect([got.status, got.headers['ratelimit-limit'], got.headers['ratelimit-remaining']]).toEqual([
      200,
      '100;w=21600',
      '99;w=21600',
    ])
    expect(world.trace.events.filter((event) => event.topic === 'object.repository')).toHaveLength(1)
    const unknown = await send(registry.http, 'GET', '/v2/library/busybox/manifests/nope', token)
    expect(unknown.text).toBe(
      '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":"unknown tag=nope"}]}\n',
    )
    const child = JSON.parse(got.text).manifests[0].digest
    expect((await send(registry.http, 'GET', `/v2/library/busybox/manifests/${child}`, token)).status).toBe(200)
  })

  test.each([
    ['repository:nosuch/image:pull', '/v2/nosuch/image/manifests/latest'],
    ['repository:bob/secret:pull', '/v2/bob/secret/manifests/latest'],
  ])('%s is given a token that is not enough', async (scope, target) => {
    const { registry } = hub()
    const got = await send(registry.http, 'GET', target, await bearer(registry.token!.http, scope, login))
    expect([got.status, got.headers['www-authenticate']!.endsWith(',error="insufficient_scope"')]).toEqual([401, true])
  })

  test('only the owner of a name pushes there', async () => {
    const { registry } = hub()
    const { http, token } = registry
    const scope = 'repository:heejeong/crane:pull,push'
    expect((await push(http, 'heejeong/crane', 'latest', await bearer(token!.http, scope))).status).toBe(401)
    expect((await push(http, 'heejeong/crane', 'latest', await bearer(token!.http, scope, login))).status).toBe(201)
    expect(
      (
        await push(
          http,
          'library/busybox',
          'x',
          await bearer(token!.http, 'repository:library/busybox:pull,push', login),
        )
      ).status,
    ).toBe(401)
    const anyone = await bearer(token!.http, 'repository:heejeong/crane:pull')
    expect((await send(http, 'GET', '/v2/heejeong/crane/manifests/latest', anyone)).status).toBe(200)
  })

  test('wrong passwords get no token, old tokens end', async () => {
    const { registry, world } = hub()
    const wrong = { authorization: `Basic ${base64(utf8('heejeong:no'))}` }
    const got = await send(registry.token!.http, 'GET', '/token?service=registry.docker.io', wrong)
    expect([got.status, got.text]).toEqual([401, '{"details":"incorrect username or password"}'])
    const token = await bearer(registry.token!.http, 'repository:library/busybox:pull')
    world.clock.now += 301_000
    expect(
      (await send(registry.http, 'GET', '/v2/library/busybox/manifests/latest', token)).headers['www-authenticate'],
    ).toContain('error="invalid_token"')
  })

  test('the rate of access has an end', async () => {
    const { registry } = hub()
    const token = await bearer(registry.token!.http, 'repository:library/busybox:pull')
    for (let i = 0; i < 100; i++) await send(registry.http, 'GET', '/v2/library/busybox/manifests/latest', token)
    expect((await send(registry.http, 'GET', '/v2/library/busybox/manifests/latest', token)).status).toBe(429)
    expect((await send(registry.http, 'HEAD', '/v2/library/busybox/manifests/latest', token)).status).toBe(200)
  })
})

// The registry on the wire: each row is a request and the answer to it.
import { describe, expect, test } from 'vitest'
import { MEDIA } from '../api/oci.ts'
import { base64, text, utf8 } from '../kernel/bytes.ts'
import { multi, recipe } from '../image/catalog/recipe.ts'
import { busybox } from '../image/catalog/alpine.ts'
import { digestOf } from '../image/digest.ts'
import { encodeConfig } from '../image/config.ts'
import { makeImage } from '../image/image.ts'
import { makeLayer } from '../image/layer.ts'
import { Content } from '../kernel/content.ts'
import type { Handler, HttpResponse } from '../net/http.ts'
import { openRegistry, send } from '../testing/registry.ts'
import { hashPassword, passwordFits } from '../machine/programs/server/htpasswd-file.ts'
import { configured, readSettings } from './settings.ts'

const open = openRegistry

const entry = {
  path: 'f',
  type: 'file' as const,
  mode: 0o644,
  uid: 0,
  gid: 0,
  mtime: 0,
  content: Content.bulk(1000, 'x'),
}
const layer = makeLayer([entry], { name: 'f', weight: 777_000 })
const config = {
  architecture: 'amd64',
  os: 'linux',
  config: {},
  rootfs: { type: 'layers' as const, diff_ids: [layer.diffId] },
}
const image = makeImage(config, [layer], 'docker')

async function push(
  http: Handler,
  name: string,
  tag: string,
  headers: Record<string, string> = {},
): Promise<HttpResponse> {
  for (const bytes of [layer.blob, encodeConfig(config)]) {
    const started = await send(http, 'POST', `/v2/${name}/blobs/uploads/`, headers)
    if (started.status !== 202) return started
    const location = started.headers.location!.replace('http://localhost:5000', '')
    const patched = await send(http, 'PATCH', location, headers, bytes)
    const next = patched.headers.location!.replace('http://localhost:5000', '')
    await send(http, 'PUT', `${next}&digest=${digestOf(bytes)}`, headers)
  }
  return send(
    http,
    'PUT',
    `/v2/${name}/manifests/${tag}`,
    { ...headers, 'content-type': MEDIA.dockerManifest },
    image.manifestBytes,
  )
}

const zero = `sha256:${'0'.repeat(64)}`

describe('a registry of one’s own', async () => {
  const { world, registry } = open({ deletable: true })
  const { http } = registry
  await push(http, 'crane', 'v1')
  await push(http, 'crane', 'v2')
  const M = image.digest

  test.each<[string, string, number, string | undefined, Record<string, string>?, string?]>([
    ['GET', '/v2/', 200, '{}'],
    ['GET', '/v2/_catalog', 200, '{"repositories":["crane"]}\n'],
    ['GET', '/v2/crane/tags/list', 200, '{"name":"crane","tags":["v1","v2"]}\n'],
    ['GET', '/v2/crane/tags/list?n=1', 200, '{"name":"crane","tags":["v1"]}\n'],
    [
      'GET',
      '/v2/crane/tags/list?n=x',
      400,
      '{"errors":[{"code":"PAGINATION_NUMBER_INVALID","message":"invalid number of results requested","detail":{"n":"x"}}]}\n',
    ],
    [
      'GET',
      '/v2/nosuch/tags/list',
      404,
      '{"errors":[{"code":"NAME_UNKNOWN","message":"repository name not known to registry","detail":{"name":"nosuch"}}]}\n',
    ],
    ['GET', '/v2/crane/manifests/v1', 200, text(image.manifestBytes)],
    ['GET', `/v2/crane/manifests/${M}`, 200, text(image.manifestBytes)],
    ['HEAD', '/v2/crane/manifests/v1', 200, ''],
    [
      'GET',
      '/v2/crane/manifests/nope',
      404,
      '{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown","detail":{"Tag":"nope"}}]}\n',
    ],
    ['HEAD', `/v2/crane/blobs/${layer.digest}`, 200, ''],
    [
      'GET',
      `/v2/crane/blobs/${zero}`,
      404,
      `{"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown to registry","detail":"${zero}"}]}\n`,
    ],
    ['GET', `/v2/crane/blobs/${image.id}`, 206, text(image.configBytes).slice(0, 5), { range: 'bytes=0-4' }],
    ['GET', `/v2/crane/blobs/${image.id}`, 206, text(image.configBytes).slice(-3), { range: 'bytes=-3' }],
    ['GET', `/v2/crane/blobs/${image.id}`, 416, '', { range: 'bytes=99999-' }],
    [
      'PUT',
      `/v2/crane/manifests/x`,
      400,
      '{"errors":[{"code":"MANIFEST_INVALID","message":"manifest invalid","detail":{}}]}\n',
      {},
      '{"schemaVersion":1}',
    ],
    ['PUT', `/v2/empty/manifests/x`, 400, undefined, {}, text(image.manifestBytes)],
    [
      'PUT',
      `/v2/crane/manifests/${zero}`,
      400,
      '{"errors":[{"code":"DIGEST_INVALID","message":"provided digest did not match uploaded content"}]}\n',
      {},
      text(image.manifestBytes),
    ],
    [
      'PATCH',
      '/v2/crane/blobs/uploads/none',
      404,
      '{"errors":[{"code":"BLOB_UPLOAD_UNKNOWN","message":"blob upload unknown to registry"}]}\n',
    ],
    ['POST', `/v2/other/blobs/uploads/?mount=${layer.digest}&from=crane`, 201, ''],
    ['POST', `/v2/other/blobs/uploads/?mount=${zero}&from=crane`, 202, ''],
    ['POST', `/v2/one/blobs/uploads/?digest=${digestOf('hi')}`, 201, '', {}, 'hi'],
    [
      'POST',
      `/v2/one/blobs/uploads/?digest=${zero}`,
      400,
      '{"errors":[{"code":"DIGEST_INVALID","message":"provided digest did not match uploaded content"}]}\n',
      {},
      'hi',
    ],
    ['GET', `/v2/crane/referrers/${M}`, 200, `{"schemaVersion":2,"mediaType":"${MEDIA.ociIndex}","manifests":[]}\n`],
    ['GET', '/nowhere', 404, '404 page not found\n'],
    ['POST', '/v2/crane/tags/list', 405, ''],
  ])('%s %s → %i', async (method, target, status, body, headers = {}, sent = '') => {
    const response = await send(http, method, target, headers, sent)
    expect(response.status).toBe(status)
    if (body !== undefined) expect(response.text).toBe(body)
  })

  test('headers of a manifest are those of the recording', async () => {
    const { headers } = await send(http, 'HEAD', '/v2/crane/manifests/v1')
    expect(headers).toEqual({
      'content-length': String(image.manifestBytes.length),
      'content-type': MEDIA.dockerManifest,
      'docker-content-digest': M,
      'docker-distribution-api-version': 'registry/2.0',
      etag: `"${M}"`,
      date: expect.stringMatching(/ GMT$/) as string,
    })
  })

  test('missing blobs are each named', async () => {
    const response = await send(http, 'PUT', '/v2/empty/manifests/x', {}, image.manifestBytes)
    const { errors } = JSON.parse(response.text)
    expect(
      errors.map((error: { code: string; detail: { Digest: string } }) => [error.code, error.detail.Digest]),
    ).toEqual([
      ['MANIFEST_BLOB_UNKNOWN', image.id],
      ['MANIFEST_BLOB_UNKNOWN', layer.digest],
    ])
  })

  test('pages name the next one', async () => {
    const { headers } = await send(http, 'GET', '/v2/crane/tags/list?n=1')
    expect(headers.link).toBe('</v2/crane/tags/list?last=v1&n=1>; rel="next"')
    expect((await send(http, 'GET', '/v2/crane/tags/list?n=1&last=v1')).text).toBe('{"name":"crane","tags":["v2"]}\n')
  })

  test('a blob has the weight its manifest says', async () => {
    expect((await send(http, 'GET', `/v2/crane/blobs/${layer.digest}`)).weight).toBe(777_000)
  })

  test('chunks go on where the last ended', async () => {
    const started = await send(http, 'POST', '/v2/chunks/blobs/uploads/')
    const at = started.headers.location!.replace('http://localhost:5000', '')
    expect(started.headers.range).toBe('0-0')
    expect((await send(http, 'PATCH', at, { 'content-range': '0-1' }, 'ab')).headers.range).toBe('0-1')
    expect((await send(http, 'PATCH', at, { 'content-range': '5-6' }, 'cd')).status).toBe(416)
    expect((await send(http, 'GET', at)).status).toBe(204)
    expect((await send(http, 'PUT', `${at}&digest=${digestOf('abcd')}`, {}, 'cd')).status).toBe(201)
    expect((await send(http, 'GET', `/v2/chunks/blobs/${digestOf('abcd')}`)).text).toBe('abcd')
  })

  test('a deleted manifest takes its tags along', async () => {
    await push(http, 'gone', 'a')
    expect((await send(http, 'DELETE', `/v2/gone/manifests/${M}`)).status).toBe(202)
    expect((await send(http, 'GET', '/v2/gone/manifests/a')).status).toBe(404)
    expect((await send(open().registry.http, 'DELETE', `/v2/gone/manifests/${M}`)).text).toContain('"UNSUPPORTED"')
  })

  test('the trace is told of each tag', () => {
    const objects = world.trace.events.filter((event) => event.kind === 'object')
    expect(objects.slice(0, 2).map((event) => [event.type, event.id])).toEqual([
      ['repository', 'crane:v1'],
      ['repository', 'crane:v2'],
    ])
    expect(objects[1]!.data!.layers).toEqual([{ diffId: layer.diffId, digest: layer.digest, size: 1000, name: 'f' }])
  })
})

describe('Docker Hub', () => {
  const hub = () => {
    const opened = open({
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

test('a read-only registry denies pushes', async () => {
  const { registry } = open({ readOnly: true })
  expect((await send(registry.http, 'POST', '/v2/x/blobs/uploads/')).text).toContain('"DENIED"')
})

test('a password file', async () => {
  const file = `alice:${hashPassword('s3cret', 'abcdefghijklmnopqrstuv')}\n`
  const { registry } = open({
    auth: { kind: 'htpasswd', realm: 'Registry Realm', verify: (user, word) => passwordFits(file, user, word) },
  })
  const refused = await send(registry.http, 'GET', '/v2/')
  expect([refused.status, refused.headers['www-authenticate'], refused.text]).toEqual([
    401,
    'Basic realm="Registry Realm"',
    '{"errors":[{"code":"UNAUTHORIZED","message":"authentication required","detail":null}]}\n',
  ])
  const asAlice = (word: string) =>
    send(registry.http, 'GET', '/v2/', { authorization: `Basic ${base64(utf8(`alice:${word}`))}` })
  expect([(await asAlice('s3cret')).status, (await asAlice('wrong')).status]).toEqual([200, 401])
})

test('the configuration file and the environment over it', () => {
  const file =
    'version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: /var/lib/registry # here\nhttp:\n  addr: :5000\n'
  const settings = readSettings(file, { REGISTRY_HTTP_ADDR: '0.0.0.0:80', REGISTRY_AUTH_HTPASSWD_PATH: '/auth' })
  expect([settings.get('http.addr'), settings.get('storage.filesystem.rootdirectory')]).toEqual([
    '0.0.0.0:80',
    '/var/lib/registry',
  ])
  expect([configured(settings, 'auth.htpasswd'), configured(settings, 'proxy')]).toEqual([true, false])
})

test('a search of the index', async () => {
  const { registry } = open({
    describe: (name) => (name === 'library/busybox' ? { text: 'Busybox base image.', stars: 3 } : undefined),
  })
  for (const name of ['library/busybox', 'me/busybox-extra', 'library/nginx'])
    registry.seed(name, ['latest'], () => multi(busybox('1.37')))
  const { results } = JSON.parse((await send(registry.http, 'GET', '/v1/search?q=busy&n=5')).text)
  expect(results.map((row: Record<string, unknown>) => [row.name, row.star_count, row.is_official])).toEqual([
    ['busybox', 3, true],
    ['me/busybox-extra', 0, false],
  ])
})

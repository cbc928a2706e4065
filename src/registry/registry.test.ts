// The registry on the wire: each row is a request and the answer to it.
import { describe, expect, test } from 'vitest'
import { MEDIA } from '../api/oci.ts'
import { base64, text, utf8 } from '../kernel/bytes.ts'
import { multi } from '../image/catalog/recipe.ts'
import { busybox } from '../image/catalog/alpine.ts'
import { digestOf } from '../image/digest.ts'
import { openRegistry, send } from '../testing/registry.ts'
import { hashPassword, passwordFits } from '../machine/programs/server/htpasswd-file.ts'
import { configured, readSettings } from './settings.ts'
import { image, layer, push } from '../testing/small-image.ts'

const zero = `sha256:${'0'.repeat(64)}`

describe('a registry of one’s own', async () => {
  const { world, registry } = openRegistry({ deletable: true })
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
    const { at } = started
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
    expect((await send(openRegistry().registry.http, 'DELETE', `/v2/gone/manifests/${M}`)).text).toContain(
      '"UNSUPPORTED"',
    )
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

test('a read-only registry denies pushes', async () => {
  const { registry } = openRegistry({ readOnly: true })
  expect((await send(registry.http, 'POST', '/v2/x/blobs/uploads/')).text).toContain('"DENIED"')
})

test('a password file', async () => {
  const file = `alice:${hashPassword('s3cret', 'abcdefghijklmnopqrstuv')}\n`
  const { registry } = openRegistry({
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
  const { registry } = openRegistry({
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

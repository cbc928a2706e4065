// What the OCI distribution spec asks of a registry, request by request, in the order of its own conformance tests.
import { describe, expect, test } from 'vitest'
import { type Descriptor, type Index, MEDIA } from '../api/oci.ts'
import { utf8 } from '../kernel/bytes.ts'
import { digestOf } from '../image/digest.ts'
import { openRegistry, send } from '../testing/registry.ts'

const { http } = openRegistry({ deletable: true }).registry
const ask = (method: string, target: string, headers?: Record<string, string>, body?: string) =>
  send(http, method, target, headers, body)

const EMPTY_JSON = '{}'
const descriptor = (mediaType: string, content: string): Descriptor => ({
  mediaType,
  digest: digestOf(content),
  size: utf8(content).length,
})
const manifestOf = (layer: string, more: object = {}) =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: MEDIA.ociManifest,
    config: descriptor('application/vnd.oci.empty.v1+json', EMPTY_JSON),
    layers: [descriptor('application/octet-stream', layer)],
    ...more,
  })

const upload = (repository: string, content: string) =>
  ask('POST', `/v2/${repository}/blobs/uploads/?digest=${digestOf(content)}`, {}, content)

async function push(repository: string, reference: string, manifest: string, contents: readonly string[] = []) {
  for (const content of [EMPTY_JSON, ...contents]) await upload(repository, content)
  const { mediaType } = JSON.parse(manifest) as { mediaType: string }
  return ask('PUT', `/v2/${repository}/manifests/${reference}`, { 'content-type': mediaType }, manifest)
}

const MISSING = digestOf('nobody has this')
const BLOB = 'x'.repeat(3000)
const LAYER = 'a layer'
const MANIFEST = manifestOf(LAYER)

describe('pushing blobs', () => {
  test('POST, then PUT', async () => {
    const { at, status } = await ask('POST', '/v2/a/blobs/uploads/')
    expect(status).toBe(202)
    const put = await ask(
      'PUT',
      `${at}&digest=${digestOf('one')}`,
      { 'content-type': 'application/octet-stream' },
      'one',
    )
    expect([put.status, put.at]).toEqual([201, `/v2/a/blobs/${digestOf('one')}`])
    expect((await ask('GET', put.at)).text).toBe('one')
  })

  test('POST alone', async () => expect((await upload('a', 'two')).status).toBe(201))

  test('in chunks, and one out of order', async () => {
    let { at } = await ask('POST', '/v2/a/blobs/uploads/', { 'content-length': '0' })
    const first = await ask('PATCH', at, { 'content-range': '0-4' }, 'first')
    expect([first.status, first.headers.range]).toEqual([202, '0-4'])
    expect((await ask('PATCH', first.at, { 'content-range': '9-12' }, 'late')).status).toBe(416)
    const status = await ask('GET', first.at)
    expect([status.status, status.headers.range]).toEqual([204, '0-4'])
    ;({ at } = await ask('PATCH', status.at, { 'content-range': '5-10' }, 'second'))
    expect((await ask('PUT', `${at}&digest=${digestOf('firstsecond!')}`, { 'content-range': '3-3' }, '!')).status).toBe(
      416,
    )
    const done = await ask('PUT', `${at}&digest=${digestOf('firstsecond!')}`, { 'content-range': '11-11' }, '!')
    expect(done.status).toBe(201)
  })

  test('as a stream without a range', async () => {
    const { at } = await ask('POST', '/v2/a/blobs/uploads/')
    const patched = await ask('PATCH', at, {}, 'stream')
    expect((await ask('PUT', `${patched.at}&digest=${digestOf('stream')}`)).status).toBe(201)
  })

  test('cancelled', async () => {
    const { at } = await ask('POST', '/v2/a/blobs/uploads/')
    expect((await ask('DELETE', at)).status).toBe(204)
    expect((await ask('GET', at)).status).toBe(404)
    expect((await ask('PUT', `${at}&digest=${MISSING}`)).text).toContain('"BLOB_UPLOAD_UNKNOWN"')
  })

  test.each([
    ['from a repository that has it', `mount=${digestOf('two')}&from=a`, 201],
    ['from one that has it not', `mount=${MISSING}&from=a`, 202],
    ['from anywhere', `mount=${digestOf('two')}`, 202],
  ])('mounted %s', async (_, query, status) => {
    expect((await ask('POST', `/v2/b/blobs/uploads/?${query}`)).status).toBe(status)
  })

  test('whose digest is another one', async () => {
    const { at } = await ask('POST', '/v2/a/blobs/uploads/')
    const wrong = await ask('PUT', `${at}&digest=${MISSING}`, {}, 'something')
    expect([wrong.status, JSON.parse(wrong.text).errors[0].code]).toEqual([400, 'DIGEST_INVALID'])
  })
})

describe('pulling', async () => {
  await upload('p', BLOB)
  await push('p', 'v1', MANIFEST, [LAYER])
  const blob = `/v2/p/blobs/${digestOf(BLOB)}`
  const byDigest = `/v2/p/manifests/${digestOf(MANIFEST)}`

  test.each<[string, string, number, string?]>([
    ['GET', blob, 200, BLOB],
    ['HEAD', blob, 200, ''],
    ['GET', `/v2/p/blobs/${MISSING}`, 404],
    ['HEAD', `/v2/p/blobs/${MISSING}`, 404, ''],
    ['GET', '/v2/p/blobs/sha256:baddigeststring', 400],
    ['GET', '/v2/p/manifests/v1', 200, MANIFEST],
    ['GET', byDigest, 200, MANIFEST],
    ['HEAD', byDigest, 200, ''],
    ['HEAD', '/v2/p/manifests/v1', 200, ''],
    ['GET', `/v2/p/manifests/${MISSING}`, 404],
    ['GET', '/v2/p/manifests/missing', 404],
    ['GET', '/v2/p/manifests/sha256:baddigeststring', 404],
  ])('%s %s → %i', async (method, target, status, body) => {
    const got = await ask(method, target)
    expect(got.status).toBe(status)
    if (body !== undefined) expect(got.text).toBe(body)
  })

  test.each<[string, number, string?]>([
    ['500-1499', 206, '500-1499'],
    ['500-', 206, '500-2999'],
    ['-500', 206, '2500-2999'],
    ['2000-5000', 206, '2000-2999'],
    ['500-0', 416],
    ['5000-10000', 416],
  ])('bytes=%s of a blob of 3000 → %i', async (range, status, sent) => {
    const got = await ask('GET', blob, { range: `bytes=${range}` })
    expect(got.status).toBe(status)
    expect(got.headers['content-range']).toBe(sent ? `bytes ${sent}/3000` : 'bytes */3000')
  })
})

test.each([
  ['by another digest', MISSING, MANIFEST, 400, 'DIGEST_INVALID'],
  ['by a digest that is none', 'sha256:baddigeststring', MANIFEST, 400, 'DIGEST_INVALID'],
  ['with a layer that is not there', 'v9', manifestOf('elsewhere'), 400, 'MANIFEST_BLOB_UNKNOWN'],
  ['that is no manifest', 'v9', '{"mediaType":"application/vnd.oci.image.manifest.v1+json"}', 400, 'MANIFEST_INVALID'],
])('a manifest %s is refused', async (_, reference, manifest, status, code) => {
  const got = await push('m', reference, manifest, [LAYER])
  expect([got.status, JSON.parse(got.text).errors[0].code]).toEqual([status, code])
})

describe('listing tags', async () => {
  for (const tag of ['t3', 't1', 't2', 't4']) await push('t', tag, MANIFEST, [LAYER])
  test.each([
    ['', ['t1', 't2', 't3', 't4'], undefined],
    ['?n=2', ['t1', 't2'], '</v2/t/tags/list?last=t2&n=2>; rel="next"'],
    ['?n=2&last=t2', ['t3', 't4'], undefined],
    ['?last=t3', ['t4'], undefined],
    ['?n=0', [], undefined],
    ['?n=9', ['t1', 't2', 't3', 't4'], undefined],
  ])('%s', async (query, tags, link) => {
    const got = await ask('GET', `/v2/t/tags/list${query}`)
    expect([JSON.parse(got.text), got.headers.link]).toEqual([{ name: 't', tags }, link])
  })
})

describe('referrers', async () => {
  await push('r', 'v1', MANIFEST, [LAYER])
  const subject = descriptor(MEDIA.ociManifest, MANIFEST)
  const signature = manifestOf('signed', { artifactType: 'application/x.sig', subject, annotations: { by: 'me' } })
  const plain = manifestOf('plain', { subject, config: descriptor('application/x.config', EMPTY_JSON) })
  const index = JSON.stringify({
    schemaVersion: 2,
    mediaType: MEDIA.ociIndex,
    artifactType: 'application/x.many',
    manifests: [],
    subject,
  })
  const early = manifestOf('early', { subject: { ...subject, digest: MISSING } })
  const list = async (digest: string, query = '') => {
    const got = await ask('GET', `/v2/r/referrers/${digest}${query}`)
    return { ...got, index: JSON.parse(got.text) as Index }
  }
  const answers = [
    await push('r', digestOf(signature), signature, ['signed']),
    await push('r', digestOf(plain), plain, ['plain']),
    await push('r', 'many', index),
  ]

  test('a subject is acknowledged, be it there or not', async () => {
    expect(answers.map(({ status, headers }) => [status, headers['oci-subject']])).toEqual(
      Array(3).fill([201, subject.digest]),
    )
    expect((await push('r', digestOf(early), early, ['early'])).headers['oci-subject']).toBe(MISSING)
    expect((await list(MISSING)).index.manifests.map(({ digest }) => digest)).toEqual([digestOf(early)])
  })

  test('all of them, with types and annotations', async () => {
    const { headers, index: found } = await list(subject.digest)
    expect(headers['content-type']).toBe(MEDIA.ociIndex)
    expect(found.manifests).toEqual([
      { ...descriptor(MEDIA.ociManifest, signature), artifactType: 'application/x.sig', annotations: { by: 'me' } },
      { ...descriptor(MEDIA.ociManifest, plain), artifactType: 'application/x.config' },
      { ...descriptor(MEDIA.ociIndex, index), artifactType: 'application/x.many' },
    ])
  })

  test('of one type', async () => {
    const { headers, index: found } = await list(subject.digest, '?artifactType=application/x.sig')
    expect(headers['oci-filters-applied']).toBe('artifactType')
    expect(found.manifests.map(({ digest }) => digest)).toEqual([digestOf(signature)])
  })

  test('none', async () => {
    expect((await list(digestOf('who'))).index.manifests).toEqual([])
    expect((await ask('GET', '/v2/r/referrers/sha256:bad')).status).toBe(400)
  })

  test('gone with their manifest', async () => {
    expect((await ask('DELETE', `/v2/r/manifests/${digestOf(plain)}`)).status).toBe(202)
    expect((await list(subject.digest)).index.manifests).toHaveLength(2)
  })
})

describe('deleting', async () => {
  await push('d', 'keep', MANIFEST, [LAYER])
  await push('d', 'drop', MANIFEST)
  test.each([
    ['/v2/d/manifests/drop', '/v2/d/manifests/drop'],
    [`/v2/d/manifests/${digestOf(MANIFEST)}`, '/v2/d/manifests/keep'],
    [`/v2/d/blobs/${digestOf(LAYER)}`, `/v2/d/blobs/${digestOf(LAYER)}`],
  ])('%s', async (target, gone) => {
    expect((await ask('DELETE', target)).status).toBe(202)
    expect((await ask('HEAD', gone)).status).toBe(404)
    expect((await ask('DELETE', target)).status).toBe(404)
  })

  test('is off unless it was switched on', async () => {
    const off = openRegistry().registry.http
    for (const target of ['/v2/d/manifests/keep', `/v2/d/blobs/${digestOf(LAYER)}`]) {
      const got = await send(off, 'DELETE', target)
      expect([got.status, JSON.parse(got.text).errors[0].code]).toEqual([405, 'UNSUPPORTED'])
    }
  })
})

// The npm registry at registry.npmjs.org: what is known of a package, and its tarballs.
import { sha512 } from '@noble/hashes/sha2.js'
import { base64 } from '../../../kernel/bytes.ts'
import { type Handler, type HttpResponse, json } from '../../../net/http.ts'
import { Router } from '../../../net/router.ts'
import { compareVersions } from './range.ts'
import { FUNDED, type Release, stock } from './stock.ts'
import { packTarball } from './tarball.ts'
import type { Packument, PublishedVersion } from './wire.ts'

const ADDRESS = 'https://registry.npmjs.org'

/** Text packs to about a quarter. */
const packed = (size: number) => Math.ceil(size / 4.2)

const baseName = (name: string) => name.split('/').at(-1)!

function manifestOf({ name, version, dependencies, body }: Release) {
  return {
    name,
    version,
    license: 'MIT',
    main: 'index.js',
    ...(body?.bin ? { bin: body.bin } : {}),
    ...(Object.keys(dependencies).length > 0 ? { dependencies } : {}),
    ...(body?.engines ? { engines: { node: body.engines } } : {}),
    ...(FUNDED.has(name) ? { funding: `https://opencollective.com/${baseName(name)}` } : {}),
  }
}

const noCode = (name: string) =>
  `throw new Error("naru: the code of the npm package ${name} is not simulated, only its weight")\n`

const tarballOf = (release: Release): Uint8Array => {
  const { name, body, size } = release
  const files = {
    'package.json': `${JSON.stringify(manifestOf(release), null, 2)}\n`,
    'index.js': body?.main ?? noCode(name),
    ...body?.files,
  }
  return packTarball(files, size)
}

function published(release: Release): PublishedVersion {
  const { name, version, size } = release
  return {
    ...manifestOf(release),
    dist: {
      tarball: `${ADDRESS}/${name}/-/${baseName(name)}-${version}.tgz`,
      integrity: `sha512-${base64(sha512(tarballOf(release)))}`,
      unpackedSize: size,
    },
  }
}

function packument(name: string): Packument | undefined {
  const releases = stock.get(name)
  if (!releases) return undefined
  const ordered = releases.toSorted((a, b) => compareVersions(a.version, b.version))
  return {
    name,
    'dist-tags': { latest: ordered.at(-1)!.version },
    versions: Object.fromEntries(ordered.map((release) => [release.version, published(release)])),
  }
}

const headers = { server: 'cloudflare', vary: 'accept-encoding, accept' }

const unknown = (name: string) => json(404, { error: `the npm package ${name} is not simulated` }, headers)

function describe(name: string): HttpResponse {
  const found = packument(name)
  if (!found) return unknown(name)
  // A real packument tells of every version that ever was.
  return { ...json(200, found, headers), weight: 24_000 + Object.keys(found.versions).length * 3_000 }
}

function tarball(name: string, file: string): HttpResponse {
  const version = file.slice(baseName(name).length + 1, -'.tgz'.length)
  const releases = stock.get(name)
  const release =
    releases?.find((each) => each.version === version) ??
    releases?.find((each) => each.version.split('.')[0] === version.split('.')[0])
  if (!release) return unknown(`${name}@${version}`)
  const body = tarballOf({ ...release, version })
  const type = { 'content-type': 'application/octet-stream' }
  return { status: 200, headers: { ...headers, ...type }, body, weight: Math.max(body.length, packed(release.size)) }
}

/** Serves `/<name>`, `/<name>/-/<file>.tgz` and the question for advisories. */
export function npmRegistry(): { http: Handler; router: Router } {
  const about = ({ scope, name, file }: Record<string, string>) => ({
    package: file ?? (scope ? `${scope}/${name}` : name!),
  })
  const scoped = (pattern: string) => [`/:name${pattern}`, `/:scope/:name${pattern}`]
  const named = ({ scope, name }: Record<string, string>) => (scope ? `${scope}/${name}` : name!)
  const router = new Router([
    {
      method: 'POST',
      pattern: '/-/npm/v1/security/advisories/bulk',
      topic: 'npm.advisories',
      handle: () => json(200, {}, headers),
    },
    ...scoped('/-/:file').map((pattern) => ({
      method: 'GET',
      pattern,
      topic: 'npm.tarball',
      about,
      handle: (_: unknown, params: Record<string, string>) => tarball(named(params), params.file!),
    })),
    ...scoped('').map((pattern) => ({
      method: 'GET',
      pattern,
      topic: 'npm.packument',
      about,
      handle: (_: unknown, params: Record<string, string>) => describe(decodeURIComponent(named(params))),
    })),
  ])
  const http: Handler = (request, peer) => {
    const match = router.match(request.method, request.path)
    return match ? match.route.handle(request, match.params, peer) : json(404, { error: 'Not found' }, headers)
  }
  return { http, router }
}

// A mirror of the Debian, Ubuntu and Alpine archives: deb.debian.org, archive.ubuntu.com, dl-cdn.alpinelinux.org.
import { utf8 } from '../../kernel/bytes.ts'
import { type Handler, type HttpResponse, plain } from '../../net/http.ts'
import { Router } from '../../net/router.ts'
import { pack, writeParagraph } from './archive.ts'
import { type Package, packageTable } from './index-table.ts'

/** Emulated bytes of a release file and of an index. */
const SIZES: Record<string, { release: number; index: number }> = {
  buster: { release: 122_000, index: 7_909_000 },
  bullseye: { release: 116_000, index: 8_066_000 },
  bookworm: { release: 151_000, index: 8_791_000 },
  trixie: { release: 140_000, index: 9_670_000 },
  focal: { release: 265_000, index: 1_275_000 },
  jammy: { release: 270_000, index: 1_792_000 },
  noble: { release: 256_000, index: 1_808_000 },
}
const PART = { release: 55_400, index: 280_000 }

const weighed = (body: string | Uint8Array, weight: number, type = 'application/octet-stream'): HttpResponse => {
  const bytes = typeof body === 'string' ? utf8(body) : body
  return {
    status: 200,
    headers: { server: 'Apache', 'content-type': type, 'content-length': String(weight) },
    body: bytes,
    weight: Math.max(weight, bytes.length),
  }
}

const missing = () =>
  plain(404, '<html><head><title>404 Not Found</title></head><body>Not Found</body></html>', {
    'content-type': 'text/html',
  })

const baseSuite = (suite: string) => suite.replace(/[-/](updates|security|backports).*$/, '')

export const poolPath = (name: string, version: string): string =>
  `pool/main/${name.startsWith('lib') ? name.slice(0, 4) : name[0]}/${name}/${name}_${version.replace(/^\d+:/, '')}_amd64.deb`

const stocked = ({ deb, suites }: Package, suite: string) =>
  deb !== undefined && (suites === undefined || suites.split(' ').includes(suite))

function debIndex(suite: string): string {
  const rows = [...packageTable.values()].filter((entry) => stocked(entry, suite))
  return rows
    .map(({ name, summary, deb, provides }) =>
      writeParagraph(
        new Map([
          ['Package', name],
          ['Version', deb!.version],
          ['Architecture', 'amd64'],
          ['Installed-Size', String(deb!.installed)],
          ['Depends', deb!.depends.split(' ').filter(Boolean).join(', ')],
          ...(provides ? [['Provides', provides] as const] : []),
          ['Filename', poolPath(name, deb!.version)],
          ['Size', String(deb!.size)],
          ['Description', summary],
        ]),
      ),
    )
    .join('\n')
}

function apkIndex(): string {
  const rows = [...packageTable.values()].filter(({ apk }) => apk)
  return rows
    .map(
      ({ name, summary, apk }) =>
        `P:${name}\nV:${apk!.version}\nA:x86_64\nS:${apk!.size}\nI:${apk!.installed * 1000}\nT:${summary}\nD:${apk!.depends}\n`,
    )
    .join('\n')
}

/** Serves `/debian/…`, `/debian-security/…`, `/ubuntu/…` and `/alpine/…`. */
export function packageMirror(): { http: Handler; router: Router } {
  const router = new Router([
    {
      method: 'GET',
      pattern: '/:archive/dists/:suite+/InRelease',
      topic: 'packages.release',
      handle: (_, { suite }) => {
        const size = SIZES[baseSuite(suite!)]
        if (!size) return missing()
        return weighed(
          `Suite: ${suite}\nCodename: ${suite}\n`,
          suite!.includes('-') || suite!.includes('/') ? PART.release : size.release,
        )
      },
    },
    {
      method: 'GET',
      pattern: '/:archive/dists/:suite+/:component/binary-amd64/Packages.xz',
      topic: 'packages.index',
      handle: (_, { suite, component }) => {
        const size = SIZES[baseSuite(suite!)]
        if (!size) return missing()
        const main = baseSuite(suite!) === suite && component === 'main'
        return weighed(
          main ? debIndex(suite!) : '',
          main ? size.index : component === 'universe' ? 19_300_000 : PART.index,
        )
      },
    },
    {
      method: 'GET',
      pattern: '/:archive/pool/:path+',
      topic: 'packages.package',
      about: ({ path }) => ({ package: path!.split('/').at(-1)! }),
      handle: (_, { path }) => {
        const name = path!.split('/').at(-1)!.split('_')[0]!
        const found = packageTable.get(name)
        return found?.deb ? weighed(pack(found.files), found.deb.size) : missing()
      },
    },
    {
      method: 'GET',
      pattern: '/alpine/:branch/:repository/x86_64/APKINDEX.tar.gz',
      topic: 'packages.index',
      handle: (_, { repository }) =>
        weighed(repository === 'main' ? apkIndex() : '', repository === 'main' ? 493_000 : 2_100_000),
    },
    {
      method: 'GET',
      pattern: '/alpine/:branch/:repository/x86_64/:file',
      topic: 'packages.package',
      about: ({ file }) => ({ package: file! }),
      handle: (_, { file }) => {
        const found = [...packageTable.values()].find(({ name, apk }) => apk && file === `${name}-${apk.version}.apk`)
        return found ? weighed(pack(found.files), found.apk!.size) : missing()
      },
    },
  ])
  const http: Handler = (request, peer) => {
    const match = router.match(request.method, request.path)
    return match ? match.route.handle(request, match.params, peer) : missing()
  }
  return { http, router }
}

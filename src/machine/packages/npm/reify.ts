// Makes node_modules what the ideal tree says: fetches what is missing, removes what is too much, links programs.
import { Content } from '../../../kernel/content.ts'
import { dirname } from '../../fs/path.ts'
import { lexists } from '../../programs/permission.ts'
import type { Process } from '../../process.ts'
import type { RegistryClient } from './client.ts'
import { type Tree, nameAt } from './ideal.ts'
import { Failure } from './report.ts'
import { unpackTarball } from './tarball.ts'
import type { Locked } from './wire.ts'

export interface Changes {
  added: number
  removed: number
  changed: number
}

/** Unpacking one package keeps the processor busy so long. */
const UNPACK_MS = 6

/** `root` is the folder that node_modules lies in; `binaries` where its programs are linked. */
export async function reify(
  process: Process,
  root: string,
  binaries: string,
  { before, after }: { before: Tree; after: Tree },
  client: RegistryClient,
): Promise<Changes> {
  const at = (place: string) => `${root === '/' ? '' : root}/${place}`
  const same = (place: string) =>
    before.get(place)?.version === after.get(place)?.version && process.fs.exists(at(`${place}/package.json`))
  const gone = [...before.keys()].filter((place) => !after.has(place))
  const fresh = [...after.keys()].filter((place) => !same(place))
  const changed = fresh.filter((place) => before.has(place) && process.fs.exists(at(place)))
  for (const place of [...gone, ...changed]) {
    for (const name of Object.keys(before.get(place)?.bin ?? {})) unlink(process, `${binaries}/${name}`)
    if (process.fs.exists(at(place))) process.fs.remove(at(place), { recursive: true })
  }
  const fetched = fresh.map(async (place) => {
    const row = after.get(place)!
    if (row.resolved === undefined) throw new Failure([`naru: ${nameAt(place)} without an address is not simulated`])
    const { bytes, weight } = await client.tarball(row.resolved)
    await process.work(UNPACK_MS)
    unpackTarball(process, bytes, at(place))
    cache(process, row, weight)
  })
  await Promise.all(fetched)
  for (const place of fresh) link(process, at(place), after.get(place)!, place, binaries)
  return { added: fresh.length - changed.length, removed: gone.length, changed: changed.length }
}

/** npm keeps every tarball that it fetched. */
function cache(process: Process, { resolved, integrity }: Locked, weight: number): void {
  const key = (integrity ?? resolved!).replace(/^sha512-/, '').replace(/[^A-Za-z0-9]/g, '')
  const path = `${process.env.HOME ?? process.user.home}/.npm/_cacache/content-v2/sha512/${key.slice(0, 2)}/${key.slice(2, 40)}`
  const owner = { uid: process.user.uid, gid: process.user.gid }
  process.fs.mkdir(dirname(path), { parents: true, ...owner })
  process.fs.write(path, Content.bulk(weight, `npm-cache:${key}`), { mode: 0o644, ...owner })
}

/** Programs of packages that the project itself needs. */
function link(process: Process, folder: string, { bin }: Locked, place: string, binaries: string): void {
  if (place.indexOf('node_modules/') !== place.lastIndexOf('node_modules/')) return
  for (const [name, file] of Object.entries(bin ?? {})) {
    const owner = { uid: process.user.uid, gid: process.user.gid }
    process.fs.mkdir(binaries, { parents: true, ...owner })
    unlink(process, `${binaries}/${name}`)
    const up = binaries.endsWith('/.bin') ? `../${nameAt(place)}` : folder
    process.fs.symlink(`${up}/${file.replace(/^\.\//, '')}`, `${binaries}/${name}`)
  }
}

function unlink(process: Process, path: string): void {
  if (lexists(process.fs, path)) process.fs.remove(path)
}

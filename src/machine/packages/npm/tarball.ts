// A package's tarball: its files, and the size they take on a disk.
import { text, utf8 } from '../../../kernel/bytes.ts'
import { Content } from '../../../kernel/content.ts'
import type { Process } from '../../process.ts'
import { dirname } from '../../fs/path.ts'

interface Tarball {
  files: Record<string, string>
  size: number
}

const MAGIC = 'naru-npm-package\n'

export const packTarball = (files: Record<string, string>, size: number): Uint8Array =>
  utf8(MAGIC + JSON.stringify({ files, size } satisfies Tarball))

/** Puts the files into a folder; what is more in the real package lies beside them as weight. */
export function unpackTarball(process: Process, archive: Uint8Array, folder: string): void {
  const source = text(archive)
  if (!source.startsWith(MAGIC)) throw new Error('not a package')
  const { files, size } = JSON.parse(source.slice(MAGIC.length)) as Tarball
  const owner = { uid: process.user.uid, gid: process.user.gid }
  process.fs.mkdir(folder, { parents: true, ...owner })
  let left = size
  for (const [name, content] of Object.entries(files)) {
    const path = `${folder}/${name}`
    process.fs.mkdir(dirname(path), { parents: true, ...owner })
    process.fs.write(path, content, { mode: content.startsWith('#!') ? 0o755 : 0o644, ...owner })
    left -= content.length
  }
  for (const [name, share] of [
    ['LICENSE', 0.03],
    ['README.md', 0.2],
    ['lib/index.js', 0.77],
  ] as const) {
    const bytes = Math.floor(Math.max(0, left) * share)
    if (bytes === 0 || files[name] !== undefined) continue
    process.fs.mkdir(dirname(`${folder}/${name}`), { parents: true, ...owner })
    process.fs.write(`${folder}/${name}`, Content.bulk(bytes, `npm:${folder.split('node_modules/').at(-1)}/${name}`), {
      mode: 0o644,
      ...owner,
    })
  }
}

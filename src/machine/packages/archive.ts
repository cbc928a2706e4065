// What package servers and package managers say to each other: the index as paragraphs of fields, a package as a list of files.
import { text, utf8 } from '../../kernel/bytes.ts'
import { executable } from '../../kernel/executable.ts'
import type { FileSystem } from '../fs/filesystem.ts'
import { dirname } from '../fs/path.ts'
import { lexists } from '../programs/permission.ts'

/** deb822: `Name: value` lines, paragraphs between empty lines. */
export type Paragraph = Map<string, string>

export function parseParagraphs(source: string): Paragraph[] {
  return source
    .split(/\n\s*\n/)
    .map(
      (part) =>
        new Map(
          part.split('\n').flatMap((line) => {
            const match = /^([A-Za-z-]+):\s?(.*)$/.exec(line)
            return match ? [[match[1]!, match[2]!] as const] : []
          }),
        ),
    )
    .filter((paragraph) => paragraph.size > 0)
}

export const writeParagraph = (paragraph: Paragraph): string =>
  `${[...paragraph].map(([name, value]) => `${name}: ${value}`).join('\n')}\n`

interface PackedFile {
  path: string
  program: string
  size: number
}

const MAGIC = '!<arch>\nnaru-package\n'

/** The kept bytes of a package file; its weight is the real size. */
export function pack(files: string): Uint8Array {
  const rows = files
    .split(' ')
    .filter(Boolean)
    .map((word): PackedFile => {
      const [left, size] = word.split(':')
      const [path, program = path!.split('/').at(-1)!] = left!.split('=')
      return { path: path!, program, size: Number(size ?? 60_000) }
    })
  return utf8(MAGIC + JSON.stringify(rows))
}

/** Puts the files on the disk and gives their paths. */
export function unpack(fs: FileSystem, archive: Uint8Array): string[] {
  const source = text(archive)
  if (!source.startsWith(MAGIC)) throw new Error('not a package')
  const rows = JSON.parse(source.slice(MAGIC.length)) as PackedFile[]
  for (const { path, program, size } of rows) {
    fs.mkdir(dirname(`/${path}`), { parents: true })
    if (lexists(fs, `/${path}`)) fs.remove(`/${path}`)
    fs.write(`/${path}`, executable(program, size), { mode: 0o755 })
  }
  return rows.map(({ path }) => `/${path}`)
}

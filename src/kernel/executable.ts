// An executable file: an ELF magic number and the id of the program that runs when a kernel loads it.
import { text, utf8 } from './bytes.ts'
import { Content } from './content.ts'

const MAGIC = '\x7fELF\x02\x01\x01 naru '

/** The content of a binary of `size` bytes that runs the program `id` (see machine/program.ts). */
export function executable(id: string, size: number): Content {
  return Content.bulk(size, `elf:${id}`, utf8(`${MAGIC}${id}\n`))
}

/** The program id in an executable; undefined when the content is no ELF of ours. */
export function programId(content: Content): string | undefined {
  const head = text(content.head().subarray(0, 256))
  if (!head.startsWith(MAGIC)) return undefined
  return head.slice(MAGIC.length).split('\n', 1)[0]
}

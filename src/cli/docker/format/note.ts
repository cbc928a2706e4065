// What the client has to say beside the matter: `Info ->` and a few lines (docker/cli, internal/tui).
import { displayWidth } from '../../../machine/tty.ts'

const BOLD = '\x1b[1m'
const ITALIC = '\x1b[3m'
const END = '\x1b[0m'

export const infoHeader = (terminal: boolean): string =>
  terminal ? `${BOLD}\x1b[106m\x1b[30mi${END}${END} \x1b[96mInfo → ${END}${END}` : ' Info -> '

/** The lines stand below each other beside the header; `flag` is what is set off in them. */
export function note(text: string, flag: string, terminal: boolean): string {
  const header = infoHeader(terminal)
  const indent = ' '.repeat(displayWidth(header.replace(/\x1b\[[\d;]*m/g, '')))
  const said = terminal ? text.replaceAll(flag, `${BOLD}${flag}${END}`) : text
  const lines = said.split('\n').map((line) => (terminal ? `${ITALIC}${line}${END}` : line))
  return `\n${header}${lines.join(`\n${indent}`)}\n`
}

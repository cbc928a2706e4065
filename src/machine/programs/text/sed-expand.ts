// What a substitution of sed puts in place of a match; blocks as flat lists.
import type { Command } from './sed-script.ts'

/** Blocks become `{` … with `end`, so that branches are numbers. */
export function flatten(commands: Command[]): Command[] {
  const out: Command[] = []
  const add = (command: Command) => {
    out.push(command)
    if (!command.block) return
    for (const inner of command.block) add(inner)
    command.end = out.length - 1
  }
  for (const command of commands) add(command)
  return out
}

/** `&`, `\1`, `\n` and the case changes `\u \l \U \L \E`. */
export function expand(replacement: string, found: (string | undefined)[]): string {
  let out = ''
  let mode = ''
  let once = ''
  const add = (piece: string) => {
    let shown = mode === 'U' ? piece.toUpperCase() : mode === 'L' ? piece.toLowerCase() : piece
    if (once && shown) {
      shown = (once === 'u' ? shown[0]!.toUpperCase() : shown[0]!.toLowerCase()) + shown.slice(1)
      once = ''
    }
    out += shown
  }
  for (let i = 0; i < replacement.length; i++) {
    const char = replacement[i]!
    if (char === '&') add(found[0] ?? '')
    else if (char !== '\\') add(char)
    else {
      const next = replacement[++i] ?? ''
      if (/\d/.test(next)) add(typeof found[Number(next)] === 'string' ? found[Number(next)]! : '')
      else if (next === 'n') add('\n')
      else if (next === 't') add('\t')
      else if ('ULE'.includes(next) && next) mode = next === 'E' ? '' : next
      else if (next === 'u' || next === 'l') once = next
      else add(next)
    }
  }
  return out
}

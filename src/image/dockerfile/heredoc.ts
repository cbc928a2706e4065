// What a RUN with heredocs runs: a script of its own, or a command whose input they are (moby/buildkit, dockerfile2llb/convert_runmount).
import type { Run } from './instruction.ts'
import { parseHeredoc } from './lines.ts'

/** `shell`: text for the shell. `script`: a file with a `#!` line, to be run as it is. */
export type RunForm =
  | { kind: 'exec'; argv: string[] }
  | { kind: 'shell'; text: string }
  | { kind: 'script'; content: string }

export function runForm({ json, args, heredocs }: Run): RunForm {
  if (json) return { kind: 'exec', argv: args }
  const [text = ''] = args
  const [first] = heredocs
  if (!first) return { kind: 'shell', text }
  if (heredocs.length === 1 && parseHeredoc(text)) {
    return first.content.startsWith('#!')
      ? { kind: 'script', content: first.content }
      : { kind: 'shell', text: first.content }
  }
  return { kind: 'shell', text: text + heredocs.map(({ content, name }) => `\n${content}${name}`).join('') }
}

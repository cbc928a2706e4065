// Tab: what may follow a command line, read from the same literals as everything else, and from the servers.
import type { Process } from '../machine/process.ts'
import { type Command, type Flag, type Flags, findSubcommand } from './command.ts'
import { noValueOf, parseFlags } from './parse.ts'

/** Candidates for `words[cword]`, all starting with what is typed of it; empty where files are meant. */
export async function complete(
  root: Command,
  words: readonly string[],
  cword: number,
  process: Process,
): Promise<string[]> {
  const typed = words.slice(1, cword)
  const word = words[cword] ?? ''
  const at = locate(root, typed)
  const before = typed.at(-1)
  const pending = at.dashed || before === undefined ? undefined : valueFlag(at.flags, before)
  const starting = (candidates: string[]) => candidates.filter((candidate) => candidate.startsWith(word))
  const completion = { process, args: at.args, word, global: at.options }
  if (pending) return starting((await pending.complete?.(completion)) ?? [])
  if (word.startsWith('-') && !at.dashed) return flagWords(at.flags, word, completion)
  const out: string[] = []
  if (at.args.length === 0) {
    for (const child of at.command.subcommands ?? []) if (!child.hidden) out.push(child.name)
  }
  if (at.command.complete) out.push(...(await at.command.complete(completion)))
  return starting([...new Set(out)])
}

interface Place {
  command: Command
  flags: Flags
  args: string[]
  options: ReturnType<typeof parseFlags>['options']
  /** After `--`, or after the first word of a command that takes no flags there. */
  dashed: boolean
}

/** Walks to the command that the words lead to; flags that are not finished yet are let be. */
function locate(root: Command, typed: readonly string[]): Place {
  let command = root
  let flags: Flags = { ...root.flags, ...root.persistent }
  let persistent: Flags = { ...root.persistent }
  const words: string[] = []
  let args: string[] = []
  let dashed = false
  for (let i = 0; i < typed.length; i++) {
    const word = typed[i]!
    if (word === '--') dashed = true
    else if (!dashed && word.startsWith('-') && word !== '-') {
      words.push(word)
      if (valueFlag(flags, word) && i + 1 < typed.length) words.push(typed[++i]!)
    } else {
      const next = args.length === 0 ? findSubcommand(command, word) : undefined
      if (!next) {
        args = [...args, word]
        if (command.interspersed === false) dashed = true
        continue
      }
      command = next
      persistent = { ...persistent, ...next.persistent }
      flags = { ...(command.run || command.subcommands ? persistent : {}), ...next.flags, ...next.persistent }
    }
  }
  return { command, flags, args, options: optionsOf(root, flags, words), dashed }
}

function optionsOf(root: Command, flags: Flags, words: string[]): Place['options'] {
  try {
    return parseFlags({ ...root.flags, ...root.persistent, ...flags }, words).options
  } catch {
    return parseFlags({ ...root.flags, ...root.persistent, ...flags }, []).options
  }
}

/** The flag that a word leaves waiting for its value. */
function valueFlag(flags: Flags, word: string): Flag | undefined {
  if (!word.startsWith('-') || word.includes('=')) return undefined
  const flag = word.startsWith('--')
    ? flags[word.slice(2)]
    : Object.values(flags).find((candidate) => candidate.short === word.at(-1))
  return flag && noValueOf(flag) === undefined ? flag : undefined
}

async function flagWords(
  flags: Flags,
  word: string,
  completion: Parameters<NonNullable<Flag['complete']>>[0],
): Promise<string[]> {
  const equals = word.indexOf('=')
  if (equals > 0) {
    const name = word.slice(0, equals + 1)
    const flag = flags[word.slice(2, equals)]
    const values = (await flag?.complete?.({ ...completion, word: word.slice(equals + 1) })) ?? []
    return values.map((value) => name + value).filter((candidate) => candidate.startsWith(word))
  }
  const out: string[] = []
  for (const [name, flag] of Object.entries(flags)) {
    if (flag.hidden || flag.deprecated) continue
    out.push(`--${name}`)
    if (flag.short && !word.startsWith('--')) out.push(`-${flag.short}`)
  }
  return [...out, '--help'].filter((candidate) => candidate.startsWith(word)).sort()
}

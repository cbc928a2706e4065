// What Tab offers: commands, files, variables, and what programs register for their own arguments.
import type { Process } from '../process.ts'
import { callFunction } from './simple.ts'
import type { Completed } from './readline/editor.ts'
import type { Shell } from './shell.ts'
import { commandNames, fileNames, userNames, variableNames } from './candidates.ts'
import { type CommandLine, readCommandLine } from './command-line.ts'

/** Candidates for `words[cword]`, whose beginning has been typed; empty: file names. `words[0]` is the program. */
export type Completion = (words: readonly string[], cword: number, process: Process) => Promise<string[]>

/** Of programs, by the name of the command; the world fills it (docker, kubectl …). */
export const completions = new Map<string, Completion>()

/** What `complete` was told about a command. */
export interface CompletionSpec {
  /** As `complete -p` writes it. */
  source: string
  functionName: string | undefined
  words: string | undefined
  /** Letters and names of actions: f, d, c, v, `file`, `directory` … */
  actions: string[]
}

/** Commands that run the command given as their arguments. */
const PREFIXES = new Set(['sudo', 'time', 'nohup', 'watch', 'xargs', 'env', 'exec', 'command', 'builtin'])
const MAX_ALIASES = 10

export async function completeLine(shell: Shell, text: string, cursor: number): Promise<Completed> {
  const line = readCommandLine(text.slice(0, cursor))
  const { typed } = line
  if (/^\$\{?\w*$/.test(typed)) return variables(shell, typed)
  if (line.redirect) return files(shell, line)
  if (/^~[^/]*$/.test(typed) && !line.quote) return offer(line, userNames(shell, typed), '/')
  const words = dealiased(shell, [...line.before, line.word])
  const cword = words.length - 1
  if (cword === 0 && !line.word.includes('/')) return offer(line, commandNames(shell, line.word))
  if (cword === 0) return files(shell, line, 'executable')
  const name = words[0]!.split('/').at(-1)!
  const found = await programmed(shell, name, words, cword, line)
  if (found.length > 0) return offer(line, found)
  return files(shell, line, name === 'cd' || name === 'pushd' || name === 'rmdir' ? 'directory' : undefined)
}

async function programmed(
  shell: Shell,
  name: string,
  words: string[],
  cword: number,
  line: CommandLine,
): Promise<string[]> {
  const spec = shell.completions.get(name)
  if (spec?.functionName) return byFunction(shell, spec.functionName, words, cword)
  if (spec) return builtinActions(shell, spec, line.word)
  const completion = completions.get(name)
  if (!completion || !commandNames(shell, name).includes(name)) return []
  return (await completion(words, cword, shell.process)).filter((candidate) => candidate.startsWith(line.word))
}

async function byFunction(shell: Shell, name: string, words: string[], cword: number): Promise<string[]> {
  const definition = shell.functions.get(name)
  if (!definition) return []
  const { variables } = shell
  variables.setArray(
    'COMP_WORDS',
    words.map((word) => [undefined, word]),
  )
  variables.set('COMP_CWORD', String(cword))
  variables.set('COMP_LINE', words.join(' '))
  variables.set('COMP_POINT', String(words.join(' ').length))
  variables.setArray('COMPREPLY', [])
  await callFunction(shell, definition, name, [words[0]!, words[cword]!, words[cword - 1] ?? ''])
  return (variables.elements('COMPREPLY') ?? []).map(([, value]) => value)
}

const LETTERS: Record<string, string> = {
  a: 'alias',
  b: 'builtin',
  c: 'command',
  d: 'directory',
  f: 'file',
  u: 'user',
  v: 'variable',
  e: 'export',
}

/** compgen's actions. */
export async function builtinActions(shell: Shell, spec: CompletionSpec, typed: string): Promise<string[]> {
  const out: string[] = (spec.words ?? '').split(/\s+/).filter((word) => word !== '' && word.startsWith(typed))
  for (const action of spec.actions.map((each) => LETTERS[each] ?? each)) {
    if (action === 'command' || action === 'builtin') out.push(...commandNames(shell, typed))
    else if (action === 'file') out.push(...fileNames(shell, typed).map((path) => path.replace(/\/$/, '')))
    else if (action === 'directory')
      out.push(...fileNames(shell, typed, 'directory').map((path) => path.replace(/\/$/, '')))
    else if (action === 'variable' || action === 'export') out.push(...variableNames(shell, typed))
    else if (action === 'alias') out.push(...[...shell.aliases.keys()].filter((name) => name.startsWith(typed)))
    else if (action === 'function') out.push(...[...shell.functions.keys()].filter((name) => name.startsWith(typed)))
    else if (action === 'user')
      out.push(
        ...shell
          .accounts()
          .map(({ name }) => name)
          .filter((name) => name.startsWith(typed)),
      )
  }
  return out
}

/** `k get no` is completed as `kubectl get no`, `sudo docker ru` as `docker ru`. */
function dealiased(shell: Shell, words: string[]): string[] {
  let out = words
  for (let i = 0; i < MAX_ALIASES && out.length > 1; i++) {
    const alias = shell.aliases.get(out[0]!)
    const next = alias?.trim().split(/\s+/)
    if (next && next[0] !== out[0]) out = [...next, ...out.slice(1)]
    else if (PREFIXES.has(out[0]!)) {
      let skip = 1
      while (skip < out.length - 1 && /^-|=/.test(out[skip]!)) skip++
      out = out.slice(skip)
    } else return out
  }
  return out
}

function variables(shell: Shell, typed: string): Completed {
  const prefix = typed.startsWith('${') ? '${' : '$'
  const names = variableNames(shell, typed.slice(prefix.length)).map((name) => prefix + name)
  return { candidates: names, length: typed.length, suffix: prefix === '${' ? '}' : ' ' }
}

function files(shell: Shell, line: CommandLine, kind?: 'directory' | 'executable'): Completed {
  const found = fileNames(shell, line.word, kind)
  const shown = found.map((path) => path.replace(/\/$/, '').split('/').at(-1)! + (path.endsWith('/') ? '/' : ''))
  return { ...offer(line, found), shown }
}

/** Candidates as they are to be typed: quoted where the word needs it. */
function offer(line: CommandLine, found: string[], suffix?: string): Completed {
  const candidates = [...new Set(found)].sort().map((candidate) => line.quote + escaped(candidate, line.quote))
  const only = candidates.length === 1 ? candidates[0]! : ''
  const close = only.endsWith('/') || only.endsWith('=') ? '' : `${line.quote} `
  return { candidates, length: [...line.typed].length, suffix: suffix ?? close, shown: [...new Set(found)].sort() }
}

function escaped(candidate: string, quote: string): string {
  if (quote === "'") return candidate
  if (quote === '"') return candidate.replace(/["$`\\]/g, '\\$&')
  return candidate.replace(/[\s"'\\$`|&;<>()*?[\]#!{}]/g, '\\$&')
}

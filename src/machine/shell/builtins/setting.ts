// set, shopt, umask, times, enable.
import { ShellError } from '../flow.ts'
import { SET_OPTIONS, SHELL_OPTIONS } from '../options.ts'
import type { Shell } from '../shell.ts'
import { type Builtin, type BuiltinRows, letters, words } from './builtin.ts'
import { ulimit } from './ulimit.ts'
import { listAll } from './variable.ts'

const set: Builtin = async (shell, args) => {
  const given = words(args)
  if (given.length === 0) return listAll(shell)
  let i = 0
  for (; i < given.length; i++) {
    const word = given[i]!
    if (word === '--' || word === '-') {
      shell.positional = word === '--' || i + 1 < given.length ? given.slice(i + 1) : shell.positional
      return 0
    }
    if (!/^[-+]./.test(word)) break
    const on = word.startsWith('-')
    for (const letter of word.slice(1)) {
      if (letter !== 'o') setLetter(shell, letter, on, word[0]!)
      else if (given[i + 1] === undefined) return listOptions(shell, on)
      else setNamed(shell, given[++i]!, on)
    }
  }
  if (i < given.length) shell.positional = given.slice(i)
  return 0
}

export function setLetter(shell: Shell, letter: string, on: boolean, sign = '-'): void {
  const found = Object.entries(SET_OPTIONS).find(([, short]) => short === letter)
  if (!found) throw new ShellError(`${sign}${letter}: invalid option`, 2)
  shell.options[found[0]] = on
}

export function setNamed(shell: Shell, name: string, on: boolean): void {
  if (!(name in SET_OPTIONS))
    throw new ShellError(
      `${name}: invalid option name`,
      shell.dialect.name === 'bash' ? 1 : 2,
      shell.dialect.name === 'dash',
    )
  shell.options[name] = on
}

async function listOptions(shell: Shell, table: boolean): Promise<number> {
  for (const name of Object.keys(SET_OPTIONS)) {
    const on = shell.options[name]
    await shell.out(table ? `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n` : `set ${on ? '-' : '+'}o ${name}\n`)
  }
  return 0
}

const shopt: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'suqpo')
  const known = flags.has('o') ? Object.keys(SET_OPTIONS) : SHELL_OPTIONS
  for (const name of rest) if (!known.includes(name)) throw new ShellError(`${name}: invalid shell option name`)
  if ((flags.has('s') || flags.has('u')) && rest.length > 0) {
    for (const name of rest) shell.options[name] = flags.has('s')
    return 0
  }
  const names = (rest.length > 0 ? rest : known).filter((name) =>
    flags.has('s') ? shell.options[name] : flags.has('u') ? !shell.options[name] : true,
  )
  const line = (name: string) =>
    flags.has('p')
      ? `shopt -${shell.options[name] ? 's' : 'u'} ${name}\n`
      : `${name.padEnd(15)}\t${shell.options[name] ? 'on' : 'off'}\n`
  if (!flags.has('q')) await shell.out(names.map(line).join(''))
  return rest.every((name) => shell.options[name]) ? 0 : 1
}

const umask: Builtin = async (shell, args) => {
  const { flags, rest } = letters(words(args), 'Sp')
  const { process } = shell
  const [mask] = rest
  if (mask === undefined) {
    const clause = (shift: number) => [...'rwx'].filter((_, i) => !((process.umask >> shift) & (4 >> i))).join('')
    await shell.out(
      flags.has('S')
        ? `u=${clause(6)},g=${clause(3)},o=${clause(0)}\n`
        : `${process.umask.toString(8).padStart(4, '0')}\n`,
    )
    return 0
  }
  if (/^[0-7]{1,4}$/.test(mask)) {
    process.umask = Number.parseInt(mask, 8)
    return 0
  }
  if (/^\d+$/.test(mask)) throw new ShellError(`${mask}: octal number out of range`)
  return symbolic(shell, mask)
}

/** `u=rwx,g-w`. */
function symbolic({ process }: Shell, mask: string): number {
  for (const clause of mask.split(',')) {
    const match = /^([ugoa]*)([-+=])([rwx]*)$/.exec(clause)
    if (!match) throw new ShellError(`\`${mask[0]}': invalid symbolic mode operator`)
    const bits = [...match[3]!].reduce((sum, letter) => sum | { r: 4, w: 2, x: 1 }[letter as 'r' | 'w' | 'x'], 0)
    for (const who of match[1] === '' || match[1]!.includes('a') ? 'ugo' : match[1]!) {
      const shift = { u: 6, g: 3, o: 0 }[who as 'u' | 'g' | 'o']
      if (match[2] === '=') process.umask = (process.umask & ~(7 << shift)) | ((7 & ~bits) << shift)
      else if (match[2] === '+') process.umask &= ~(bits << shift)
      else process.umask |= bits << shift
    }
  }
  return 0
}

const times: Builtin = async (shell) => {
  const shown = (ms: number) => `${Math.floor(ms / 60_000)}m${((ms % 60_000) / 1000).toFixed(3)}s`
  await shell.out(`${shown(shell.process.cpu)} ${shown(0)}\n${shown(0)} ${shown(0)}\n`)
  return 0
}

export const SETTING: BuiltinRows = [
  ['set', { run: set }],
  ['shopt', { run: shopt, bashOnly: true }],
  ['umask', { run: umask }],
  ['ulimit', { run: ulimit }],
  ['times', { run: times }],
]

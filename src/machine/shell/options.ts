// What `set` and `shopt` switch.

/** `set -o` name → its letter, if it has one. */
export const SET_OPTIONS: Record<string, string> = {
  allexport: 'a',
  braceexpand: 'B',
  emacs: '',
  errexit: 'e',
  errtrace: 'E',
  functrace: 'T',
  hashall: 'h',
  histexpand: 'H',
  history: '',
  ignoreeof: '',
  'interactive-comments': '',
  keyword: 'k',
  monitor: 'm',
  noclobber: 'C',
  noexec: 'n',
  noglob: 'f',
  nolog: '',
  notify: 'b',
  nounset: 'u',
  onecmd: 't',
  physical: 'P',
  pipefail: '',
  posix: '',
  privileged: 'p',
  verbose: 'v',
  vi: '',
  xtrace: 'x',
}

export const SHELL_OPTIONS = [
  'autocd', 'cdspell', 'checkhash', 'checkjobs', 'checkwinsize', 'cmdhist', 'direxpand', 'dirspell', 'dotglob', 'execfail',
  'expand_aliases', 'extglob', 'failglob', 'globasciiranges', 'globstar', 'histappend', 'histverify', 'hostcomplete',
  'inherit_errexit', 'interactive_comments', 'lastpipe', 'login_shell', 'nocaseglob', 'nocasematch', 'nullglob', 'progcomp',
  'promptvars', 'sourcepath', 'xpg_echo',
] // prettier-ignore

const ON = ['braceexpand', 'hashall', 'interactive-comments', 'checkwinsize', 'cmdhist', 'extquote', 'globasciiranges', 'hostcomplete',
  'interactive_comments', 'progcomp', 'promptvars', 'sourcepath'] // prettier-ignore

export type Options = Record<string, boolean> & {
  errexit: boolean
  nounset: boolean
  xtrace: boolean
  verbose: boolean
  noglob: boolean
  noclobber: boolean
  noexec: boolean
  allexport: boolean
  pipefail: boolean
  monitor: boolean
  braceexpand: boolean
  dotglob: boolean
  nullglob: boolean
  failglob: boolean
  globstar: boolean
  nocaseglob: boolean
  nocasematch: boolean
  expand_aliases: boolean
  histexpand: boolean
  xpg_echo: boolean
}

export function initialOptions(interactive: boolean): Options {
  const names = [...Object.keys(SET_OPTIONS), ...SHELL_OPTIONS]
  const options = Object.fromEntries(names.map((name) => [name, ON.includes(name)])) as Options
  for (const name of ['expand_aliases', 'histexpand', 'history', 'emacs', 'monitor']) options[name] = interactive
  return options
}

/** `$-` */
export function optionLetters(options: Options, interactive: boolean): string {
  const letters = Object.entries(SET_OPTIONS).filter(([name, letter]) => letter !== '' && options[name])
  const sorted = letters.map(([, letter]) => letter).sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1))
  const at = sorted.findIndex((letter) => letter > 'i' || letter < 'a')
  if (interactive) sorted.splice(at < 0 ? sorted.length : at, 0, 'i')
  return sorted.join('')
}

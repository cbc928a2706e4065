// What bash, dash (Debian's sh) and busybox ash say and do differently.

export type DialectName = 'bash' | 'dash' | 'ash'

export interface Place {
  /** $0. */
  name: string
  line: number
  interactive: boolean
  /** The script comes from a file, not from -c or a prompt. */
  script: boolean
  /** The builtin that complains. */
  command?: string
}

export interface Dialect {
  name: DialectName
  /** The words before a complaint. */
  prefix: (place: Place) => string
  notFound: (word: string) => string
  cannotChange: (directory: string, reason: string) => string
  /** `echo` knows backslashes without -e. */
  echoEscapes: boolean
  /** Arrays, [[ ]], brace expansion, <<<, &>, $'…', process substitution. */
  extended: boolean
}

const bash: Dialect = {
  name: 'bash',
  prefix: ({ name, line, interactive, command }) =>
    `${name}: ${interactive ? '' : `line ${line}: `}${command ? `${command}: ` : ''}`,
  notFound: (word) => `${word}: command not found`,
  cannotChange: (directory, reason) => `${directory}: ${reason}`,
  echoEscapes: false,
  extended: true,
}

const dash: Dialect = {
  name: 'dash',
  prefix: ({ name, line, command }) => `${name}: ${line}: ${command ? `${command}: ` : ''}`,
  notFound: (word) => `${word}: not found`,
  cannotChange: (directory) => `can't cd to ${directory}`,
  echoEscapes: true,
  extended: false,
}

const ash: Dialect = {
  name: 'ash',
  prefix: ({ name, line, interactive, script, command }) => {
    const where = !interactive && (script || command) ? `line ${script ? line : 0}: ` : ''
    return `${name}: ${command ? `${command}: ` : ''}${where}`
  },
  notFound: (word) => `${word}: not found`,
  cannotChange: (directory, reason) => `can't cd to ${directory}: ${reason}`,
  echoEscapes: false,
  extended: true,
}

export const DIALECTS: Record<DialectName, Dialect> = { bash, dash, ash }

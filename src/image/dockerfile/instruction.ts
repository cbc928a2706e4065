// What a Dockerfile says, instruction by instruction (docs.docker.com/reference/dockerfile).
import type { Healthcheck } from '../../api/oci.ts'

export interface Heredoc {
  name: string
  content: string
  /** False when the name was quoted: variables stay as they are. */
  expand: boolean
}

export interface Pair {
  key: string
  value: string
}

export interface Mount {
  type: 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh'
  target?: string
  source?: string
  from?: string
  id?: string
  readonly: boolean
  required: boolean
}

interface Place {
  /** Lines of the file it stands on, from 1. */
  line: number
  endLine: number
  /** The whole logical line, as step names show it: `RUN mkdir /opt/app`. */
  source: string
  /** The instruction's name as written. */
  word: string
}

/** `json`: the exec form; otherwise `args` is one string for the shell. */
interface Words {
  json: boolean
  args: string[]
}

/** `asWord` and `typedAs`: `as` and the stage's name as written. */
export type From = Place & {
  name: 'FROM'
  base: string
  as?: string
  asWord?: string
  typedAs?: string
  platform?: string
}
export type Arg = Place & { name: 'ARG'; args: { key: string; value?: string }[] }
export type Run = Place &
  Words & { name: 'RUN'; heredocs: Heredoc[]; mounts: Mount[]; network?: string; security?: string }
export type Command = Place & Words & { name: 'CMD' | 'ENTRYPOINT'; heredocs: Heredoc[] }
export type Copy = Place & {
  name: 'COPY' | 'ADD'
  sources: string[]
  /** Files written in the Dockerfile itself. */
  contents: Heredoc[]
  destination: string
  from?: string
  chown?: string
  chmod?: string
  link: boolean
  parents: boolean
  excludes: string[]
  checksum?: string
  keepGitDir: boolean
}
export type Pairs = Place & { name: 'ENV' | 'LABEL'; pairs: Pair[]; legacy: boolean }
export type Value = Place & { name: 'USER' | 'WORKDIR' | 'STOPSIGNAL' | 'MAINTAINER'; value: string }
export type Expose = Place & { name: 'EXPOSE'; ports: string[] }
export type Volume = Place & { name: 'VOLUME'; paths: string[] }
export type Health = Place & { name: 'HEALTHCHECK'; health: Healthcheck }
export type Shell = Place & { name: 'SHELL'; args: string[] }
/** `expression`: the instruction that runs in the build that stands on this image. */
export type Onbuild = Place & { name: 'ONBUILD'; expression: string }

export type Instruction = Arg | Run | Command | Copy | Pairs | Value | Expose | Volume | Health | Shell | Onbuild

export interface Stage {
  from: From
  instructions: Instruction[]
}

export interface Dockerfile {
  escape: '\\' | '`'
  /** `# syntax=docker/dockerfile:1`. */
  syntax?: string
  /** `ARG`s before the first `FROM`. */
  globals: Arg[]
  stages: Stage[]
  /** The file's own lines, for excerpts in errors. */
  lines: string[]
  /** Empty lines inside an instruction: lines they end at. */
  emptyContinuations: number[]
}

/** `syntax`: a line could not be read; `instruction`: it makes no sense; `structure`: the file as a whole. */
export type Trouble = 'syntax' | 'instruction' | 'structure'

export class DockerfileError extends Error {
  readonly trouble: Trouble
  readonly reason: string
  readonly line: number
  readonly endLine: number

  /** `reason` without the line, `unknown instruction: FORM (did you mean FROM?)`. */
  constructor(trouble: Trouble, reason: string, line: number, endLine = line) {
    super(trouble === 'instruction' ? `dockerfile parse error on line ${line}: ${reason}` : reason)
    this.trouble = trouble
    this.reason = reason
    this.line = line
    this.endLine = endLine
  }

  /** As dockerd's classic builder words it; `message` is BuildKit's. */
  classic(name: string): string {
    return this.trouble === 'syntax' ? `failed to parse ${name}: ${this.reason}` : this.message
  }
}

// How each instruction is read: arity, flags, forms (moby/buildkit, frontend/dockerfile/instructions/parse.go).
import { type FlagKind, readFlags } from './flags.ts'
import { healthcheck } from './healthcheck.ts'
import type { Arg, Copy, From, Heredoc, Instruction } from './instruction.ts'
import { parseHeredoc } from './lines.ts'
import { parseMount } from './mount.ts'
import { atLeastOne, Complaint, place, single, type Statement } from './statement.ts'
import { jsonWords, pairs, splitWords } from './words.ts'

type Reader = (statement: Statement) => Instruction | From

const list = (statement: Statement) => jsonWords(statement.rest) ?? statement.rest.split(/\s+/).filter(Boolean)
const noFlags = ({ flags }: Statement) => readFlags(flags, {})

function from(statement: Statement): From {
  const words = statement.rest.split(/\s+/).filter(Boolean)
  const named = words.length === 3 && words[1]!.toLowerCase() === 'as'
  if (!named && words.length !== 1) throw new Complaint('FROM requires either one or three arguments')
  if (named && !/^[a-z][a-z0-9-_.]*$/.test(words[2]!.toLowerCase())) {
    const name = JSON.stringify(words[2])
    throw new Complaint(`invalid name for build stage: ${name}, name can't start with a number or contain symbols`)
  }
  const platform = single(readFlags(statement.flags, { platform: 'string' }), 'platform')
  return {
    ...place(statement),
    name: 'FROM',
    base: words[0]!,
    ...(named ? { as: words[2]!.toLowerCase(), asWord: words[1]!, typedAs: words[2]! } : {}),
    ...(platform === undefined ? {} : { platform }),
  }
}

function arg(statement: Statement): Arg {
  noFlags(statement)
  const words = splitWords(statement.rest, statement.escape)
  if (words.length === 0) throw atLeastOne('ARG')
  const args = words.map((word) => {
    const equals = word.indexOf('=')
    if (equals === 0) throw new Complaint('ARG names can not be blank')
    return equals < 0 ? { key: word } : { key: word.slice(0, equals), value: word.slice(equals + 1) }
  })
  return { ...place(statement), name: 'ARG', args }
}

function shellOrExec({ rest }: Statement): { json: boolean; args: string[] } {
  const words = jsonWords(rest)
  if (words) return { json: true, args: words }
  return { json: false, args: rest === '' ? [] : [rest] }
}

const RUN_FLAGS: Record<string, FlagKind> = {
  mount: 'strings',
  network: 'string',
  security: 'string',
  device: 'strings',
}

function run(statement: Statement): Instruction {
  const found = readFlags(statement.flags, RUN_FLAGS)
  const network = single(found, 'network')
  const security = single(found, 'security')
  if (network !== undefined && !['default', 'none', 'host'].includes(network)) {
    throw new Complaint(`unsupported network mode: ${JSON.stringify(network)}`)
  }
  return {
    ...place(statement),
    name: 'RUN',
    ...shellOrExec(statement),
    heredocs: statement.heredocs,
    mounts: (found.get('mount') ?? []).map(parseMount),
    ...(network === undefined ? {} : { network }),
    ...(security === undefined ? {} : { security }),
  }
}

const COPY_FLAGS: Record<string, FlagKind> = {
  chown: 'string',
  chmod: 'string',
  link: 'boolean',
  from: 'string',
  parents: 'boolean',
  exclude: 'strings',
}
const ADD_FLAGS: Record<string, FlagKind> = {
  chown: 'string',
  chmod: 'string',
  link: 'boolean',
  'keep-git-dir': 'boolean',
  checksum: 'string',
  exclude: 'strings',
  unpack: 'boolean',
}

function copy(statement: Statement): Copy {
  const name = statement.name as 'COPY' | 'ADD'
  const words = list(statement)
  if (words.length < 2) {
    throw new Complaint(
      `${name} requires at least two arguments, but only one was provided. Destination could not be determined`,
    )
  }
  const found = readFlags(statement.flags, name === 'COPY' ? COPY_FLAGS : ADD_FLAGS)
  const destination = words.at(-1)!
  if (parseHeredoc(destination)) throw new Complaint(`${name} cannot accept a heredoc as a destination`)
  const sources: string[] = []
  const contents: Heredoc[] = []
  for (const word of words.slice(0, -1)) {
    const opened = parseHeredoc(word)
    const heredoc = opened && statement.heredocs.find((each) => each.name === opened.name)
    if (heredoc) contents.push(heredoc)
    else sources.push(word)
  }
  const optional = (key: string) => (single(found, key) === undefined ? {} : { [key]: single(found, key)! })
  return {
    ...place(statement),
    name,
    sources,
    contents,
    destination,
    ...optional('from'),
    ...optional('chown'),
    ...optional('chmod'),
    ...optional('checksum'),
    link: single(found, 'link') === 'true',
    parents: single(found, 'parents') === 'true',
    excludes: found.get('exclude') ?? [],
    keepGitDir: single(found, 'keep-git-dir') === 'true',
  }
}

function keyValues(statement: Statement): Instruction {
  const name = statement.name as 'ENV' | 'LABEL'
  noFlags(statement)
  const read = pairs(statement.rest, name, statement.escape)
  if (read.pairs.length === 0) throw atLeastOne(name)
  if (read.pairs.some(({ key }) => key === '')) throw new Complaint(`${name} names can not be blank`)
  return { ...place(statement), name, ...read }
}

function value(statement: Statement): Instruction {
  const name = statement.name as 'USER' | 'WORKDIR' | 'STOPSIGNAL' | 'MAINTAINER'
  if (statement.rest === '') throw new Complaint(`${name} requires exactly one argument`)
  noFlags(statement)
  return { ...place(statement), name, value: statement.rest }
}

function onbuild(statement: Statement): Instruction {
  if (statement.rest === '') throw atLeastOne('ONBUILD')
  const trigger = statement.rest.split(/\s+/)[0]!.toUpperCase()
  if (trigger === 'ONBUILD') throw new Complaint("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")
  if (trigger === 'MAINTAINER' || trigger === 'FROM')
    throw new Complaint(`${trigger} isn't allowed as an ONBUILD trigger`)
  const heredocs = statement.heredocs.map(({ content, name }) => `\n${content}${name}`).join('')
  const expression = statement.text.trim().slice(statement.word.length).trimStart() + heredocs
  return { ...place(statement), name: 'ONBUILD', expression }
}

/** By name; each throws Complaint or FlagError. */
export const READERS: Readonly<Record<string, Reader>> = {
  ADD: copy,
  ARG: arg,
  CMD: (statement) => {
    noFlags(statement)
    return { ...place(statement), name: 'CMD', ...shellOrExec(statement), heredocs: statement.heredocs }
  },
  COPY: copy,
  ENTRYPOINT: (statement) => {
    noFlags(statement)
    return { ...place(statement), name: 'ENTRYPOINT', ...shellOrExec(statement), heredocs: statement.heredocs }
  },
  ENV: keyValues,
  EXPOSE: (statement) => {
    const ports = statement.rest.split(/\s+/).filter(Boolean)
    if (ports.length === 0) throw atLeastOne('EXPOSE')
    noFlags(statement)
    return { ...place(statement), name: 'EXPOSE', ports }
  },
  FROM: from,
  HEALTHCHECK: healthcheck,
  LABEL: keyValues,
  MAINTAINER: value,
  ONBUILD: onbuild,
  RUN: run,
  SHELL: (statement) => {
    noFlags(statement)
    const args = jsonWords(statement.rest)
    if (args && args.length > 0) return { ...place(statement), name: 'SHELL', args }
    if (statement.rest === '') throw atLeastOne('SHELL')
    throw new Complaint(`SHELL requires the arguments to be in JSON form`)
  },
  STOPSIGNAL: value,
  USER: value,
  VOLUME: (statement) => {
    const paths = list(statement)
    if (paths.length === 0) throw atLeastOne('VOLUME')
    noFlags(statement)
    if (paths.some((path) => path.trim() === '')) throw new Complaint('VOLUME specified can not be an empty string')
    return { ...place(statement), name: 'VOLUME', paths }
  },
  WORKDIR: value,
}

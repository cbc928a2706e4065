// Names that Tab offers after docker commands, asked of the daemon.
import type { Completion, ValueSource } from '../command.ts'
import { Client } from './client.ts'

const clientOf = ({ process, global }: Completion) => new Client(process, global)

interface Named {
  Names: string[]
  State: string
}

/** Containers in one of `states` (any where none is given), except those already on the line. */
export const containers =
  (...states: string[]): ValueSource =>
  async (completion) => {
    const list = await clientOf(completion).get<Named[]>('/containers/json', { query: { all: true } })
    return list
      .filter((container) => states.length === 0 || states.includes(container.State))
      .map((container) => container.Names[0]!.slice(1))
      .filter((name) => !completion.args.includes(name))
  }

export const images: ValueSource = async (completion) => {
  const list = await clientOf(completion).get<{ RepoTags: string[] | null }[]>('/images/json')
  return list
    .flatMap((image) => image.RepoTags ?? [])
    .flatMap((tag) => (tag.endsWith(':latest') ? [tag.slice(0, -7), tag] : [tag]))
}

export const networks: ValueSource = async (completion) =>
  (await clientOf(completion).get<{ Name: string }[]>('/networks')).map((network) => network.Name)

export const volumes: ValueSource = async (completion) =>
  ((await clientOf(completion).get<{ Volumes: { Name: string }[] | null }>('/volumes')).Volumes ?? []).map(
    (volume) => volume.Name,
  )

/** One of a few words. */
export const oneOf =
  (...words: string[]): ValueSource =>
  () =>
    words

export const signals: ValueSource = oneOf(
  ...'ABRT ALRM CHLD CONT HUP INT KILL PIPE QUIT STOP TERM TSTP USR1 USR2 WINCH'.split(' ').map((name) => `SIG${name}`),
)

export const platforms: ValueSource = oneOf(
  ...'linux linux/386 linux/amd64 linux/arm linux/arm/v7 linux/arm64 linux/ppc64le linux/s390x windows windows/amd64'.split(
    ' ',
  ),
)

/** `container:NAME` and the words given. */
export const namespaces =
  (...words: string[]): ValueSource =>
  async (completion) => [...words, ...(await containers()(completion)).map((name) => `container:${name}`)]

/** Only the first word is of this kind. */
export const firstOnly =
  (source: ValueSource): ValueSource =>
  (completion) =>
    completion.args.length === 0 ? source(completion) : []

/** The first word one thing, the second another. */
export const inOrder =
  (...sources: ValueSource[]): ValueSource =>
  (completion) =>
    sources[completion.args.length]?.(completion) ?? []

// How `docker history` names what made a layer, and how the stage names the layer itself.
import type { RunConfig } from '../../api/oci.ts'
import { expandWord } from '../../image/dockerfile/expand.ts'
import { runForm } from '../../image/dockerfile/heredoc.ts'
import type { Copy, Instruction, Run } from '../../image/dockerfile/instruction.ts'
import { parseHeredoc } from '../../image/dockerfile/lines.ts'
import { basename } from '../../machine/fs/path.ts'
import { exposedPorts } from './config.ts'
import type { Draft } from './draft.ts'
import { quotedHealth, quotedList } from './quoted.ts'
import { wordsFor } from './run.ts'

/** BuildKit's `created_by`. */
export function createdBy(instruction: Instruction, draft: Draft, run: RunConfig): string {
  const expand = (word: string) => expandWord(word, draft.variables())
  switch (instruction.name) {
    case 'RUN': {
      const args = [...draft.args].filter(([name]) => !(run.Env ?? []).some((entry) => entry.startsWith(`${name}=`)))
      const before =
        args.length > 0 ? `|${args.length} ${args.map(([name, value]) => `${name}=${value}`).join(' ')} ` : ''
      return `RUN ${before}${wordsFor(runForm(instruction), draft).join(' ')} # buildkit`
    }
    case 'COPY':
    case 'ADD':
      return `${instruction.name} ${copyWords(instruction, expand)} # buildkit`
    case 'ENV':
    case 'LABEL':
      return `${instruction.name} ${instruction.pairs.map(({ key, value }) => `${expand(key)}=${expand(value)}`).join(' ')}`
    case 'CMD':
      return `CMD ${quotedList(run.Cmd)}`
    case 'ENTRYPOINT':
      return `ENTRYPOINT ${quotedList(run.Entrypoint)}`
    case 'SHELL':
      return `SHELL [${instruction.args.join(' ')}]`
    case 'EXPOSE':
      return `EXPOSE [${exposedPorts(instruction, draft.variables()).join(' ')}]`
    case 'VOLUME':
      return `VOLUME [${instruction.paths.map(expand).join(' ')}]`
    case 'WORKDIR':
      return `WORKDIR ${run.WorkingDir ?? '/'}`
    case 'USER':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return `${instruction.name} ${expand(instruction.value)}`
    case 'HEALTHCHECK':
      return `HEALTHCHECK ${quotedHealth(instruction.health)}`
    default:
      return instruction.source
  }
}

const copyWords = (instruction: Copy, expand: (word: string) => string): string =>
  [
    ...(instruction.chown ? [`--chown=${expand(instruction.chown)}`] : []),
    ...(instruction.chmod ? [`--chmod=${expand(instruction.chmod)}`] : []),
    ...instruction.sources.map(expand),
    ...instruction.contents.map(({ name }) => name),
    expand(instruction.destination),
  ].join(' ')

const MAX_NAME = 40
const cut = (name: string) => (name.length > MAX_NAME ? `${name.slice(0, MAX_NAME - 1)}…` : name)

/** `mkdir /opt/app`, `app.jar`. */
export function layerName(instruction: Run | Copy): string {
  if (instruction.name === 'RUN') return cut(instruction.args.join(' ').replace(/\s+/g, ' '))
  const names = [...instruction.sources.map((source) => (source === '.' || source === './' ? '.' : basename(source)))]
  const all = [...names, ...instruction.contents.map(({ name }) => name)]
  return cut(
    all.length === 1 && all[0] !== '.' ? all[0]! : `${instruction.name} ${all.join(' ')} ${instruction.destination}`,
  )
}

/** The instruction with variables that are set in their places, quotes and all: how BuildKit names a step. */
export function shownSource(instruction: Instruction, draft: Draft): string {
  const variables = draft.variables()
  const shown = instruction.source.replace(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (word, bare: string, braced: string) => variables.get(bare ?? braced) ?? word,
  )
  return instruction.name === 'RUN' && isScript(instruction) ? `${shown} (${firstLine(instruction)})` : shown
}

/** A RUN that is nothing but a heredoc. */
const isScript = ({ args, heredocs }: Run) => heredocs.length === 1 && parseHeredoc(args[0] ?? '') !== undefined

function firstLine({ heredocs }: Run): string {
  const [first = '', ...others] = heredocs[0]!.content.trim().split('\n')
  return others.length > 0 ? `${first}...` : first
}

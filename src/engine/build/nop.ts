// The comments that stand for instructions in the history of a classic build: `#(nop)  CMD ["java"]`.
import type { RunConfig } from '../../api/oci.ts'
import type { Instruction } from '../../image/dockerfile/instruction.ts'
import { quotedHealth, quotedList } from './quoted.ts'

/** Behind `#(nop) `. */
export function nopWords(instruction: Instruction, run: RunConfig, expand: (word: string) => string): string {
  switch (instruction.name) {
    case 'ENV':
    case 'LABEL':
      return `${instruction.name} ${instruction.pairs.map(({ key, value }) => `${expand(key)}=${expand(value)}`).join(' ')}`
    case 'CMD':
      return `CMD ${quotedList(run.Cmd)}`
    case 'ENTRYPOINT':
      return `ENTRYPOINT ${quotedList(run.Entrypoint)}`
    case 'WORKDIR':
      return `WORKDIR ${run.WorkingDir ?? '/'}`
    case 'EXPOSE':
      return `EXPOSE ${instruction.ports.map(expand).join(' ')}`
    case 'VOLUME':
      return `VOLUME [${instruction.paths.map(expand).join(' ')}]`
    case 'SHELL':
      return `SHELL [${instruction.args.join(' ')}]`
    case 'HEALTHCHECK':
      return `HEALTHCHECK ${quotedHealth(instruction.health)}`
    case 'ONBUILD':
      return `ONBUILD ${instruction.expression}`
    case 'USER':
    case 'STOPSIGNAL':
    case 'MAINTAINER':
      return `${instruction.name} ${expand(instruction.value)}`
    default:
      return instruction.source
  }
}

// What an instruction makes of an image's configuration (moby/buildkit dockerfile2llb, moby/builder/dockerfile dispatchers).
import type { RunConfig } from '../../api/oci.ts'
import { type Variables, expandWord, expandWords } from '../../image/dockerfile/expand.ts'
import type { Expose, Instruction, Pair } from '../../image/dockerfile/instruction.ts'
import { joinPath } from '../../machine/fs/path.ts'
import { sorted } from '../events.ts'
import { signalName } from '../../machine/signal.ts'

export const DEFAULT_SHELL = ['/bin/sh', '-c']

/** Words of the shell form come behind the shell. */
export const commandOf = (run: RunConfig, { json, args }: { json: boolean; args: string[] }): string[] =>
  json ? args : [...(run.Shell ?? DEFAULT_SHELL), ...args]

/**
 * Throws ExpansionError. Instructions that make files are left to the builder.
 * An ENTRYPOINT takes the base's CMD away, but not one of its own stage (`keepCmd`).
 */
export function applyToConfig(
  run: RunConfig,
  instruction: Instruction,
  variables: Variables,
  escape = '\\',
  keepCmd = false,
): RunConfig {
  const expand = (word: string) => expandWord(word, variables, escape)
  switch (instruction.name) {
    case 'ENV':
      return { ...run, Env: withEnv(run.Env ?? [], expandPairs(instruction.pairs, expand)) }
    case 'LABEL':
      return { ...run, Labels: { ...run.Labels, ...Object.fromEntries(expandPairs(instruction.pairs, expand)) } }
    case 'USER':
      return { ...run, User: expand(instruction.value) }
    case 'WORKDIR':
      return { ...run, WorkingDir: joinPath(run.WorkingDir || '/', expand(instruction.value)) }
    case 'STOPSIGNAL':
      return { ...run, StopSignal: knownSignal(expand(instruction.value)) }
    case 'EXPOSE': {
      const ports = exposedPorts(instruction, variables, escape)
      return {
        ...run,
        ExposedPorts: sorted({ ...run.ExposedPorts, ...Object.fromEntries(ports.map((port) => [port, {}])) }),
      }
    }
    case 'VOLUME': {
      const paths = instruction.paths.map(expand)
      return { ...run, Volumes: { ...run.Volumes, ...Object.fromEntries(paths.map((path) => [path, {}])) } }
    }
    case 'CMD':
      return { ...run, Cmd: commandOf(run, instruction) }
    case 'ENTRYPOINT':
      return { ...run, Entrypoint: commandOf(run, instruction), ...(keepCmd ? {} : { Cmd: undefined }) }
    case 'HEALTHCHECK':
      return { ...run, Healthcheck: instruction.health }
    case 'SHELL':
      return { ...run, Shell: instruction.args }
    case 'ONBUILD':
      return { ...run, OnBuild: [...(run.OnBuild ?? []), instruction.expression] }
    default:
      return run
  }
}

/** `8080/tcp`, one for each port of a range. Throws ConfigError. */
export const exposedPorts = ({ ports }: Expose, variables: Variables, escape = '\\'): string[] =>
  ports.flatMap((port) => expandWords(port, variables, escape)).flatMap(portRange)

const expandPairs = (pairs: readonly Pair[], expand: (word: string) => string): [string, string][] =>
  pairs.map(({ key, value }) => [expand(key), expand(value)])

/** A name that is there keeps its place. */
export function withEnv(env: readonly string[], set: readonly [string, string][]): string[] {
  const out = [...env]
  for (const [name, value] of set) {
    const at = out.findIndex((entry) => entry.startsWith(`${name}=`))
    if (at < 0) out.push(`${name}=${value}`)
    else out[at] = `${name}=${value}`
  }
  return out
}

/** Throws Error as go-connections/nat words it. */
function portRange(port: string): string[] {
  const [numbers = '', protocol = 'tcp'] = port.split('/')
  const [from = '', to = from] = numbers.split('-')
  if (!/^\d+$/.test(from) || !/^\d+$/.test(to) || Number(to) > 65_535)
    throw new PortError(`invalid containerPort: ${numbers}`)
  return Array.from(
    { length: Number(to) - Number(from) + 1 },
    (_, i) => `${Number(from) + i}/${protocol.toLowerCase()}`,
  )
}

/** What an instruction asks for cannot be in a configuration. */
export class ConfigError extends Error {}

export class PortError extends ConfigError {}

function knownSignal(word: string): string {
  if (!signalName(word)) throw new ConfigError(`invalid signal: ${word}`)
  return word
}

/** The engine's own port parser, unlike BuildKit's, begins with a capital. */
export const wordsOf = (error: Error): string =>
  error instanceof PortError ? error.message.replace(/^i/, 'I') : error.message

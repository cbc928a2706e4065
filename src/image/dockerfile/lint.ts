// What BuildKit warns of in a Dockerfile that it builds all the same (moby/buildkit, frontend/dockerfile/linter).
import { ExpansionError, unsetVariables } from './expand.ts'
import type { Dockerfile, Instruction, Stage } from './instruction.ts'
import { RULES, type RuleName, slug } from './rules.ts'
import { suggestion } from './flags.ts'

export interface Warning {
  rule: RuleName
  message: string
  /** What the rule is about. */
  description: string
  url: string
  line: number
  endLine: number
}

/** Variables that a stage's base image brings; undefined where nobody knows. */
export type BaseVariables = (stage: number) => readonly string[] | undefined

/** `stages` are those that the build needs: the others are only parsed. */
export function lint(file: Dockerfile, stages: readonly number[], baseVariables: BaseVariables): Warning[] {
  const linter = new Linter(file)
  linter.parsing()
  for (const index of stages) linter.stage(file.stages[index]!, baseVariables(index))
  return linter.warnings
}

const SECRET = /(?:^|_)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)/i
const NOT_SECRET = /(?:^|_)(?:public)(?:_|$)|_file$/i
const PREDEFINED = new Set(
  [
    'HTTP_PROXY HTTPS_PROXY FTP_PROXY NO_PROXY ALL_PROXY',
    'http_proxy https_proxy ftp_proxy no_proxy all_proxy',
    'TARGETPLATFORM TARGETOS TARGETARCH TARGETVARIANT BUILDPLATFORM BUILDOS BUILDARCH BUILDVARIANT TARGETSTAGE',
  ].flatMap((names) => names.split(' ')),
)

interface Lines {
  line: number
  endLine: number
}

class Linter {
  readonly warnings: Warning[] = []
  private readonly file: Dockerfile
  /** ARGs before the first FROM. */
  private readonly globals: Set<string>

  constructor(file: Dockerfile) {
    this.file = file
    this.globals = new Set(file.globals.flatMap(({ args }) => args.map(({ key }) => key)))
  }

  private say(rule: RuleName, at: Lines, message: string): void {
    const { line, endLine } = at
    this.warnings.push({ rule, message, description: RULES[rule], url: slug(rule), line, endLine })
  }

  /** What shows before anything is looked up. */
  parsing(): void {
    const { stages, emptyContinuations } = this.file
    for (const line of emptyContinuations)
      this.say('NoEmptyContinuation', { line, endLine: line }, 'Empty continuation line')
    for (const { from, instructions } of stages) {
      const { typedAs, asWord, word } = from
      if (typedAs && typedAs !== typedAs.toLowerCase())
        this.say('StageNameCasing', from, `Stage name '${typedAs}' should be lowercase`)
      if (asWord && caseOf(asWord) !== caseOf(word))
        this.say('FromAsCasing', from, `'${asWord}' and '${word}' keywords' casing do not match`)
      for (const one of instructions) {
        if (one.name === 'MAINTAINER')
          this.say('MaintainerDeprecated', one, 'Maintainer instruction is deprecated in favor of using label')
      }
    }
    this.stageNames()
    this.casing()
  }

  private stageNames(): void {
    const seen = new Set<string>()
    for (const { from } of this.file.stages) {
      if (!from.as) continue
      if (from.as === 'context' || from.as === 'scratch')
        this.say(
          'ReservedStageName',
          from,
          `Stage name should not use the same name as reserved stage ${JSON.stringify(from.as)}`,
        )
      if (seen.has(from.as))
        this.say(
          'DuplicateStageName',
          from,
          `Duplicate stage name ${JSON.stringify(from.as)}, stage names should be unique`,
        )
      seen.add(from.as)
    }
  }

  /** Instructions are all in capitals or all not; the majority says which. */
  private casing(): void {
    const { globals, stages } = this.file
    const all = [...globals, ...stages.flatMap(({ from, instructions }) => [from, ...instructions])]
    const lower = all.filter(({ word }) => word === word.toLowerCase()).length
    const upper = all.filter(({ word }) => word === word.toUpperCase()).length
    const wanted = lower > upper ? 'lowercase' : 'uppercase'
    for (const one of all) {
      const { word } = one
      const right = wanted === 'lowercase' ? word.toLowerCase() : word.toUpperCase()
      if (word !== right)
        this.say(
          'ConsistentInstructionCasing',
          one,
          `Command '${word}' should match the case of the command majority (${wanted})`,
        )
    }
  }

  stage(stage: Stage, base: readonly string[] | undefined): void {
    this.from(stage)
    const known = new Set([...PREDEFINED, ...(base ?? [])])
    const used = new Map<string, Lines>()
    let shell = false
    let workdir = false
    for (const one of stage.instructions) {
      if (base) this.variables(one, known)
      if (one.name === 'SHELL') shell = true
      if (one.name === 'ARG') for (const { key } of one.args) known.add(key)
      if (one.name === 'ENV') for (const { key } of one.pairs) known.add(key)
      if (['CMD', 'ENTRYPOINT', 'HEALTHCHECK'].includes(one.name)) {
        const before = used.get(one.name)
        if (before)
          this.say(
            'MultipleInstructionsDisallowed',
            before,
            `Multiple ${one.name} instructions should not be used in the same stage because only the last one will be used`,
          )
        used.set(one.name, one)
      }
      if ((one.name === 'CMD' || one.name === 'ENTRYPOINT') && !one.json && !shell)
        this.say(
          'JSONArgsRecommended',
          one,
          `JSON arguments recommended for ${one.name} to prevent unintended behavior related to OS signals`,
        )
      if (one.name === 'WORKDIR') {
        if (!workdir && !/^["']?[/$]/.test(one.value) && !base?.includes('WORKDIR'))
          this.say(
            'WorkdirRelativePath',
            one,
            `Relative workdir ${JSON.stringify(one.value)} can have unexpected results if the base image changes`,
          )
        workdir = true
      }
      this.values(one)
    }
  }

  private from({ from }: Stage): void {
    const names = [...this.globals, ...PREDEFINED]
    for (const name of unset(from.base, this.file.escape)) {
      if (!names.includes(name))
        this.say('UndefinedArgInFrom', from, `FROM argument '${name}' is not declared${suggestion(name, names)}`)
    }
    if (!from.platform) return
    if (/^\$\{?TARGETPLATFORM\}?$/.test(from.platform))
      this.say(
        'RedundantTargetPlatform',
        from,
        `Setting platform to predefined ${from.platform} in FROM is redundant as this is the default behavior`,
      )
    else if (!from.platform.includes('$'))
      this.say(
        'FromPlatformFlagConstDisallowed',
        from,
        `FROM --platform flag should not use constant value ${JSON.stringify(from.platform)}`,
      )
  }

  private values(one: Instruction): void {
    if (one.name === 'ENV' || one.name === 'LABEL') {
      if (one.legacy)
        this.say(
          'LegacyKeyValueFormat',
          one,
          `"${one.name} key=value" should be used instead of legacy "${one.name} key value" format`,
        )
    }
    const keys =
      one.name === 'ENV' ? one.pairs.map(({ key }) => key) : one.name === 'ARG' ? one.args.map(({ key }) => key) : []
    for (const key of keys) {
      if (SECRET.test(key) && !NOT_SECRET.test(key))
        this.say(
          'SecretsUsedInArgOrEnv',
          one,
          `Do not use ARG or ENV instructions for sensitive data (${one.name} ${JSON.stringify(key)})`,
        )
    }
    if (one.name !== 'EXPOSE') return
    for (const port of one.ports) {
      const protocol = port.split('/')[1]
      if (/[:]/.test(port))
        this.say(
          'ExposeInvalidFormat',
          one,
          `EXPOSE instruction should not define an IP address or host-port mapping, found '${port}'`,
        )
      if (protocol && protocol !== protocol.toLowerCase())
        this.say('ExposeProtoCasing', one, `Defined protocol '${port}' in EXPOSE instruction should be lowercase`)
    }
  }

  /** The instructions whose words BuildKit itself expands. */
  private variables(one: Instruction, known: ReadonlySet<string>): void {
    for (const word of expandedWords(one)) {
      for (const name of unset(word, this.file.escape)) {
        if (known.has(name)) continue
        const hint = suggestion(name, [...known]).replace('mean ', 'mean $')
        this.say('UndefinedVar', one, `Usage of undefined variable '$${name}'${hint}`)
      }
    }
  }
}

const caseOf = (word: string) =>
  word === word.toUpperCase() ? 'upper' : word === word.toLowerCase() ? 'lower' : 'mixed'

function expandedWords(one: Instruction): string[] {
  switch (one.name) {
    case 'ENV':
    case 'LABEL':
      return one.pairs.map(({ value }) => value)
    case 'ARG':
      return one.args.flatMap(({ value }) => value ?? [])
    case 'COPY':
    case 'ADD':
      return [...one.sources, one.destination]
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
      return [one.value]
    case 'EXPOSE':
      return one.ports
    case 'VOLUME':
      return one.paths
    default:
      return []
  }
}

function unset(word: string, escape: string): string[] {
  try {
    return unsetVariables(word, new Map(), escape)
  } catch (error) {
    if (error instanceof ExpansionError) return []
    throw error
  }
}

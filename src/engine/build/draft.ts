// An image in the making: configuration and layers after so many instructions of a stage.
import type { HistoryEntry, ImageConfig, RunConfig } from '../../api/oci.ts'
import { emptyConfig, extendConfig } from '../../image/config.ts'
import { digestOf } from '../../image/digest.ts'
import type { Variables } from '../../image/dockerfile/expand.ts'
import type { Layer } from '../../image/layer.ts'
import type { StoredImage } from '../../runtime/content.ts'

export class Draft {
  config: ImageConfig
  layers: Layer[]
  /** Names everything that went into the files so far: BuildKit's cache key. */
  key: string
  /** ARGs of this stage that have a value. */
  readonly args = new Map<string, string>()
  /** A CMD of this stage was read. */
  hasCmd = false
  /** Image it stands on; undefined for scratch. */
  readonly base: StoredImage | undefined

  constructor(base: StoredImage | undefined, created: string) {
    this.base = base
    this.config = base ? { ...base.config } : emptyConfig(created)
    this.layers = base ? [...base.layers] : []
    this.key = base ? `image ${base.id}` : 'scratch'
  }

  /** A stage that begins where another one ended. */
  static from(other: Draft): Draft {
    const draft = new Draft(other.base, other.config.created ?? '')
    draft.config = { ...other.config }
    draft.layers = [...other.layers]
    draft.key = other.key
    return draft
  }

  get run(): RunConfig {
    return this.config.config
  }

  /** ARGs, and ENV over them. */
  variables(): Variables {
    const env = (this.run.Env ?? []).map((entry): [string, string] => {
      const equals = entry.indexOf('=')
      return [entry.slice(0, equals), entry.slice(equals + 1)]
    })
    return new Map([...this.args, ...env])
  }

  /** What a process of this stage gets: ENV, and ARGs that ENV does not set. */
  environment(): string[] {
    const env = this.run.Env ?? []
    const names = new Set(env.map((entry) => entry.split('=')[0]))
    return [...env, ...[...this.args].filter(([name]) => !names.has(name)).map(([name, value]) => `${name}=${value}`)]
  }

  apply(step: HistoryEntry, run: RunConfig, layer?: Layer): void {
    this.config = extendConfig(this.config, step, run, layer?.diffId)
    if (layer) this.layers.push(layer)
  }
}

/** The key of a state after a step whose inputs are these. */
export const keyOf = (before: string, ...inputs: unknown[]): string => digestOf(JSON.stringify([before, ...inputs]))

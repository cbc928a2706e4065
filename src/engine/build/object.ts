// What the trace says of a build while it runs.
import type { BuildObject } from '../../api/objects.ts'
import type { Layer } from '../../image/layer.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { Engine } from '../engine.ts'

type Step = BuildObject['steps'][number]

export class BuildSteps {
  private readonly id: string
  private readonly steps = new Map<string, Step>()
  private readonly engine: Engine
  private readonly tag: string
  private readonly context: number
  private readonly cause: Cause

  constructor(engine: Engine, tag: string, context: number, cause: Cause) {
    this.engine = engine
    this.id = engine.chance.hex(12)
    this.tag = tag
    this.context = context
    this.cause = cause
  }

  /** The steps of a stage, before any is done. */
  expect(names: readonly string[]): void {
    for (const name of names) this.steps.set(placeOf(name), { name, state: 'waiting' })
    this.say()
  }

  start(name: string): void {
    this.set(name, 'running')
  }

  done(name: string, layer?: Layer): void {
    this.set(name, 'done', layer)
  }

  cached(name: string, layer?: Layer): void {
    this.set(name, 'cached', layer)
  }

  failed(name: string): void {
    this.set(name, 'failed')
  }

  over(): void {
    this.tell(undefined)
  }

  private set(name: string, state: Step['state'], layer?: Layer): void {
    this.steps.set(placeOf(name), { name, state, ...(layer ? { layer: layer.diffId } : {}) })
    this.say()
  }

  private say(): void {
    const data: BuildObject = { tag: this.tag, context: this.context, steps: [...this.steps.values()] }
    this.tell({ ...data })
  }

  private tell(data: Record<string, unknown> | undefined): void {
    const { machine } = this.engine
    const { id, cause } = this
    machine.kernel.trace.add({
      kind: 'object',
      topic: 'object.build',
      type: 'build',
      place: machine.name,
      id,
      data,
      cause,
    })
  }
}

/** `[2/3]` of a step's name: the rest of it may be known better later. */
const placeOf = (name: string) => /^(?:\[[^\]]*\]|\d+\/\d+)/.exec(name)?.[0] ?? name

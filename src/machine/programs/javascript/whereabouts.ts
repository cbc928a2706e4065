// Where a script is: the file and line being run, how long it has run, and the promises it made.
import { Ended, MOST_STEPS, type Run, TooLong } from './outcome.ts'
import type { Value } from './scope.ts'

/** What becomes of a promise that nobody waits for. */
export type Rejected = (error: Value, awaited: () => boolean) => void

export class Whereabouts {
  file = ''
  line = 0
  private steps = 0
  /** Promise as the script sees it. */
  readonly Promise: PromiseConstructor
  private readonly places = new WeakMap<object, { file: string; line: number }>()

  constructor(rejected: Rejected) {
    this.Promise = promiseClass(rejected)
  }

  /** Begins counting again: each event of the script has its own allowance. */
  refresh(): void {
    this.steps = 0
  }

  tick(file: string, line: number): void {
    this.file = file
    this.line = line
    if (++this.steps > MOST_STEPS) throw new TooLong('the script runs without ever letting go')
  }

  /** Remembers where an error came to be, as its stack tells. */
  place(error: Value): { file: string; line: number } {
    const here = { file: this.file, line: this.line }
    if (!(error instanceof Error)) return here
    const known = this.places.get(error)
    if (known) return known
    this.places.set(error, here)
    const { name, message } = error
    const stack = `${name}${message && `: ${message}`}\n    at ${here.file}:${here.line}`
    Object.defineProperty(error, 'stack', { value: stack, writable: true, configurable: true, enumerable: false })
    return here
  }

  /** What an async function gives: its statements go on when what they await is there. */
  promise(run: Run<Value>): Promise<Value> {
    return new this.Promise((resolve, reject) => {
      const step = (how: 'next' | 'throw', given?: Value) => {
        let at: IteratorResult<Value, Value>
        try {
          at = run[how](given)
        } catch (error) {
          if (!(error instanceof Ended)) this.place(error)
          reject(error)
          return
        }
        if (at.done) resolve(at.value)
        else
          this.Promise.resolve(at.value).then(
            (value) => step('next', value),
            (error: unknown) => step('throw', error),
          )
      }
      step('next')
    })
  }
}

function promiseClass(rejected: Rejected): PromiseConstructor {
  let watching = false
  class ScriptPromise<T> extends Promise<T> {
    private awaited = false

    static override get [Symbol.species](): PromiseConstructor {
      return watching ? Promise : ScriptPromise
    }

    constructor(executor: ConstructorParameters<typeof Promise<T>>[0]) {
      super(executor)
      watching = true
      void super.then(undefined, (error: unknown) => {
        if (!this.awaited) rejected(error, () => this.awaited)
      })
      watching = false
    }

    // oxlint-disable-next-line unicorn/no-thenable
    override then<A = T, B = never>(
      fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
      failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
    ): Promise<A | B> {
      this.awaited = true
      return super.then(fulfilled, failed)
    }
  }
  void Object.defineProperty(ScriptPromise, 'name', { value: 'Promise' })
  return ScriptPromise
}

// The page's end of the port: one worker, typed messages both ways, answers matched to their questions.
import type { FromWorld, ToWorld } from '../world/port.ts'

export interface Ran {
  exit: number
  stdout: string
  stderr: string
}

export class Connection {
  private readonly worker: Worker
  private readonly waiting = new Map<number, (value: unknown) => void>()
  private next: number

  /** `first`: question numbers start here, so that answers to an earlier world are not mistaken for ours. */
  constructor(receive: (message: FromWorld) => void, first: number) {
    this.next = first
    this.worker = new Worker(new URL('../world/worker.ts', import.meta.url), { type: 'module' })
    this.worker.onmessage = (event: MessageEvent<FromWorld>) => {
      this.answer(event.data)
      receive(event.data)
    }
    this.worker.onerror = (event) => {
      receive({
        type: 'crash',
        message: event.message || 'the worker could not be loaded',
        stack: `${event.filename}:${event.lineno}`,
        inputs: [],
      })
    }
  }

  send(message: ToWorld): void {
    this.worker.postMessage(message)
  }

  run(line: string, on: string): Promise<Ran> {
    return this.ask((id) => ({ type: 'input', input: { kind: 'run', id, on, line } })) as Promise<Ran>
  }

  idle(): Promise<unknown> {
    return this.ask((id) => ({ type: 'idle', id }))
  }

  inspect(object: { type: string; place: string; id: string }): Promise<unknown> {
    return this.ask((id) => ({ type: 'inspect', id, object }))
  }

  close(): void {
    this.worker.terminate()
  }

  private ask(message: (id: number) => ToWorld): Promise<unknown> {
    const id = this.next++
    return new Promise((resolve) => {
      this.waiting.set(id, resolve)
      this.send(message(id))
    })
  }

  private answer(message: FromWorld): void {
    if (message.type !== 'result' && message.type !== 'idle' && message.type !== 'inspected') return
    const resolve = this.waiting.get(message.id)
    this.waiting.delete(message.id)
    if (message.type === 'result') {
      const { exit, stdout, stderr } = message
      resolve?.({ exit, stdout, stderr })
    } else resolve?.(message.type === 'inspected' ? message.value : undefined)
  }
}

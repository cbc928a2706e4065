// The Web Worker that a page's world lives in: real time, mail, and nothing else.
import { Host } from './host.ts'
import type { ToWorld } from './port.ts'

interface WorkerScope {
  postMessage(message: unknown): void
  onmessage: ((event: MessageEvent<ToWorld>) => void) | null
}
const scope = globalThis as unknown as WorkerScope

/** One turn of the event loop: a message to ourselves arrives after every microtask (timers are clamped to 4 ms). */
const channel = new MessageChannel()
let arrivals: (() => void)[] = []
channel.port1.onmessage = () => {
  for (const arrive of arrivals.splice(0)) arrive()
}
const turn = () =>
  new Promise<void>((resolve) => {
    arrivals.push(resolve)
    channel.port2.postMessage(0)
  })

let wakeUp = () => {}
const rest = (ms: number) =>
  ms <= 0
    ? turn()
    : new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms)
        wakeUp = () => {
          clearTimeout(timer)
          resolve()
        }
      })

const host = new Host({
  post: (message) => scope.postMessage(message),
  turn,
  realNow: () => performance.now(),
  rest,
  wake: () => wakeUp(),
})
scope.onmessage = (event) => host.receive(event.data)

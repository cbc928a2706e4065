// The trace as the stage keeps it: appended to in batches, and shown at any moment of the past or now.
import type { InputEvent, MessageEvent, ObjectEvent, TraceEvent } from '../../kernel/trace.ts'
import { UPKEEP, isChatter } from './chatter.ts'
import { Palette } from './palette.ts'
import { State } from './state.ts'

/** A line entered at a prompt, and when the prompt came back. */
export interface Command {
  seq: number
  on: string
  line: string
  start: number
  end: number | undefined
  exit: number | undefined
}

const CHECKPOINT_EVERY = 1500
const BLOCK = 128

interface Block {
  messages: MessageEvent[]
  /** Latest arrival of any message in the block. */
  until: number
}

export class Film {
  readonly events: TraceEvent[] = []
  readonly commands: Command[] = []
  readonly palette = new Palette()
  /** Messages that never arrived whole, and when they were cut. */
  readonly cuts = new Map<number, number>()
  private readonly roots: (number | undefined)[] = []
  private readonly checkpoints: { index: number; state: State }[] = [{ index: 0, state: new State() }]
  private readonly blocks: Block[] = []
  /** `type place id` → `seq` of the event that first spoke of it. */
  private readonly births = new Map<string, number>()
  private current = { index: 0, state: new State() }

  append(batch: readonly TraceEvent[]): void {
    for (const event of batch) {
      this.events.push(event)
      const root = event.kind === 'input' ? event.seq : event.cause === undefined ? undefined : this.roots[event.cause]
      this.roots.push(root)
      if (event.kind === 'message') this.keepMessage(event)
      else if (event.kind === 'cut') this.cuts.set(event.message, event.at)
      else if (event.kind === 'object') this.keepObject(event)
      else this.keepCommand(event)
    }
  }

  /** How many events have happened by `now`. */
  indexAt(now: number): number {
    let [low, high] = [0, this.events.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.events[middle]!.at <= now) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The state after the first `index` events. The same object is moved on while time goes forward. */
  stateAt(index: number): State {
    if (index < this.current.index) {
      const checkpoint = this.checkpoints.findLast((one) => one.index <= index)!
      this.current = { index: checkpoint.index, state: new State(checkpoint.state) }
    }
    while (this.current.index < index) {
      const { index: next } = this.current
      this.current.state.apply(this.events[next]!, this.roots[next])
      this.current.index++
      if (this.current.index === this.checkpoints.at(-1)!.index + CHECKPOINT_EVERY) {
        this.checkpoints.push({ index: this.current.index, state: new State(this.current.state) })
      }
    }
    return this.current.state
  }

  /** Messages sent by `now` that are still under way, or arrived less than `glow` ms ago. */
  messagesAt(now: number, glow: number): MessageEvent[] {
    const found: MessageEvent[] = []
    for (const block of this.blocks) {
      if (block.messages[0]!.at > now) break
      if (block.until + glow <= now) continue
      for (const message of block.messages) {
        if (message.at > now) break
        if ((this.cuts.get(message.seq) ?? message.until) + glow > now) found.push(message)
      }
    }
    return found
  }

  /** The input that an event goes back to, if any. */
  root(seq: number): InputEvent | undefined {
    const root = this.roots[seq]
    const event = root === undefined ? undefined : this.events[root]
    return event?.kind === 'input' ? event : undefined
  }

  /** The event, what it came from, what that came from … */
  causes(seq: number): TraceEvent[] {
    const chain: TraceEvent[] = []
    for (let at: number | undefined = seq; at !== undefined && chain.length < 40; at = this.events[at]?.cause) {
      const event = this.events[at]
      if (!event) break
      chain.push(event)
    }
    return chain
  }

  /** The time of the next event that can be seen after `now`, or of the one before it. */
  neighbour(now: number, direction: 1 | -1): number | undefined {
    const start = direction === 1 ? this.indexAt(now) : this.indexAt(now - 1e-6) - 1
    for (let i = start; i >= 0 && i < this.events.length; i += direction) {
      const event = this.events[i]!
      if (event.at !== now && this.isSeen(event)) return event.at
    }
    return direction === -1 && now > 0 ? 0 : undefined
  }

  /** Does it come from something that was typed, as against the machines' own chatter? */
  isSeen(event: TraceEvent): boolean {
    if (event.kind === 'cut') return false
    if (event.kind === 'object') return !UPKEEP.has(event.type) && this.roots[event.seq] !== undefined
    if (event.kind === 'message') return !isChatter(event) && this.roots[event.seq] !== undefined
    return true
  }

  /** Was there such an object before this event? */
  existedBefore({ seq, type, place, id }: ObjectEvent): boolean {
    return this.births.get(`${type} ${place} ${id}`) !== seq
  }

  private keepMessage(event: MessageEvent): void {
    const last = this.blocks.at(-1)
    if (last && last.messages.length < BLOCK) {
      last.messages.push(event)
      last.until = Math.max(last.until, event.until)
    } else this.blocks.push({ messages: [event], until: event.until })
  }

  private keepObject(event: ObjectEvent): void {
    const key = `${event.type} ${event.place} ${event.id}`
    if (!this.births.has(key)) this.births.set(key, event.seq)
    this.palette.learn(event)
  }

  private keepCommand(event: TraceEvent): void {
    if (event.kind === 'input') {
      const { seq, on, line, at } = event
      this.commands.push({ seq, on, line, start: at, end: undefined, exit: undefined })
    }
    if (event.kind !== 'done') return
    const command = this.commands.findLast((one) => one.seq === event.cause)
    if (!command) return
    command.end = event.at
    command.exit = event.exit
  }
}

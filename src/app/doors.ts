// `window.naru`: the page as other programs use it (tests, benches, teachers' scripts).
import type { TraceEvent } from '../kernel/trace.ts'
import type { Box } from '../stage/scene/box.ts'
import type { Speed } from './fragment.ts'
import type { Naru } from './naru.ts'

export interface Doors {
  run(line: string, options?: { on?: string }): Promise<{ exit: number; stdout: string; stderr: string }>
  /** Resolves when no command runs and nothing is in flight for one. */
  idle(): Promise<void>
  /** The scene as plain data. */
  state(): {
    now: number
    live: boolean
    boxes: Box[]
    flights: { topic: string; form: string; from: string; to: string; share: number; label: string; bytes: number }[]
  }
  trace(from?: number): TraceEvent[]
  /** The terminal in front as it reads, with what has scrolled away; broken lines are joined. The last one holds the cursor. */
  screen(): string[]
  control(action: { play?: boolean; speed?: Speed; seek?: number; step?: 1 | -1 }): void
  version: string
}

declare global {
  interface Window {
    naru: Doors
  }
}

export function openDoors(naru: Naru): Doors {
  return {
    run: async (line, { on = 'laptop' } = {}) => {
      await naru.ready()
      return naru.run(line, on)
    },
    idle: async () => {
      await naru.ready()
      await naru.idle()
    },
    state: () => {
      const { now, live, scene, flights } = naru.player.frame()
      return {
        now,
        live,
        boxes: structuredClone(scene.boxes),
        flights: flights.map(({ message, from, to, share, label, bytes }) => ({
          topic: message.topic,
          form: message.form,
          from,
          to,
          share,
          label,
          bytes,
        })),
      }
    },
    trace: (from) => naru.events(from),
    screen: () => naru.screen(),
    control: ({ play, speed, seek, step }) => {
      if (speed !== undefined) naru.setSpeed(speed)
      if (seek !== undefined) naru.seek(seek)
      if (step !== undefined) naru.step(step)
      if (play !== undefined) naru.setPlaying(play)
    },
    version: '0.1.0',
  }
}

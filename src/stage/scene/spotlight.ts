// What a class should look at: the boxes between which something moves, and those that have just changed.
import { UPKEEP } from './chatter.ts'
import type { Film } from './film.ts'
import type { Flight } from './flights.ts'
import type { Scene } from './scene.ts'

/** What changed stays lit for so long, and light comes and goes in so long, in virtual ms at 1×. */
const HOLD = 1400
const FADE = 220
const LOOK_BACK = 60

const bySubject = new WeakMap<Scene, Map<string, string>>()

/** Box → how brightly it is lit, 0…1. Empty: nothing happens, all is seen alike. */
export function spotlight(
  film: Film,
  scene: Scene,
  now: number,
  flying: readonly Flight[],
  speed = 1,
): Map<string, number> {
  const lit = new Map<string, number>()
  const light = (id: string, strength: number) => {
    if (strength > (lit.get(id) ?? 0)) lit.set(id, strength)
  }
  for (const { faint, from, to, glow, message } of flying) {
    if (faint) continue
    const strength = Math.min(1, (now - message.at) / (FADE * speed), glow * 1.5)
    light(from, strength)
    light(to, strength)
  }
  const boxes = subjectsOf(scene)
  const end = film.indexAt(now)
  for (let i = end - 1; i >= 0 && i > end - LOOK_BACK; i--) {
    const event = film.events[i]!
    const age = (now - event.at) / speed
    if (age > HOLD) break
    if (event.kind !== 'object' || UPKEEP.has(event.type) || film.root(event.seq) === undefined) continue
    const box = boxes.get(`${event.type} ${event.place} ${event.id}`)
    if (box !== undefined) light(box, Math.min(1, age / FADE, (HOLD - age) / FADE))
  }
  return lit
}

function subjectsOf(scene: Scene): Map<string, string> {
  const known = bySubject.get(scene)
  if (known) return known
  const boxes = new Map<string, string>()
  for (const { id, subject, content } of scene.boxes)
    if (subject && content.kind !== 'place' && content.kind !== 'group')
      boxes.set(`${subject.type} ${subject.place} ${subject.id}`, id)
  bySubject.set(scene, boxes)
  return boxes
}

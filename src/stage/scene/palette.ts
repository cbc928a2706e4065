// One colour and pattern for each layer, everywhere: chosen by its diffId, moved on where a neighbour has it already.
import type { ObjectEvent } from '../../kernel/trace.ts'
import { SYSTEM_IMAGE } from './system-image.ts'

/** Number of hues in stage/stage.css (`--layer-0` …). */
export const HUES = 16
const PATTERNS = 3

export interface Paint {
  hue: number
  /** 0 plain, 1 stripes, 2 dots: a second sign beside the colour. */
  pattern: number
}

export class Palette {
  private readonly slots = new Map<string, number>()
  private readonly names = new Map<string, { name: string; size: number }>()
  private readonly byDigest = new Map<string, string>()

  /** Takes notice of the layers in an object's data. */
  learn(event: ObjectEvent): void {
    const data = event.data
    if (!data) return
    const image = event.type === 'nodeimage' ? event.id : data.image
    const isHere = event.type !== 'repository' && !(typeof image === 'string' && SYSTEM_IMAGE.test(image))
    if (event.type === 'layer') this.note({ ...data, diffId: event.id }, isHere)
    if (Array.isArray(data.layers)) for (const layer of data.layers) this.note(layer as Record<string, unknown>, isHere)
  }

  of(diffId: string): Paint {
    const slot = this.slots.get(diffId) ?? this.choose(diffId)
    return { hue: slot % HUES, pattern: Math.floor(slot / HUES) % PATTERNS }
  }

  /** What is known of a blob that a message carries. */
  layer(digestOrDiffId: string): { diffId: string; name?: string; size?: number } {
    const diffId = this.byDigest.get(digestOrDiffId) ?? digestOrDiffId
    return { diffId, ...this.names.get(diffId) }
  }

  /** Layers that only lie in a registry get their colour when they are looked at. */
  private note(layer: Record<string, unknown>, isHere: boolean): void {
    const { diffId, digest, name, size } = layer
    if (typeof diffId !== 'string') return
    if (isHere && !this.slots.has(diffId)) this.choose(diffId)
    if (typeof digest === 'string') this.byDigest.set(digest, diffId)
    if (typeof name !== 'string' || !name) return
    // Who pulls a layer knows no more of it than its digest; what it is called, its registry has said.
    const isNameless = typeof digest === 'string' && digest.includes(name)
    if (!isNameless || !this.names.has(diffId)) this.names.set(diffId, { name, size: Number(size ?? 0) })
  }

  private choose(diffId: string): number {
    const wanted = scatter(diffId) % HUES
    const taken = new Set(this.slots.values())
    let slot = wanted
    for (let round = 0; taken.has(slot) && round < HUES * PATTERNS; round++) {
      const hue = (wanted + (round + 1) * 5) % HUES
      slot = hue + HUES * (Math.floor((round + 1) / HUES) % PATTERNS)
    }
    this.slots.set(diffId, slot)
    return slot
  }
}

/** FNV-1a. */
function scatter(text: string): number {
  let h = 2166136261
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619) >>> 0
  return h
}

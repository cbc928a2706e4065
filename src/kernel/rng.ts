// Seeded chance (sfc32). Every draw in the world comes from here, so one seed gives one world.

export class Rng {
  private a: number
  private b: number
  private c: number
  private d = 1

  constructor(seed: number, name = '') {
    let h = 1779033703 ^ seed
    for (let i = 0; i < name.length; i++) h = Math.imul(h ^ name.charCodeAt(i), 3432918353)
    this.a = h >>> 0
    this.b = (Math.imul(h, 0x85ebca6b) ^ 0x9e3779b9) >>> 0
    this.c = (Math.imul(h, 0xc2b2ae35) ^ seed) >>> 0
    for (let i = 0; i < 15; i++) this.uint32()
  }

  uint32(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0
    this.d = (this.d + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (this.c << 21) | (this.c >>> 11)
    this.c = (this.c + t) | 0
    return t >>> 0
  }

  /** In [0, 1). */
  fraction(): number {
    return this.uint32() / 4294967296
  }

  /** An integer in [0, n). */
  below(n: number): number {
    return Math.floor(this.fraction() * n)
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!
  }

  hex(digits: number): string {
    let out = ''
    while (out.length < digits) out += this.uint32().toString(16).padStart(8, '0')
    return out.slice(0, digits)
  }

  string(length: number, alphabet: string): string {
    let out = ''
    for (let i = 0; i < length; i++) out += alphabet[this.below(alphabet.length)]
    return out
  }

  /** A version 4 UUID. */
  uuid(): string {
    const h = this.hex(32)
    const variant = '89ab'[this.below(4)]
    return `${h.slice(0, 8)}-${h.slice(8, 12)}-4${h.slice(13, 16)}-${variant}${h.slice(17, 20)}-${h.slice(20)}`
  }
}

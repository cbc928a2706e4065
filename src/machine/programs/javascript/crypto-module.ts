// Node's crypto: digests and random bytes, the latter from the world's chance.
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { concat, hex, utf8 } from '../../../kernel/bytes.ts'
import { toBuffer } from './buffer.ts'
import type { Host } from './host.ts'
import type { Module } from './http-module.ts'
import type { Value } from './scope.ts'

const DIGESTS: Record<string, (bytes: Uint8Array) => Uint8Array> = { md5, sha1, sha256, sha512 }

export function crypto(host: Host): Module {
  const { kernel, hostPid } = host.process
  const chance = kernel.chance(`crypto ${hostPid} ${kernel.clock.now}`)
  const random = (size: number) => Uint8Array.from({ length: size }, () => Math.floor(chance.fraction() * 256))
  return {
    randomBytes: (size: Value) => toBuffer(random(Number(size))),
    randomInt: (from: Value, to: Value) => {
      const [least, end] = to === undefined ? [0, Number(from)] : [Number(from), Number(to)]
      return least + Math.floor(chance.fraction() * (end - least))
    },
    randomUUID: () => {
      const bytes = random(16)
      bytes[6] = (bytes[6]! & 0x0f) | 0x40
      bytes[8] = (bytes[8]! & 0x3f) | 0x80
      return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    },
    createHash: (name: Value) => {
      const digest = DIGESTS[String(name)]
      if (!digest) throw new Error('Digest method not supported')
      const parts: Uint8Array[] = []
      const made: Module = {
        update: (data: Value) => (parts.push(data instanceof Uint8Array ? data : utf8(String(data))), made),
        digest: (encoding: Value) => {
          const bytes = toBuffer(digest(concat(parts)))
          return encoding === undefined ? bytes : (bytes as { toString(as: string): string }).toString(String(encoding))
        },
      }
      return made
    },
  }
}

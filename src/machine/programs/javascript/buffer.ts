// Buffer of Node: bytes that know their text.
import { base64, concat, fromBase64, hex, text, utf8 } from '../../../kernel/bytes.ts'
import type { Callable, Value } from './scope.ts'

class NodeBuffer extends Uint8Array {
  override toString(encoding = 'utf8'): string {
    if (encoding === 'hex') return hex(this)
    if (/^base64/.test(encoding)) {
      const coded = base64(this)
      return encoding === 'base64' ? coded : coded.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
    }
    if (/^(latin1|binary|ascii)$/.test(encoding)) return String.fromCharCode(...this)
    return text(this)
  }

  toJSON(): Value {
    return { type: 'Buffer', data: [...this] }
  }

  equals(other: Uint8Array): boolean {
    return this.length === other.length && this.every((byte, i) => byte === other[i])
  }
}

export const toBuffer = (bytes: Uint8Array): Uint8Array => new NodeBuffer(bytes)

/** A string in one of Buffer's encodings, or bytes, as bytes. */
function bytesOf(value: Value, encoding: Value): Uint8Array {
  if (value instanceof Uint8Array) return value
  if (Array.isArray(value)) return Uint8Array.from(value as number[])
  const given = String(value)
  if (encoding === 'hex') return Uint8Array.from(given.match(/[0-9a-f]{2}/gi) ?? [], (pair) => parseInt(pair, 16))
  if (/^base64/.test(String(encoding)))
    return fromBase64(given.replace(/-/g, '+').replace(/_/g, '/')) ?? new Uint8Array(0)
  return utf8(given)
}

export const Buffer: Record<string, Callable> = {
  from: (value, encoding) => toBuffer(bytesOf(value, encoding)),
  alloc: (size) => new NodeBuffer(Number(size)),
  concat: (list) => toBuffer(concat(list as Uint8Array[])),
  byteLength: (value, encoding) => bytesOf(value, encoding).length,
  isBuffer: (value) => value instanceof Uint8Array,
}

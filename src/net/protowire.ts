// Protocol Buffers on the wire: the numbered fields of a message (protobuf.dev/programming-guides/encoding).
import { EMPTY } from '../kernel/bytes.ts'

/** Bytes that are no message. */
export class WireError extends Error {}

export interface WireField {
  number: number
  /** 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes. */
  wire: number
  /** Of wire type 0. */
  varint: bigint
  /** Of any other. */
  bytes: Uint8Array
}

/** Throws WireError. */
export function* wireFields(from: Uint8Array): Generator<WireField> {
  let at = 0
  const take = (size: number): Uint8Array => {
    if (at + size > from.length) throw new WireError('proto: unexpected EOF')
    at += size
    return from.subarray(at - size, at)
  }
  const takeVarint = (): bigint => {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = take(1)[0]!
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
    }
  }
  while (at < from.length) {
    const tag = Number(takeVarint())
    const [number, wire] = [tag >>> 3, tag & 7]
    if (wire === 0) yield { number, wire, varint: takeVarint(), bytes: EMPTY }
    else if (wire === 2) yield { number, wire, varint: 0n, bytes: take(Number(takeVarint())) }
    else if (wire === 1 || wire === 5) yield { number, wire, varint: 0n, bytes: take(wire === 1 ? 8 : 4) }
    else throw new WireError(`proto: illegal wireType ${wire}`)
  }
}

export function varintBytes(value: bigint): Uint8Array {
  const out: number[] = []
  for (let left = value; ; left >>= 7n) {
    if (left < 128n) return Uint8Array.from([...out, Number(left)])
    out.push(Number(left & 127n) | 128)
  }
}

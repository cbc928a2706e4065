// Bytes as protoc writes them (protobuf.dev/programming-guides/encoding), and what comes back from them.
import { expect, test } from 'vitest'
import { hex } from '../../kernel/bytes.ts'
import { bool, bytes, int, many, map, message, nested, one, string, sub } from './protobuf.ts'

const Inner = message({ a: one(1, int) })
const Outer = message({
  a: one(1, int),
  b: one(2, string),
  c: sub(3, Inner),
  d: many(4, string),
  e: map(5, string),
  f: one(6, bool),
  g: one(7, bytes),
  h: many(16, nested(Inner)),
})
const unhex = (text: string) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16))

test.each([
  [{ a: 150 }, '089601'],
  [{ a: -1 }, '08ffffffffffffffffff01'],
  [{ b: 'testing' }, '120774657374696e67'],
  [{ c: { a: 150 } }, '1a03089601'],
  [{ c: {} }, '1a00'],
  [{ d: ['x', ''] }, '2201782200'],
  [
    {
      e: new Map([
        ['k', 'v'],
        ['', ''],
      ]),
    },
    '2a060a016b1201762a00',
  ],
  [{ f: true, g: Uint8Array.of(1, 2) }, '30013a020102'],
  [{ h: [{ a: 1 }, {}] }, '8201020801820100'],
  [{ a: 0, b: '', d: [], f: false }, ''],
])('%j', (value, wire) => {
  expect(hex(Outer.encode(value))).toBe(wire)
  const back = Outer.decode(unhex(wire))
  expect(hex(Outer.encode(back))).toBe(wire)
  expect(back).toMatchObject({ a: 0, b: '', ...value })
})

test('unknown fields of every wire type are passed over; what is cut off is refused', () => {
  const unknown = `78${'01'}79${'00'.repeat(8)}7d${'00'.repeat(4)}7a0161`
  expect(Outer.decode(unhex(`${unknown}089601`)).a).toBe(150)
  for (const cut of ['0896', '1207746573', '0b']) expect(() => Outer.decode(unhex(cut))).toThrow(/proto: /)
})

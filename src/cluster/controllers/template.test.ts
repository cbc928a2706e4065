// Equality as controllers need it: the same as having the same ordered text.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ordered, same } from './template.ts'

const value = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(undefined, null, true, 0, 1, '', 'a'),
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('any'), { maxKeys: 3 }),
  ),
})).any

it('finds the same what is written the same', () => {
  fc.assert(
    fc.property(value, value, (a, b) => same(a, b) === (ordered(a) === ordered(b))),
    { numRuns: 2000 },
  )
  fc.assert(fc.property(value, (a) => same(a, structuredClone(a))))
  expect(same({ a: 1, b: undefined, c: [1] }, { c: [1], a: 1 })).toBe(true)
})

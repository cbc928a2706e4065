// Node's assert.
import type { Host } from './host.ts'
import type { Module } from './http-module.ts'
import { inspect } from './inspect.ts'
import type { Callable, Value } from './scope.ts'

function deepEqual(a: Value, b: Value): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))]
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && deepEqual(value, right.get(key)))
  )
}

export function assert(host: Host): Module {
  const fail = (given: Value, message: string, more: object): never => {
    if (given instanceof Error) throw given
    const error = new Error(given === undefined ? message : String(given))
    error.name = 'AssertionError'
    throw Object.assign(error, { code: 'ERR_ASSERTION', ...more })
  }
  const compare = (operator: string, holds: (a: Value, b: Value) => boolean, words: string): Callable =>
    function (actual, expected, message) {
      if (holds(actual, expected)) return
      const shown = `${words}\n\n${inspect(actual)} !== ${inspect(expected)}\n`
      fail(message, shown, { generatedMessage: message === undefined, actual, expected, operator })
    }
  const ok = (value: Value, message: Value) => {
    if (!value)
      fail(message, 'The expression evaluated to a falsy value', { actual: value, expected: true, operator: '==' })
  }
  const equal = compare('strictEqual', Object.is, 'Expected values to be strictly equal:')
  const deep = compare('deepStrictEqual', deepEqual, 'Expected values to be strictly deep-equal:')
  const fits = (error: Value, wanted: Value) =>
    wanted instanceof RegExp ? wanted.test(String(error)) : typeof wanted !== 'function' || error instanceof wanted
  const methods: Module = {
    ok,
    equal,
    strictEqual: equal,
    deepEqual: deep,
    deepStrictEqual: deep,
    notEqual: compare('notStrictEqual', (a, b) => !Object.is(a, b), 'Expected "actual" to be strictly unequal to:'),
    notStrictEqual: compare(
      'notStrictEqual',
      (a, b) => !Object.is(a, b),
      'Expected "actual" to be strictly unequal to:',
    ),
    match: compare('match', (a, b) => (b as RegExp).test(String(a)), 'The input did not match the regular expression'),
    fail: (message: Value) => fail(message, 'Failed', { operator: 'fail' }),
    throws: (run: Value, wanted: Value) => {
      try {
        ;(run as Callable)()
      } catch (error) {
        if (!fits(error, wanted)) throw error
        return
      }
      fail(undefined, 'Missing expected exception.', { operator: 'throws' })
    },
    rejects: (given: Value, wanted: Value) =>
      host.Promise.resolve(typeof given === 'function' ? (given as Callable)() : given).then(
        () => fail(undefined, 'Missing expected rejection.', { operator: 'rejects' }),
        (error: unknown) => {
          if (!fits(error, wanted)) throw error
        },
      ),
  }
  return Object.assign((value: Value, message: Value) => ok(value, message), methods, {
    strict: methods,
  }) as unknown as Module
}

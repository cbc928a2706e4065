// What the operators of JavaScript do with values.
import type { Value } from './scope.ts'

/* The host's own operators, on values of any type: that is what the language says. */
type Loose = never

export function binary(operator: string, left: Value, right: Value): Value {
  const [a, b] = [left as Loose, right as Loose]
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return a % b
    case '**':
      return a ** b
    case '==':
      // oxlint-disable-next-line eqeqeq
      return left == right
    case '!=':
      // oxlint-disable-next-line eqeqeq
      return left != right
    case '===':
      return left === right
    case '!==':
      return left !== right
    case '<':
      return a < b
    case '>':
      return a > b
    case '<=':
      return a <= b
    case '>=':
      return a >= b
    case '&':
      return a & b
    case '|':
      return a | b
    case '^':
      return a ^ b
    case '<<':
      return a << b
    case '>>':
      return a >> b
    case '>>>':
      return a >>> b
    case 'in':
      return (left as string) in (right as object)
    default:
      return instance(left, right)
  }
}

function instance(left: Value, right: Value): boolean {
  if (typeof right !== 'function') throw new TypeError("Right-hand side of 'instanceof' is not callable")
  return left instanceof right
}

export function unary(operator: string, value: Value): Value {
  const a = value as Loose
  if (operator === '!') return !value
  if (operator === '-') return -a
  if (operator === '+') return +a
  if (operator === '~') return ~a
  return operator === 'typeof' ? typeof value : undefined
}

/** Doors out of the script that no honest program needs. */
const CLOSED = new Set(['constructor', '__proto__', 'caller', 'callee'])

export function getProperty(object: Value, key: Value, text = 'undefined'): Value {
  if (object === undefined || object === null)
    throw new TypeError(`Cannot read properties of ${object} (reading '${String(key)}')`)
  if (typeof key === 'string' && CLOSED.has(key))
    return key === 'constructor' && typeof object === 'object'
      ? { name: (object.constructor as { name?: string } | undefined)?.name ?? text }
      : undefined
  return (object as Record<PropertyKey, Value>)[key as string]
}

export function setProperty(object: Value, key: Value, value: Value): void {
  if (object === undefined || object === null)
    throw new TypeError(`Cannot set properties of ${object} (setting '${String(key)}')`)
  if (typeof key === 'string' && CLOSED.has(key)) return
  ;(object as Record<PropertyKey, Value>)[key as string] = value
}

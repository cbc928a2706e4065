// A compose file against the Compose Specification's schema; of all that is wrong, the most specific is told (compose-go, schema).
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'
import { type Tree, isTree } from './normalize.ts'

type Type = 'string' | 'array' | 'object' | 'number' | 'integer' | 'boolean' | 'null'

export interface Schema {
  type?: Type | Type[]
  $ref?: string
  required?: string[]
  definitions?: Record<string, Schema>
  uniqueItems?: boolean
  enum?: unknown[]
  pattern?: string
  minimum?: number
  maximum?: number
  items?: Schema
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  patternProperties?: Record<string, Schema>
  additionalProperties?: boolean | Schema
}

interface Problem {
  path: string[]
  message: string
  /** A value of another type says less than what is wrong with one of the right type. */
  type: boolean
}

/** Throws StatusError `validating <file>: …`. */
export async function validate(process: Process, file: string, tree: unknown): Promise<void> {
  const { SPEC } = await process.kernel.load(() => import('./schema/spec.ts'))
  const [first, ...others] = new Validator(SPEC).problems(tree, SPEC, [])
  if (!first) return
  const weight = ({ path, type }: Problem) => path.length * 2 + (type ? 0 : 1)
  const worst = others.reduce((most, one) => (weight(one) > weight(most) ? one : most), first)
  throw new StatusError(`validating ${file}: ${worst.path.join('.')} ${worst.message}`)
}

class Validator {
  private readonly definitions: Record<string, Schema>

  constructor(root: Schema) {
    this.definitions = root.definitions ?? {}
  }

  problems(value: unknown, schema: Schema, path: string[]): Problem[] {
    if (schema.$ref) return this.problems(value, this.definitions[schema.$ref.split('/').at(-1)!]!, path)
    if (schema.oneOf) {
      const each = schema.oneOf.map((one) => this.problems(value, one, path))
      return each.some((list) => list.length === 0) ? [] : each.flat()
    }
    const types = schema.type === undefined ? [] : [schema.type].flat()
    if (types.length > 0 && !types.some((type) => isOf(value, type))) {
      return [{ path, message: `must be a ${typeNames(types)}`, type: true }]
    }
    const wrong = (message: string): Problem[] => [{ path, message, type: false }]
    if (schema.enum && !schema.enum.includes(value))
      return wrong(`value must be one of ${schema.enum.map((one) => `'${String(one)}'`).join(', ')}`)
    if (isTree(value)) return this.mapping(value, schema, path)
    if (Array.isArray(value)) return this.array(value, schema, path)
    if (typeof value === 'string' && schema.pattern && !new RegExp(schema.pattern).test(value))
      return wrong(`'${value}' does not match pattern '${schema.pattern}'`)
    if (typeof value === 'number' && schema.minimum !== undefined && value < schema.minimum)
      return wrong(`must be greater than or equal to ${schema.minimum}`)
    if (typeof value === 'number' && schema.maximum !== undefined && value > schema.maximum)
      return wrong(`must be less than or equal to ${schema.maximum}`)
    return []
  }

  private mapping(value: Tree, schema: Schema, path: string[]): Problem[] {
    const missing = (schema.required ?? []).filter((key) => !(key in value))
    const out: Problem[] = []
    if (missing.length > 0) {
      const names = missing.map((key) => `'${key}'`).join(', ')
      out.push({ path, message: `missing ${missing.length === 1 ? 'property' : 'properties'} ${names}`, type: false })
    }
    for (const [key, item] of Object.entries(value)) {
      const known = schema.properties?.[key]
      const pattern = Object.entries(schema.patternProperties ?? {}).find(([regexp]) => new RegExp(regexp).test(key))
      const other = schema.additionalProperties
      if (known) out.push(...this.problems(item, known, [...path, key]))
      else if (pattern) out.push(...this.problems(item, pattern[1], [...path, key]))
      else if (key.startsWith('x-')) continue
      else if (other === false) out.push({ path, message: `additional properties '${key}' not allowed`, type: false })
      else if (typeof other === 'object') out.push(...this.problems(item, other, [...path, key]))
    }
    return out
  }

  private array(value: unknown[], schema: Schema, path: string[]): Problem[] {
    if (schema.uniqueItems) {
      const shown = value.map((item) => JSON.stringify(item))
      const again = shown.findIndex((item, i) => shown.indexOf(item) < i)
      if (again >= 0) {
        const message = `items at ${shown.indexOf(shown[again]!)} and ${again} are equal`
        return [{ path, message, type: false }]
      }
    }
    const { items } = schema
    return items ? value.flatMap((item, i) => this.problems(item, items, [...path, String(i)])) : []
  }
}

function isOf(value: unknown, type: Type): boolean {
  switch (type) {
    case 'null':
      return value === null
    case 'array':
      return Array.isArray(value)
    case 'object':
      return isTree(value)
    case 'integer':
      return Number.isInteger(value)
    default:
      return typeof value === type
  }
}

/** `boolean, null, number or string`. */
function typeNames(types: readonly Type[]): string {
  const names = types.map((type) => (type === 'object' ? 'mapping' : type)).sort()
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} or ${names.at(-1)}`
}

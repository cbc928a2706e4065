// kubectl's JSONPath: text with {expressions}, ranges, filters. https://kubernetes.io/docs/reference/kubectl/jsonpath/
import { JsonPathError, type Node, Reader, type Step } from './jsonpath-reader.ts'

export class JsonPath {
  private readonly nodes: Node[]
  private readonly allowMissing: boolean

  /** Throws JsonPathError with kubectl's words. */
  constructor(template: string, allowMissing = true) {
    this.nodes = new Reader(template).template()
    this.allowMissing = allowMissing
  }

  /** The template filled in. */
  render(data: unknown): string {
    return this.nodes.map((node) => this.renderNode(node, data, data)).join('')
  }

  /** The values of the first expression. */
  values(data: unknown): unknown[] {
    const path = this.nodes.find((node) => node.kind === 'path')
    return path ? this.walk(path.steps, data, data) : []
  }

  private renderNode(node: Node, data: unknown, root: unknown): string {
    if (node.kind === 'text') return node.text
    if (node.kind === 'path') return this.walk(node.steps, data, root).map(show).join(' ')
    const items = this.walk(node.path, data, root)
    return items.map((item) => node.body.map((inner) => this.renderNode(inner, item, root)).join('')).join('')
  }

  private walk(steps: readonly Step[], data: unknown, root: unknown): unknown[] {
    let here: unknown[] = [data]
    for (const step of steps) {
      if (step.kind === 'root') here = [root]
      else if (step.kind !== 'current') here = here.flatMap((value) => this.step(step, value, root))
    }
    return here
  }

  private step(step: Step, value: unknown, root: unknown): unknown[] {
    if (step.kind === 'field') return this.field(step.name, value)
    if (step.kind === 'wildcard') return children(value)
    if (step.kind === 'recursive') return descendants(value)
    if (step.kind === 'union') return step.of.flatMap((inner) => this.step(inner, value, root))
    if (step.kind === 'slice') return this.slice(step, value)
    if (step.kind === 'filter') return children(value).filter((item) => this.holds(step, item, root))
    return [value]
  }

  private field(name: string, value: unknown): unknown[] {
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && name in value) {
      const found = (value as Record<string, unknown>)[name]
      return found === undefined ? [] : [found]
    }
    if (this.allowMissing) return []
    throw new JsonPathError(`${name} is not found`)
  }

  private slice({ from, to, step = 1 }: Step & { kind: 'slice' }, value: unknown): unknown[] {
    if (!Array.isArray(value)) return []
    const list = value as unknown[]
    const wrap = (index: number) => (index < 0 ? index + list.length : index)
    const begin = wrap(from ?? 0)
    const end = Math.min(to === undefined ? list.length : wrap(to), list.length)
    if (to !== undefined && to === (from ?? 0) + 1 && begin >= list.length && !this.allowMissing) {
      throw new JsonPathError(`array index out of bounds: index ${begin}, length ${list.length}`)
    }
    const out: unknown[] = []
    for (let i = begin; i < end && i >= 0; i += step) out.push(list[i])
    return out
  }

  private holds({ left, op, right }: Step & { kind: 'filter' }, item: unknown, root: unknown): boolean {
    const value = (side: Step[] | string | number | boolean | undefined) =>
      Array.isArray(side) ? this.lenient(side, item, root) : side
    const a = value(left)
    if (op === 'exists') return a !== undefined
    const b = value(right)
    if (a === undefined || b === undefined) return false
    if (op === '==') return a === b || String(a) === String(b)
    if (op === '!=') return String(a) !== String(b)
    const [x, y] = typeof a === 'number' && typeof b === 'number' ? [a, b] : [String(a), String(b)]
    return op === '<' ? x < y : op === '<=' ? x <= y : op === '>' ? x > y : x >= y
  }

  private lenient(steps: Step[], item: unknown, root: unknown): unknown {
    try {
      return this.walk(steps, item, root)[0]
    } catch (error) {
      if (error instanceof JsonPathError) return undefined
      throw error
    }
  }
}

const children = (value: unknown): unknown[] =>
  Array.isArray(value)
    ? value
    : typeof value === 'object' && value !== null
      ? Object.keys(value)
          .sort()
          .map((key) => (value as Record<string, unknown>)[key])
      : []

const descendants = (value: unknown): unknown[] => [value, ...children(value).flatMap(descendants)]

/** Go writes the keys of maps in order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function show(value: unknown): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value, (_, inner: unknown) => sorted(inner)) : String(value)
}

/** `.metadata.name`, `{.metadata.name}` and `metadata.name` mean the same for custom columns and --sort-by. */
export function relaxed(expression: string): string {
  const inner = expression
    .trim()
    .replace(/^\{(.*)\}$/, '$1')
    .trim()
  return `{${inner.startsWith('.') || inner.startsWith('$') || inner.startsWith('[') ? inner : `.${inner}`}}`
}

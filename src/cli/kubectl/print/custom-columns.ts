// -o custom-columns=NAME:.metadata.name,…
import type { Process } from '../../../machine/process.ts'
import { StatusError } from '../../error.ts'
import { isList } from '../object.ts'
import { JsonPath, relaxed } from './jsonpath.ts'
import type { Printer } from './output.ts'
import { columns } from './table.ts'

/** Throws StatusError for a spec that is none. */
export function customColumns(process: Process, spec: string, noHeaders: boolean): Printer {
  if (!spec) throw new StatusError('error: custom-columns format specified but no custom columns given')
  const parts = spec.split(',').map((part) => {
    const colon = part.indexOf(':')
    if (colon < 0)
      throw new StatusError(`error: unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`)
    return { name: part.slice(0, colon), path: new JsonPath(relaxed(part.slice(colon + 1))) }
  })
  let first = true
  return async (value) => {
    const items = isList(value) ? value.items : [value]
    const rows = items.map((item) => parts.map(({ path }) => show(path.values(item))).join('\t'))
    const head = first && !noHeaders ? [parts.map(({ name }) => name).join('\t')] : []
    first = false
    await process.print(`${columns([...head, ...rows].join('\n'))}\n`)
  }
}

const show = (values: unknown[]): string =>
  values.length === 0
    ? '<none>'
    : values
        .map((value) => (value === null ? '<nil>' : typeof value === 'object' ? goMap(value) : String(value)))
        .join(',')

/** fmt.Sprint of maps and slices. */
function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`
  if (typeof value !== 'object' || value === null) return value === null ? '<nil>' : String(value)
  const record = value as Record<string, unknown>
  return `map[${Object.keys(record)
    .sort()
    .map((key) => `${key}:${goMap(record[key])}`)
    .join(' ')}]`
}

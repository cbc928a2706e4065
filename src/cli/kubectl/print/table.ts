// Tables as kubectl prints them: from the server's Table objects, columns three blanks apart.
import { tabulate } from '../../tabwriter.ts'
import type { AnyObject } from '../object.ts'

export interface ServerTable {
  kind: 'Table'
  metadata?: { resourceVersion?: string; continue?: string; remainingItemCount?: number }
  columnDefinitions: { name: string; type: string; format: string; priority: number }[]
  rows: { cells: unknown[]; object?: AnyObject }[]
}

export interface TableOptions {
  wide: boolean
  noHeaders: boolean
  withNamespace: boolean
  /** `pod/`: before every name. */
  withKind?: string
  labelColumns: readonly string[]
  showLabels: boolean
}

const ACCEPT_TABLE =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json'

export { ACCEPT_TABLE }

/** tabwriter with a padding of 3, as printers.GetNewTabWriter makes it. */
export const columns = (text: string): string => tabulate(text, { minWidth: 6, padding: 3 })

export const isTable = (value: unknown): value is ServerTable => (value as ServerTable | null)?.kind === 'Table'

/** Rows as lines of tab-separated cells, the header first unless it is not wanted. */
export function tableLines(table: ServerTable, options: TableOptions, withHeader: boolean): string[] {
  const shown = table.columnDefinitions
    .map((column, i) => ({ ...column, i }))
    .filter((column) => options.wide || column.priority === 0)
  const lines: string[] = []
  if (withHeader && !options.noHeaders) lines.push(header(shown, options).join('\t'))
  for (const row of table.rows) {
    const cells = shown.map((column) => cell(row.cells[column.i]))
    if (options.withKind && cells.length > 0) cells[0] = `${options.withKind}/${cells[0]}`
    if (options.withNamespace) cells.unshift(row.object?.metadata.namespace ?? '')
    const labels = row.object?.metadata.labels ?? {}
    for (const name of options.labelColumns) cells.push(labels[name] ?? '')
    if (options.showLabels) cells.push(formatLabels(labels))
    lines.push(cells.join('\t'))
  }
  return lines
}

function header(shown: { name: string }[], options: TableOptions): string[] {
  const names = shown.map((column) => column.name.toUpperCase())
  if (options.withNamespace) names.unshift('NAMESPACE')
  for (const label of options.labelColumns) names.push(label.split('/').at(-1)!.toUpperCase())
  if (options.showLabels) names.push('LABELS')
  return names
}

/** Only the first line of a cell is shown. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = String(value)
  const newline = text.search(/[\n\r\f]/)
  return newline < 0 ? text : `${text.slice(0, newline)}...`
}

export function formatLabels(labels: Record<string, string> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`)
  return pairs.length > 0 ? pairs.sort().join(',') : '<none>'
}

// docker's --format for lists: table, table TEMPLATE, json, raw, or a Go template a row (cli/command/formatter).
import { StatusError } from '../../error.ts'
import { DOCKER_TABLE, tabulate } from '../../tabwriter.ts'
import { compileTemplate } from '../../template/execute.ts'
import { type Functions, dockerFunctions } from '../../template/functions.ts'
import { TemplateError } from '../../template/lexer.ts'
import { Struct } from '../../template/value.ts'

export interface Listing {
  /** Type of a row in errors: `*formatter.imageContext`. */
  type: string
  /** Heading of each field, in no order. */
  headers: Readonly<Record<string, string>>
  /** The template of the plain table, without `table `. */
  table: string
  /** Of `--quiet`. */
  quiet?: string
  /** Of `--format raw`. */
  raw?: string
  rows: readonly Readonly<Record<string, unknown>>[]
  /** Rows are encoded as they are declared, not sorted. */
  declared?: boolean
}

/** The text of the list. Throws StatusError for a template that is none, or asks for what is not there. */
export function formatList(listing: Listing, format: string, quiet = false): string {
  const wanted = quiet && listing.quiet && (format === '' || format === 'table') ? listing.quiet : format
  const table = wanted === '' || wanted === 'table' || wanted.startsWith('table ')
  const source = templateOf(listing, wanted, quiet)
  const lines: string[] = []
  try {
    const run = compileTemplate(unescaped(source), { functions: { ...dockerFunctions } })
    const rows = listing.rows.map((row) => run(new Struct(listing.type, row, listing.declared)))
    if (table) lines.push(headerLine(source, listing.headers))
    lines.push(...rows)
  } catch (error) {
    if (error instanceof TemplateError) throw new StatusError(`template parsing error: ${error.message}`)
    throw error
  }
  const text = lines.map((line) => `${line}\n`).join('')
  return table ? tabulate(text, DOCKER_TABLE) : text
}

function templateOf(listing: Listing, format: string, quiet: boolean): string {
  if (format === '' || format === 'table') return listing.table
  if (format === 'json') return '{{json .}}'
  if (format === 'raw' && listing.raw) return quiet ? rawId(listing.raw) : listing.raw
  return format.startsWith('table ') ? format.slice('table '.length).trim() : format
}

/** `--quiet` of the raw form: the line with the id, or the first. */
function rawId(raw: string): string {
  const lines = raw.split('\n')
  return lines.find((line) => line.includes('{{.ID}}')) ?? lines[0]!
}

/** `\\t` and `\\n` in a format. */
export const unescaped = (format: string) => format.replaceAll('\\t', '\t').replaceAll('\\n', '\n')

/** The header is the template over the headings; functions that would change a value leave them alone. */
function headerLine(source: string, headers: Readonly<Record<string, string>>): string {
  const same = (value: unknown) => value
  const functions: Functions = {
    ...dockerFunctions,
    json: same,
    lower: same,
    upper: same,
    title: same,
    truncate: same,
    split: same,
    join: same,
  }
  const heading = (name: string) => headers[name] ?? name.toUpperCase()
  const fields: Record<string, unknown> = {}
  for (const name of Object.keys(headers)) fields[name] = heading(name)
  fields.Label = (name: unknown) => String(name).split('.').at(-1)!.replaceAll(/[-_]/g, ' ')
  return compileTemplate(unescaped(source), { functions })(new Struct('map', fields))
}

// -o: from its word to a printer of objects.
import { StatusError } from '../../error.ts'
import { quote } from '../../golang.ts'
import { type AnyObject, isList } from '../object.ts'
import type { Process } from '../../../machine/process.ts'
import { customColumns } from './custom-columns.ts'
import { goTemplate } from './go-template.ts'
import { JsonPath } from './jsonpath.ts'
import { JsonPathError } from './jsonpath-reader.ts'
import { toKyaml } from './kyaml.ts'
import { structOrder } from './struct-order.ts'
import { toYaml } from './yaml.ts'

export interface PrintOptions {
  output: string
  template: string
  'allow-missing-template-keys': boolean
  'show-managed-fields': boolean
  'no-headers'?: boolean
}

/** Prints one object (or list) after another. */
export type Printer = (value: unknown) => Promise<void>

/** How names are told where kind and group come from the mapper. */
export type NameOf = (object: AnyObject) => string

const FORMATS =
  'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,yaml'

/** What `kubectl get` has besides. */
export const GET_FORMATS =
  'custom-columns,custom-columns-file,go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,kyaml,name,template,templatefile,wide,yaml'

export interface PrinterTraits {
  /** The formats that errors list. */
  formats?: string
  /** The object is a Go struct, not a map: JSON keeps the order of its fields. */
  typed?: boolean
}

/** Undefined for the table formats ('' and wide). Throws StatusError for a format there is not. */
export function printerFor(
  process: Process,
  options: PrintOptions,
  nameOf: NameOf,
  { formats = FORMATS, typed = false }: PrinterTraits = {},
): Printer | undefined {
  const { output } = options
  if (output === '' && options.template)
    return printerFor(process, { ...options, output: 'go-template' }, nameOf, { formats, typed })
  if (output === '' || (output === 'wide' && formats === GET_FORMATS)) return undefined
  const equals = output.indexOf('=')
  const format = equals < 0 ? output : output.slice(0, equals)
  const argument = equals < 0 ? options.template : output.slice(equals + 1)
  const show = (value: unknown) => clean(value, options['show-managed-fields'])
  if (format === 'json') return (value) => process.print(`${typed ? typedJson(show(value)) : toJson(show(value))}\n`)
  if (format === 'kyaml') return (value) => process.print(toKyaml(show(value), typed))
  if (format === 'yaml') return yamlPrinter(process, show)
  if (format === 'name') return namePrinter(process, nameOf)
  if (format.startsWith('jsonpath')) return jsonPathPrinter(process, format, argument, options)
  if (format === 'go-template' || format === 'template' || format === 'go-template-file' || format === 'templatefile') {
    const template = format.endsWith('file') ? readTemplate(process, argument) : required(argument, 'template')
    return goTemplate(process, template, options['allow-missing-template-keys'])
  }
  if (formats === GET_FORMATS && format.startsWith('custom-columns')) {
    const spec = format === 'custom-columns' ? argument : columnsFile(readTemplate(process, argument))
    return customColumns(process, spec, options['no-headers'] ?? false)
  }
  throw new StatusError(
    `error: unable to match a printer suitable for the output format ${quote(format)}, allowed formats are: ${formats}`,
  )
}

function yamlPrinter(process: Process, show: (value: unknown) => unknown): Printer {
  let first = true
  return async (value) => {
    await process.print(`${first ? '' : '---\n'}${toYaml(show(value))}`)
    first = false
  }
}

function namePrinter(process: Process, nameOf: NameOf): Printer {
  return async (value) => {
    for (const object of isList(value) ? value.items : [value as AnyObject]) await process.print(`${nameOf(object)}\n`)
  }
}

function jsonPathPrinter(process: Process, format: string, argument: string, options: PrintOptions): Printer {
  const template = format === 'jsonpath-file' ? readTemplate(process, argument) : required(argument, 'template')
  const path = guarded(template, () => new JsonPath(braced(template), options['allow-missing-template-keys']))
  return async (value) => {
    try {
      if (format === 'jsonpath-as-json') await process.print(`${toJson(path.values(value))}\n`)
      else await process.print(path.render(value))
    } catch (error) {
      if (!(error instanceof JsonPathError)) throw error
      throw new StatusError(
        `error: error executing jsonpath ${quote(braced(template))}: Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${braced(template)}\n\tobject given to jsonpath engine was:\n\t\t${JSON.stringify(value)}\n\n`,
      )
    }
  }
}

/** kubectl also takes a bare expression: `.metadata.name`. */
const braced = (template: string) => (template.includes('{') ? template : `{${template}}`)

function guarded<T>(template: string, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (error instanceof JsonPathError)
      throw new StatusError(`error: error parsing jsonpath ${template}, ${error.message}`)
    throw error
  }
}

function required(argument: string, what: string): string {
  if (argument) return argument
  throw new StatusError(`error: ${what} format specified but no template given`)
}

const readTemplate = (process: Process, path: string): string => {
  if (!process.fs.exists(process.path(path)))
    throw new StatusError(`error: error reading --template ${path}, open ${path}: no such file or directory`)
  return process.readText(path)
}

function columnsFile(text: string): string {
  const [names = '', paths = ''] = text.split('\n')
  const path = paths.trim().split(/\s+/)
  return names
    .trim()
    .split(/\s+/)
    .map((name, i) => `${name}:${path[i] ?? ''}`)
    .join(',')
}

/** managedFields are noise unless asked for. */
export function clean(value: unknown, keepManaged: boolean): unknown {
  if (keepManaged) return value
  if (isList(value)) return { ...value, items: value.items.map((item) => clean(item, false)) }
  const object = value as AnyObject
  if (!object?.metadata || !('managedFields' in object.metadata)) return value
  const { managedFields: _dropped, ...metadata } = object.metadata
  return { ...object, metadata }
}

/** A struct of the API as encoding/json writes it: kind and apiVersion first. */
function typedJson(value: unknown): string {
  return JSON.stringify(structOrder(value), undefined, 4)
}

/** JSON with sorted keys, four blanks deep. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => sorted(inner), 4)
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const record = value as Record<string, unknown>
  return Object.fromEntries(
    Object.keys(record)
      .sort()
      .map((key) => [key, record[key]]),
  )
}

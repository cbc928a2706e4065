// kubectl describe for kinds without a description of their own: metadata, then every field.
import type { AnyObject } from '../object.ts'
import type { Kube } from '../session.ts'
import { eventsOf, writeEvents } from './events.ts'
import { Page } from './writer.ts'

const SKIPPED = new Set(['managedFields', 'name', 'namespace', 'labels', 'annotations'])

const ACRONYMS = new Set(['URL', 'API', 'UID', 'OSB', 'GUID'])

/** `containerPort` → `Container Port`. */
const title = (key: string): string =>
  key
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .split(' ')
    .map((word) => (ACRONYMS.has(word.toUpperCase()) ? word.toUpperCase() : word[0]!.toUpperCase() + word.slice(1)))
    .join(' ')

export async function describeAny(kube: Kube, object: AnyObject, showEvents: boolean): Promise<string> {
  const page = new Page()
  const { metadata, ...rest } = object
  page.field(0, 'Name', metadata.name).line(0, `Namespace:\t${metadata.namespace ?? ''}`)
  page.map(0, 'Labels', metadata.labels).annotations(0, metadata.annotations)
  const shown = Object.fromEntries(Object.entries(metadata).filter(([key]) => !SKIPPED.has(key)))
  fields(page, { ...rest, metadata: shown }, 0)
  if (showEvents) writeEvents(page, kube, await eventsOf(kube, object))
  return page.toString()
}

function fields(page: Page, record: Record<string, unknown>, level: number): void {
  for (const key of Object.keys(record).sort()) value(page, title(key), record[key], level)
}

function value(page: Page, name: string, of: unknown, level: number): void {
  if (Array.isArray(of)) {
    page.line(level, `${name}:`)
    for (const item of of as unknown[]) {
      if (typeof item === 'object' && item !== null) fields(page, item as Record<string, unknown>, level + 1)
      else page.line(level + 1, String(item))
    }
  } else if (typeof of === 'object' && of !== null) {
    page.line(level, `${name}:`)
    fields(page, of as Record<string, unknown>, level + 1)
  } else page.line(level, `${name}:\t${String(of)}`)
}

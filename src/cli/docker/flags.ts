// Flags that many docker commands have alike.
import type { Flag } from '../command.ts'
import { checkFilter } from './client.ts'

export const format = {
  type: 'string',
  summary:
    "Format output using a custom template:\n'json':             Print in JSON format\n'TEMPLATE':         Print output using the given Go template.",
} as const satisfies Flag
export const listFormat = {
  type: 'string',
  summary:
    "Format output using a custom template:\n'table':            Print a table with headings (default)\n'table TEMPLATE':   Print a table of the given Go template\n'json':             Print in JSON format\n'TEMPLATE':         Print output using the given Go template.",
} as const satisfies Flag
export const filter = {
  type: 'list',
  short: 'f',
  label: 'filter',
  summary: 'Filter output based on conditions provided',
  check: checkFilter,
} as const satisfies Flag
export const pruneFilter = {
  type: 'list',
  label: 'filter',
  summary: 'Provide filter values (e.g. "until=<timestamp>")',
  check: checkFilter,
} as const satisfies Flag
export const noTrunc = { type: 'bool', summary: "Don't truncate output" } as const satisfies Flag
export const force = { type: 'bool', short: 'f', summary: 'Do not prompt for confirmation' } as const satisfies Flag
export const detachKeys = {
  type: 'string',
  summary: 'Override the key sequence for detaching a container',
} as const satisfies Flag
export const platform = {
  type: 'string',
  summary: 'Set platform if server is multi-platform capable',
} as const satisfies Flag

// Flags that many docker commands have alike.
import type { Flag } from '../command.ts'
import { checkFilter } from './client.ts'

export const format: Flag = {
  type: 'string',
  summary:
    "Format output using a custom template:\n'json':             Print in JSON format\n'TEMPLATE':         Print output using the given Go template.",
}
export const listFormat: Flag = {
  type: 'string',
  summary:
    "Format output using a custom template:\n'table':            Print a table with headings (default)\n'table TEMPLATE':   Print a table of the given Go template\n'json':             Print in JSON format\n'TEMPLATE':         Print output using the given Go template.",
}
export const filter: Flag = {
  type: 'list',
  short: 'f',
  label: 'filter',
  summary: 'Filter output based on conditions provided',
  check: checkFilter,
}
export const pruneFilter: Flag = {
  type: 'list',
  label: 'filter',
  summary: 'Provide filter values (e.g. "until=<timestamp>")',
  check: checkFilter,
}
export const noTrunc: Flag = { type: 'bool', summary: "Don't truncate output" }
export const force: Flag = { type: 'bool', short: 'f', summary: 'Do not prompt for confirmation' }
export const detachKeys: Flag = { type: 'string', summary: 'Override the key sequence for detaching a container' }
export const platform: Flag = { type: 'string', summary: 'Set platform if server is multi-platform capable' }

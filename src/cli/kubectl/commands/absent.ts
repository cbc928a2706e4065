// Commands of kubectl that are not simulated: they say so.
import { type Command, command } from '../../command.ts'
import { notSimulated } from '../../error.ts'

export const absent = (name: string, summary: string, group: string): Command =>
  command({
    name,
    usage: '[flags]',
    summary,
    group,
    interspersed: false,
    flags: {},
    run: () => Promise.reject(notSimulated(`kubectl ${name}`)),
  })

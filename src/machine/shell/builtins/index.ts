// The table of builtin commands.
import type { BuiltinEntry } from './builtin.ts'
import { CONTROL } from './control.ts'
import { DIRECTORY } from './directory.ts'
import { EDITING } from './editing.ts'
import { JOB } from './job.ts'
import { LOOKUP } from './lookup.ts'
import { OUTPUT } from './output.ts'
import { READING } from './reading.ts'
import { SETTING } from './setting.ts'
import { TESTING } from './testing.ts'
import { VARIABLE } from './variable.ts'

export const BUILTINS: ReadonlyMap<string, BuiltinEntry> = new Map([
  ...CONTROL,
  ...DIRECTORY,
  ...EDITING,
  ...JOB,
  ...LOOKUP,
  ...OUTPUT,
  ...READING,
  ...SETTING,
  ...TESTING,
  ...VARIABLE,
])

// The parts of the interpreter that call each other: every shell carries them, so that no file needs to import in a circle.
import { BUILTINS } from './builtins/index.ts'
import { runCommand, runList } from './execute.ts'
import { expandParameter } from './parameter.ts'
import { runText } from './script.ts'
import type { Interpreter } from './parts.ts'

export const interpreter: Interpreter = { builtins: BUILTINS, expandParameter, runCommand, runList, runText }

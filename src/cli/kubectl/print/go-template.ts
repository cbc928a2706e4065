// -o go-template: text/template over an object, with kubectl's two functions.
import { fromBase64, text } from '../../../kernel/bytes.ts'
import type { Process } from '../../../machine/process.ts'
import { StatusError } from '../../error.ts'
import { compileTemplate } from '../../template/execute.ts'
import { TemplateError } from '../../template/lexer.ts'
import type { Printer } from './output.ts'

const FUNCTIONS = {
  exists: (item: unknown, ...keys: unknown[]) =>
    keys.reduce((here, key) => (here as Record<string, unknown> | undefined)?.[String(key)], item) !== undefined,
  base64decode: (encoded: unknown) => {
    const bytes = fromBase64(String(encoded))
    if (!bytes) throw new TemplateError('base64 decode failed: illegal base64 data')
    return text(bytes)
  },
}

/** Throws StatusError for a template that cannot be read. */
export function goTemplate(process: Process, template: string, allowMissing: boolean): Printer {
  let execute: (data: unknown) => string
  try {
    execute = compileTemplate(template, { name: 'output', functions: FUNCTIONS, strict: !allowMissing })
  } catch (error) {
    if (error instanceof TemplateError)
      throw new StatusError(`error: error parsing template ${template}, ${error.message}`)
    throw error
  }
  return async (value) => {
    try {
      await process.print(execute(value))
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error
      throw new StatusError(`error: error executing template ${JSON.stringify(template)}: ${error.message}`)
    }
  }
}

// What Go 1.24's text/template, with docker's functions, makes of many templates over one value (testdata/go-1.24.jsonl).
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { compileTemplate } from './execute.ts'
import { dockerFunctions } from './functions.ts'

interface Row {
  template: string
  output?: string
  error?: string
}

const lines = readFileSync(new URL('testdata/go-1.24.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
const { data } = JSON.parse(lines[0]!) as { data: unknown }
const rows = lines.slice(1).map((line) => JSON.parse(line) as Row)

it.each(rows)('$template', ({ template, output, error }) => {
  const run = () => compileTemplate(template, { functions: dockerFunctions })(data)
  if (error === undefined) expect(run()).toBe(output)
  else expect(run).toThrow(new Error(error))
})

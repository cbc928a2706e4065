// What names, labels and annotations may look like (upstream: apimachinery/pkg/util/validation, pkg/api/validation).
import type { FieldErrors } from './field-errors.ts'

/** `subdomain`: RFC 1123 subdomain; `label`: RFC 1123 label; `service`: RFC 1035 label; `path`: anything that fits into a URL path. */
export type NameRule = 'subdomain' | 'label' | 'service' | 'path'

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?'
const NAME_PART = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'
const VALUE = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?'

const fits = (pattern: string, text: string) => new RegExp(`^(${pattern})$`).test(text)

const used = (examples: string, pattern: string) => `(e.g. ${examples}, regex used for validation is '${pattern}')`

/** What is wrong with a name; nothing when it is right. */
function nameMistakes(name: string, rule: NameRule): string[] {
  if (rule === 'path') return pathMistakes(name)
  const longest = rule === 'subdomain' ? 253 : 63
  const out: string[] = []
  if (name.length > longest) out.push(`must be no more than ${longest} characters`)
  if (rule === 'subdomain' && !fits(SUBDOMAIN, name)) {
    out.push(
      `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character ${used("'example.com'", SUBDOMAIN)}`,
    )
  }
  if (rule === 'label' && !fits(LABEL, name)) {
    out.push(
      `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character ${used("'my-name',  or '123-abc'", LABEL)}`,
    )
  }
  if (rule === 'service' && !fits(LABEL_1035, name)) {
    out.push(
      `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character ${used("'my-name',  or 'abc-123'", LABEL_1035)}`,
    )
  }
  return out
}

function pathMistakes(name: string): string[] {
  if (name === '.' || name === '..') return [`may not be '${name}'`]
  const bad = ['/', '%'].find((char) => name.includes(char))
  return bad ? [`may not contain '${bad}'`] : []
}

export function validateName(name: string, rule: NameRule, field: string, errors: FieldErrors): void {
  for (const mistake of nameMistakes(name, rule)) errors.invalid(field, name, mistake)
}

function qualifiedNameMistakes(key: string): string[] {
  const parts = key.split('/')
  const shape = 'a qualified name must consist of alphanumeric characters'
  if (parts.length > 2) {
    return [
      `${shape}, '-', '_' or '.', and must start and end with an alphanumeric character ${used("'MyName',  or 'my.name',  or '123-abc'", NAME_PART)} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ]
  }
  const name = parts.at(-1)!
  const out: string[] = []
  if (parts.length === 2) {
    if (!parts[0]) out.push('prefix part must be non-empty')
    else out.push(...nameMistakes(parts[0], 'subdomain').map((mistake) => `prefix part ${mistake}`))
  }
  if (!name) out.push('name part must be non-empty')
  else if (name.length > 63) out.push('name part must be no more than 63 characters')
  if (!fits(NAME_PART, name)) {
    out.push(
      `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ${used("'MyName',  or 'my.name',  or '123-abc'", NAME_PART)}`,
    )
  }
  return out
}

function labelValueMistakes(value: string): string[] {
  const out: string[] = []
  if (value.length > 63) out.push('must be no more than 63 characters')
  if (!fits(VALUE, value)) {
    out.push(
      `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character ${used("'MyValue',  or 'my_value',  or '12345'", VALUE)}`,
    )
  }
  return out
}

export function validateLabels(labels: Record<string, string> | undefined, field: string, errors: FieldErrors): void {
  for (const [key, value] of Object.entries(labels ?? {})) {
    for (const mistake of qualifiedNameMistakes(key)) errors.invalid(field, key, mistake)
    for (const mistake of labelValueMistakes(value)) errors.invalid(field, value, mistake)
  }
}

export function validateAnnotations(
  annotations: Record<string, string> | undefined,
  field: string,
  errors: FieldErrors,
): void {
  for (const key of Object.keys(annotations ?? {})) {
    for (const mistake of qualifiedNameMistakes(key.toLowerCase())) errors.invalid(field, key, mistake)
  }
}

// What go-yaml does in its own way: yes, no, on and off are switches, a leading 0 makes a number octal, and its words for errors.
import type { ScalarTag, Tags } from 'yaml'

const SWITCH = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/
const OCTAL = /^[-+]?0[0-7_]+$/

const switchTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: SWITCH,
  resolve: (word) => /^(?:y|on)/i.test(word),
}

const octalTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: OCTAL,
  resolve: (word) => {
    const digits = Number.parseInt(word.replace(/[-+_]/g, ''), 8)
    return word.startsWith('-') ? -digits : digits
  },
}

/** For the `customTags` of the parser. */
export const goYamlTags = (tags: Tags): Tags => [switchTag, octalTag, ...tags]

/** What the parser found wrong. */
export interface YamlFault {
  code: string
  message: string
  linePos?: readonly { line: number }[]
}

/** `line 4: mapping values are not allowed in this context`: libyaml's message for what our parser found. */
export function yamlWords(content: string, { code, message, linePos }: YamlFault): string {
  const line = linePos?.[0]?.line ?? 1
  const last = content.replace(/\n+$/, '').split('\n').length
  const at = (where: number, what: string) => `line ${where}: ${what}`
  if (code === 'TAB_AS_INDENT') return at(line, 'found a tab character that violates indentation')
  if (message.startsWith('Nested mappings')) {
    const next = content.split('\n')[line]
    const deeper = /^\s+\S/.test(next ?? '') && !/:\s+\S.*:\s/.test(content.split('\n')[line - 1] ?? '')
    return at(deeper ? line + 1 : line, 'mapping values are not allowed in this context')
  }
  if (message.startsWith('Plain value cannot start')) return at(line, 'found character that cannot start any token')
  if (message.includes('closing') && message.includes('quote')) return at(last + 1, 'found unexpected end of stream')
  if (message.includes('flow')) return at(last, `did not find expected ',' or '${message.includes('map') ? '}' : ']'}'`)
  if (message.startsWith('Implicit keys need to be on a single line') || code === 'MISSING_CHAR')
    return at(line + 1, "could not find expected ':'")
  if (code === 'BAD_INDENT' || message.startsWith('All mapping items'))
    return at(Math.max(1, line - 1), 'did not find expected key')
  return at(line, 'did not find expected key')
}

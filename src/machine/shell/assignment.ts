// Assignments: name=value, name+=value, name[subscript]=value, name=(…).
import type { Assignment, Word } from 'unbash'
import type { Shell } from './shell.ts'
import { expandAssigned, expandFields, expandString, wordOf } from './word.ts'

export interface Declared {
  name: string
  /** As written, for messages. */
  source: string
  append: boolean
  subscript?: string
  value?: string
  entries?: (readonly [string | undefined, string])[]
}

export async function declaredFrom(shell: Shell, node: Assignment): Promise<Declared> {
  const { name, text: source } = node
  const append = node.append === true
  if (node.value.type === 'ArrayValue') {
    const entries: [string | undefined, string][] = []
    for (const element of wholeElements(node.value.elements)) entries.push(...(await elementsOf(shell, element)))
    return { name, source, append, entries }
  }
  const subscript = node.index && (await expandString(shell, node.index))
  const value = await expandAssigned(shell, node.value)
  return { name, source: `${name}=${value}`, append, subscript, value }
}

/** A subscript with spaces in it, `[a b]=c`, comes from the parser as several words. */
function wholeElements(elements: readonly Word[]): Word[] {
  const out: Word[] = []
  for (const element of elements) {
    const open = out.at(-1)
    if (open?.text.startsWith('[') && !/^\[[^\]]*\]/.test(open.text)) {
      const text = open.text + ' '.repeat(element.pos - open.end) + element.text
      out[out.length - 1] = { ...open, text, end: element.end }
    } else out.push(element)
  }
  return out
}

/** `[key]=value`, or words that follow the one before. */
async function elementsOf(shell: Shell, element: Word): Promise<[string | undefined, string][]> {
  const keyed = /^\[([^\]]*)\]=([\s\S]*)$/.exec(element.text)
  if (!keyed) return (await expandFields(shell, element)).map((value) => [undefined, value])
  const key = await expandString(shell, wordOf(keyed[1]!))
  return [[key, keyed[2] === '' ? '' : await expandString(shell, wordOf(keyed[2]!))]]
}

/** From a word that is expanded already: `export "a=b"`. Undefined when it is no assignment. */
export function declaredFromText(source: string): Declared | undefined {
  const match = /^([A-Za-z_]\w*)(?:\[([^\]]*)\])?(\+?)=([\s\S]*)$/.exec(source)
  if (!match) return undefined
  return { name: match[1]!, source, subscript: match[2], append: match[3] === '+', value: match[4]! }
}

// Alias expansion: on the text of a command, before it is parsed for good.
import { type SyntaxNode, type Word, forEachChild, parse } from 'unbash'

/** A stretch of text that came out of aliases, which are not expanded in it again. */
interface Region {
  start: number
  end: number
  names: Set<string>
}

const MAX_EXPANSIONS = 100

export function expandAliases(source: string, aliases: ReadonlyMap<string, string>): string {
  if (aliases.size === 0) return source
  let text = source
  let regions: Region[] = []
  /** Where a word may be an alias because the one before ended in a space. */
  let following: number[] = []
  for (let i = 0; i < MAX_EXPANSIONS; i++) {
    const word = candidates(parse(text), following).find(
      ({ text: name, pos }) =>
        aliases.has(name) &&
        !regions.some((region) => region.start <= pos && pos < region.end && region.names.has(name)),
    )
    if (!word) return text
    const { pos, end, text: name } = word
    const value = aliases.get(name)!
    const grown = value.length - (end - pos)
    const inherited = regions
      .filter((region) => region.start <= pos && pos < region.end)
      .flatMap((region) => [...region.names])
    const shift = (at: number) => (at >= end ? at + grown : at)
    regions = regions.map((region) => ({ ...region, start: shift(region.start), end: shift(region.end) }))
    regions.push({ start: pos, end: pos + value.length, names: new Set([...inherited, name]) })
    text = text.slice(0, pos) + value + text.slice(end)
    following = following.filter((at) => at !== pos).map(shift)
    if (/\s$/.test(value))
      following.push(pos + value.length + (/^\s*/.exec(text.slice(pos + value.length))?.[0].length ?? 0))
  }
  return text
}

/** Command words that are not quoted, in order. */
function candidates(root: SyntaxNode, following: number[]): Word[] {
  const found: Word[] = []
  const visit = (node: SyntaxNode): void => {
    if (node.type === 'Command') {
      const words = [
        node.name,
        ...node.args.filter((argument) => argument.type === 'Word' && following.includes(argument.pos)),
      ]
      for (const word of words) if (word?.type === 'Word' && !word.parts && word.text === word.value) found.push(word)
    }
    forEachChild(node, visit)
  }
  visit(root)
  return found
}

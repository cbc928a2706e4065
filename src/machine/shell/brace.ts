// Brace expansion, on a word's text before anything else: a{b,c}, {1..5}, {a..e..2}.

/** Quotes and expansions inside are left as they are. */
export function expandBraces(word: string): string[] {
  for (let open = next(word, 0, '{'); open >= 0; open = next(word, open + 1, '{')) {
    if (word[open - 1] === '$') continue
    const close = matching(word, open)
    if (close < 0) continue
    const choices = split(word.slice(open + 1, close)) ?? sequence(word.slice(open + 1, close))
    if (!choices) continue
    const [before, rests] = [word.slice(0, open), expandBraces(word.slice(close + 1))]
    return choices.flatMap((choice) =>
      expandBraces(choice).flatMap((middle) => rests.map((rest) => before + middle + rest)),
    )
  }
  return [word]
}

/** The end of what starts at `i` if it is quoted or an expansion; otherwise `i`. */
function skip(word: string, i: number): number {
  const char = word[i]!
  if (char === '\\') return i + 1
  if (char === "'" || char === '`') return Math.max(i, word.indexOf(char, i + 1))
  if (char === '"') {
    let at = i + 1
    while (at < word.length && word[at] !== '"') at += word[at] === '\\' ? 2 : 1
    return at
  }
  if (char !== '$' || (word[i + 1] !== '{' && word[i + 1] !== '(')) return i
  const [open, close] = word[i + 1] === '{' ? ['{', '}'] : ['(', ')']
  let depth = 0
  for (let at = i + 1; at < word.length; at++) {
    if (word[at] === open) depth++
    if (word[at] === close && --depth === 0) return at
  }
  return i
}

function next(word: string, from: number, char: string): number {
  for (let i = from; i < word.length; i++) {
    if (word[i] === char) return i
    i = skip(word, i)
  }
  return -1
}

function matching(word: string, open: number): number {
  let depth = 0
  for (let i = open; i < word.length; i++) {
    if (word[i] === '{') depth++
    else if (word[i] === '}' && --depth === 0) return i
    else i = skip(word, i)
  }
  return -1
}

function split(body: string): string[] | undefined {
  const out = ['']
  let depth = 0
  for (let i = 0; i < body.length; i++) {
    const char = body[i]!
    if (char === ',' && depth === 0) {
      out.push('')
      continue
    }
    if (char === '{') depth++
    if (char === '}') depth--
    const end = skip(body, i)
    out[out.length - 1] += body.slice(i, end + 1)
    i = end
  }
  return out.length > 1 ? out : undefined
}

function sequence(body: string): string[] | undefined {
  const match = /^(-?\d+|[A-Za-z])\.\.(-?\d+|[A-Za-z])(?:\.\.(-?\d+))?$/.exec(body)
  if (!match) return undefined
  const [, first, last, by] = match as unknown as [string, string, string, string | undefined]
  const numeric = /\d/.test(first)
  if (numeric !== /\d/.test(last)) return undefined
  const from = numeric ? Number(first) : first.charCodeAt(0)
  const to = numeric ? Number(last) : last.charCodeAt(0)
  const step = Math.abs(Number(by ?? 1)) || 1
  const padded = /^-?0\d/.test(first) || /^-?0\d/.test(last)
  const width = padded ? Math.max(first.length, last.length) : 0
  const out: string[] = []
  for (let at = from; from <= to ? at <= to : at >= to; at += from <= to ? step : -step)
    out.push(numeric ? pad(at, width) : String.fromCharCode(at))
  return out
}

const pad = (number: number, width: number) =>
  number < 0 ? `-${String(-number).padStart(width - 1, '0')}` : String(number).padStart(width, '0')

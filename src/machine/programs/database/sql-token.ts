// Tokens and statements of SQL.

export type Token = { kind: 'word' | 'string' | 'number' | 'sign'; text: string }

export function tokenize(sql: string): Token[] {
  const out: Token[] = []
  for (const [, single, quoted, number, word, sign] of sql.matchAll(
    /'((?:[^'\\]|''|\\.)*)'|[`"]([^`"]*)[`"]|(\d+(?:\.\d+)?)|([A-Za-z_@][\w$@.]*)|(<=|>=|<>|!=|\|\||[^\s])/g,
  )) {
    if (single !== undefined) out.push({ kind: 'string', text: single.replace(/''/g, "'").replace(/\\(.)/g, '$1') })
    else if (quoted !== undefined) out.push({ kind: 'word', text: quoted })
    else if (number !== undefined) out.push({ kind: 'number', text: number })
    else if (word !== undefined) out.push({ kind: 'word', text: word })
    else out.push({ kind: 'sign', text: sign! })
  }
  return out
}

/** Statements between semicolons, quotes respected. */
export const statements = (source: string): string[] =>
  (source.replace(/--[^\n]*/g, '').match(/(?:[^;'"]|'(?:[^'\\]|''|\\.)*'|"[^"]*")+/g) ?? [])
    .map((part) => part.trim())
    .filter(Boolean)

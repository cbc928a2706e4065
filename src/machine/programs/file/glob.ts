// glob(7) patterns as regular expressions.

export const globPattern = (glob: string, ignoreCase = false): RegExp =>
  new RegExp(
    `^${glob.replace(/\[!/g, '[^').replace(/\\?[.+^${}()|\\]|\*|\?/g, (piece) => (piece === '*' ? '[^]*' : piece === '?' ? '[^]' : piece.startsWith('\\') && piece.length > 1 ? piece : `\\${piece}`))}$`,
    ignoreCase ? 'i' : '',
  )

// --validate's words as the server's fieldValidation.

export function validation(word: string): 'Strict' | 'Warn' | 'Ignore' {
  if (word === 'warn') return 'Warn'
  return word === 'false' || word === 'ignore' ? 'Ignore' : 'Strict'
}

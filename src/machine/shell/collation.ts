// LC_COLLATE: the order of names. C and C.UTF-8 go by code, other locales by letter, lower case before upper.

export function collate(locale: string): (a: string, b: string) => number {
  if (locale === '' || /^(C|POSIX)(\.|$)/.test(locale)) return byCode
  return (a, b) => byCode(letters(a), letters(b)) || byCode(swapCase(a), swapCase(b))
}

const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** What counts first: punctuation is looked at only when the rest is equal. */
const letters = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}/]/gu, '')

const swapCase = (name: string) =>
  [...name].map((char) => (char === char.toLowerCase() ? char.toUpperCase() : char.toLowerCase())).join('')

// Permission bits in words, as chmod(1) takes them.

/** `755`, `u+x`, `go-w,a=rX`: the new bits; undefined when it is not understood. */
export function parseMode(word: string, old: number, isDirectory: boolean, umask: number): number | undefined {
  if (/^[0-7]{1,5}$/.test(word)) return parseInt(word, 8)
  let mode = old
  for (const clause of word.split(',')) {
    const match = /^([ugoa]*)((?:[-+=][rwxXst]*|[-+=][ugo])+)$/.exec(clause)
    if (!match) return undefined
    for (const action of match[2]!.matchAll(/([-+=])([rwxXst]*|[ugo])/g)) {
      mode = apply(mode, match[1]!, action[1]!, action[2]!, isDirectory, umask)
    }
  }
  return mode
}

function apply(
  mode: number,
  who: string,
  operator: string,
  rights: string,
  isDirectory: boolean,
  umask: number,
): number {
  const all = who === '' || who.includes('a')
  const shifts = [
    ...(all || who.includes('u') ? [6] : []),
    ...(all || who.includes('g') ? [3] : []),
    ...(all || who.includes('o') ? [0] : []),
  ]
  const copied = /^[ugo]$/.test(rights) ? (mode >> { u: 6, g: 3, o: 0 }[rights as 'u' | 'g' | 'o']) & 7 : undefined
  const executable = rights.includes('x') || (rights.includes('X') && (isDirectory || (mode & 0o111) !== 0))
  const three = copied ?? (rights.includes('r') ? 4 : 0) + (rights.includes('w') ? 2 : 0) + (executable ? 1 : 0)
  let bits = shifts.reduce((sum, shift) => sum | (three << shift), 0)
  if (who === '') bits &= ~umask
  if (rights.includes('s')) bits |= (all || who.includes('u') ? 0o4000 : 0) | (all || who.includes('g') ? 0o2000 : 0)
  if (rights.includes('t')) bits |= 0o1000
  if (operator === '+') return mode | bits
  if (operator === '-') return mode & ~bits
  const cleared = shifts.reduce((sum, shift) => sum | (7 << shift), 0)
  return (mode & ~cleared) | bits
}

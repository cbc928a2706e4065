// Semantic versions and the ranges that package.json asks for.

type Version = [number, number, number]

export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)\.(\d+)/.exec(text)
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : undefined
}

export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((text): Version => parseVersion(text) ?? [0, 0, 0]) as [Version, Version]
  return x[0] - y[0] || x[1] - y[1] || x[2] - y[2]
}

/** One comparator: `^1.2.3`, `~1.2`, `>=1`, `1.x`, `*`. */
function fits(version: string, comparator: string): boolean {
  const match: readonly (string | undefined)[] =
    /^(\^|~|>=|<=|>|<|=)?\s*v?(\d+|[xX*])?(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?/.exec(comparator) ?? []
  const number = (part: string | undefined) => (part !== undefined && /^\d+$/.test(part) ? Number(part) : undefined)
  const [major, minor, patch] = [number(match[2]), number(match[3]), number(match[4])]
  if (major === undefined) return true
  const [a, b, c] = parseVersion(version)!
  const base = `${major}.${minor ?? 0}.${patch ?? 0}`
  const order = compareVersions(version, base)
  switch (match[1]) {
    case '>=':
      return order >= 0
    case '>':
      return order > 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '^':
      if (order < 0 || a !== major) return false
      return major > 0 || minor === undefined || (b === minor && (minor > 0 || patch === undefined || c === patch))
    case '~':
      return order >= 0 && a === major && (minor === undefined || b === minor)
    default:
      return a === major && (minor === undefined || b === minor) && (patch === undefined || c === patch)
  }
}

export const satisfies = (version: string, range: string): boolean =>
  range.split('||').some((side) =>
    side
      .trim()
      .replace(/([<>=^~])\s+/g, '$1')
      .split(/\s+/)
      .every((comparator) => fits(version, comparator)),
  )

/** The newest version in a range; a tag (`latest`) stands for what the registry says. */
export function pick(versions: readonly string[], range: string, tags: Record<string, string>): string | undefined {
  const tagged = tags[range === '' ? 'latest' : range]
  if (tagged !== undefined) return tagged
  if (!/^[\d^~<>=*xXv]/.test(range)) return undefined
  const found = versions.filter((version) => satisfies(version, range)).toSorted(compareVersions)
  return tags.latest !== undefined && found.includes(tags.latest) ? tags.latest : found.at(-1)
}

// The ideal tree: which version of which package belongs at which place below node_modules.
import type { RegistryClient } from './client.ts'
import { pick, satisfies } from './range.ts'
import { Failure } from './report.ts'
import type { Locked, Manifest, PublishedVersion } from './wire.ts'

/** By place: `node_modules/express`. */
export type Tree = Map<string, Locked>

interface Need {
  /** The place of who needs it; '' is the project. */
  by: string
  name: string
  range: string
}

export const nameAt = (place: string): string => place.split('node_modules/').at(-1)!

const below = (place: string, name: string) => (place === '' ? '' : `${place}/`) + `node_modules/${name}`

/** The place one level up, from `node_modules/a/node_modules/b` to `node_modules/a`. */
const above = (place: string) => {
  const at = place.lastIndexOf('/node_modules/')
  return at < 0 ? '' : place.slice(0, at)
}

/** Where `name` is found from a place, as `require` looks for it. */
export function find(tree: ReadonlyMap<string, Locked>, from: string, name: string): string | undefined {
  for (let at = from; ; at = above(at)) {
    const place = below(at, name)
    if (tree.has(place)) return place
    if (at === '') return undefined
  }
}

const needsOf = (by: string, dependencies: Record<string, string> = {}): Need[] =>
  Object.entries(dependencies)
    .map(([name, range]) => ({ by, name, range }))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))

export function lockedOf(release: PublishedVersion): Locked {
  const { name, version, dist, license, dependencies, bin, engines, funding } = release
  return {
    version,
    resolved: dist.tarball,
    integrity: dist.integrity,
    ...(license ? { license } : {}),
    ...(dependencies ? { dependencies } : {}),
    ...(bin ? { bin: typeof bin === 'string' ? { [name]: bin } : bin } : {}),
    ...(engines ? { engines } : {}),
    ...(funding ? { funding: { url: funding } } : {}),
  }
}

/** Level by level from the project's own dependencies; what the lock file has and fits stays as it is. */
export async function idealTree(manifest: Manifest, lock: Tree, client: RegistryClient): Promise<Tree> {
  const tree: Tree = new Map()
  const roots = { ...manifest.devDependencies, ...manifest.dependencies }
  await prefetch(needsOf('', roots), lock, client, new Set())
  for (let level = needsOf('', roots); level.length > 0;) {
    const next: Need[] = []
    for (const need of level) {
      const place = await settle(tree, lock, need, client)
      if (place !== undefined) next.push(...needsOf(place, tree.get(place)!.dependencies))
    }
    level = next
  }
  markDev(tree, manifest)
  return new Map([...tree].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

const fits = (row: Locked | undefined, range: string) =>
  row?.version !== undefined && (satisfies(row.version, range) || !/^[\d^~<>=*xXv]/.test(range))

/** Asks for whatever the lock file cannot tell, each package as soon as it is known to be needed. */
async function prefetch(needs: readonly Need[], lock: Tree, client: RegistryClient, seen: Set<string>): Promise<void> {
  const fetched = needs.map(async ({ by, name, range }) => {
    if (seen.has(`${name}@${range}`)) return
    seen.add(`${name}@${range}`)
    const kept = find(lock, by, name)
    const row = lock.get(kept ?? '')
    const isKept = kept !== undefined && fits(row, range)
    const dependencies = isKept ? row!.dependencies : (await choose(name, range, client)).dependencies
    await prefetch(needsOf(isKept ? kept : by, dependencies), lock, client, seen)
  })
  await Promise.all(fetched)
}

/** Gives the place when something was put there just now. */
async function settle(tree: Tree, lock: Tree, need: Need, client: RegistryClient): Promise<string | undefined> {
  const { by, name, range } = need
  const there = find(tree, by, name)
  if (there !== undefined && fits(tree.get(there), range)) return undefined
  const kept = find(lock, by, name)
  if (kept !== undefined && fits(lock.get(kept), range) && !tree.has(kept)) {
    tree.set(kept, lock.get(kept)!)
    return kept
  }
  const place = tree.has(below('', name)) ? below(by, name) : below('', name)
  tree.set(place, lockedOf(await choose(name, range, client)))
  return place
}

export async function choose(name: string, range: string, client: RegistryClient): Promise<PublishedVersion> {
  if (/^(git|github:|file:|https?:|workspace:|link:)/.test(range))
    throw new Failure([`naru: packages from ${range} are not simulated`])
  const { versions, 'dist-tags': tags } = await client.packument(name)
  const version = pick(Object.keys(versions), range, tags)
  if (version === undefined) throw new Failure([`naru: the npm package ${name}@${range} is not simulated`])
  return versions[version]!
}

/** What only devDependencies need is marked so. */
function markDev(tree: Tree, manifest: Manifest): void {
  const needed = new Set<string>()
  const visit = (by: string, dependencies: Record<string, string> = {}) => {
    for (const name of Object.keys(dependencies)) {
      const place = find(tree, by, name)
      if (place === undefined || needed.has(place)) continue
      needed.add(place)
      visit(place, tree.get(place)!.dependencies)
    }
  }
  visit('', manifest.dependencies)
  for (const [place, { dev: _, ...row }] of tree) tree.set(place, needed.has(place) ? row : { ...row, dev: true })
}

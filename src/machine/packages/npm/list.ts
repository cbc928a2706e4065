// npm ls: the packages that the project asks for, as they lie in node_modules.
import type { Process } from '../../process.ts'
import { type Options, isOn } from './options.ts'
import { type Tree, find } from './ideal.ts'
import { projectOf } from './project.ts'
import { Failure, fail } from './report.ts'

export async function list(process: Process, options: Options): Promise<number> {
  if (isOn(options, 'global')) throw new Failure(['naru: npm ls --global is not simulated'])
  if (options.words.length > 0) throw new Failure(['naru: npm ls of a package is not simulated'])
  const project = projectOf(process)
  const manifest = project.has('package.json') ? project.manifest() : {}
  const tree = project.installed()
  const depth = isOn(options, 'all') ? Infinity : Number(options.flags.get('depth') ?? 0)
  const lacking: string[] = []
  const title = project.title(manifest) || project.folder.split('/').at(-1)!
  const roots = { ...manifest.devDependencies, ...manifest.dependencies }
  const lines = branches(tree, '', roots, depth, '', lacking, new Set())
  await process.print(`${title} ${project.folder}\n${lines.length > 0 ? lines.join('') : '└── (empty)\n'}\n`)
  if (lacking.length === 0) return 0
  return fail(
    process,
    new Failure(['code ELSPROBLEMS', ...lacking.map((each) => `missing: ${each}, required by ${title}`)]),
  )
}

function branches(
  tree: Tree,
  by: string,
  dependencies: Record<string, string>,
  depth: number,
  indent: string,
  lacking: string[],
  seen: Set<string>,
): string[] {
  const all = Object.entries(dependencies).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return all.flatMap(([name, range], i) => {
    const isLast = i === all.length - 1
    const place = find(tree, by, name)
    const row = place === undefined ? undefined : tree.get(place)
    if (!row) lacking.push(`${name}@${range}`)
    const again = place !== undefined && seen.has(place)
    if (place !== undefined) seen.add(place)
    const inner = row?.dependencies && depth > 0 && !again ? row.dependencies : {}
    const more = branches(tree, place!, inner, depth - 1, `${indent}${isLast ? ' ' : '│'} `, lacking, seen)
    const label = row ? `${name}@${row.version}${again ? ' deduped' : ''}` : `UNMET DEPENDENCY ${name}@${range}`
    return [`${indent}${isLast ? '└' : '├'}─${more.length > 0 ? '┬' : '─'} ${label}\n`, ...more]
  })
}

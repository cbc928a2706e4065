// `extends`: a service stands on another one, of the same file or of another (compose-go, loader/extends.go).
import { dirname, joinPath } from '../../machine/fs/path.ts'
import { StatusError } from '../error.ts'
import { merge } from './merge.ts'
import { type Tree, asTree, isTree } from './normalize.ts'

export interface ExtendSource {
  file: string
  /** Reads another compose file, variables filled in. */
  read(file: string): Promise<Tree>
}

/** Every service with what it extends in it. Throws StatusError. */
export async function extended(tree: Tree, source: ExtendSource): Promise<Tree> {
  if (!isTree(tree.services)) return tree
  const services: Tree = {}
  for (const name of Object.keys(tree.services)) services[name] = await one(tree, name, source, [])
  return { ...tree, services }
}

interface Step {
  name: string
  file: string
}

async function one(tree: Tree, name: string, source: ExtendSource, trail: readonly Step[]): Promise<unknown> {
  const service = asTree(tree.services)[name]
  if (!isTree(service) || service.extends === undefined) return service
  const { extends: asked, ...own } = service
  const here: Step = { name, file: source.file }
  if (trail.some((step) => step.name === name && step.file === source.file)) {
    const lines = [...trail, here].map((step, i) => `${i === 0 ? '' : 'extends '}${step.name} in ${step.file}`)
    throw new StatusError(`Circular reference:\n  ${lines.join('\n  ')}`)
  }
  const { service: base, file } = isTree(asked) ? asked : { service: asked, file: undefined }
  const path = file === undefined ? source.file : joinPath(dirname(source.file), String(file))
  const other = file === undefined ? tree : await source.read(path)
  if (!(String(base) in asTree(other.services))) {
    throw new StatusError(
      `cannot extend service ${JSON.stringify(name)} in ${source.file}: service ${JSON.stringify(base)} not found${file === undefined ? '' : ` in ${String(file)}`}`,
    )
  }
  const from = await one(other, String(base), { ...source, file: path }, [...trail, here])
  return merge(from, own)
}

// Where Node finds the file of a module.
import type { Process } from '../../process.ts'
import { dirname, joinPath } from '../../fs/path.ts'
import type { Manifest } from '../../packages/npm/wire.ts'

/** The file that a name without an ending, or a folder, means. */
export function resolveFile(process: Process, path: string): string | undefined {
  const isFile = (candidate: string) => process.fs.exists(candidate) && process.fs.stat(candidate).type === 'file'
  const main = `${path}/package.json`
  const named = isFile(main) ? (JSON.parse(process.readText(main)) as Manifest).main : undefined
  const found = [
    path,
    `${path}.js`,
    `${path}.mjs`,
    `${path}.cjs`,
    `${path}.json`,
    ...(named ? [joinPath(path, named), `${joinPath(path, named)}.js`] : []),
    `${path}/index.js`,
  ].find(isFile)
  return found && process.fs.realpath(found)
}

/** A name without a dot before it is looked for in `node_modules` of each folder upwards. */
export function locate(process: Process, name: string, from: string): string | undefined {
  if (/^[./]/.test(name)) return resolveFile(process, joinPath(from, name))
  for (let at = from; ; at = dirname(at)) {
    const found = resolveFile(process, joinPath(at, `node_modules/${name}`))
    if (found !== undefined || at === '/' || at === '.') return found
  }
}

/** Whether a file is a module of the newer sort by its ending or by the nearest package.json. */
export function isModule(process: Process, file: string): boolean {
  if (/\.[cm]js$/.test(file)) return file.endsWith('.mjs')
  for (let at = dirname(file); ; at = dirname(at)) {
    const manifest = joinPath(at, 'package.json')
    if (process.fs.exists(manifest)) return (JSON.parse(process.readText(manifest)) as Manifest).type === 'module'
    if (at === '/' || at === '.') return false
  }
}

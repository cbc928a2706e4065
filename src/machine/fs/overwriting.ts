// What an archive may not do to what is there already (go-archive's NoOverwriteDirNonDir).
import type { Entry } from '../../kernel/entry.ts'
import type { FileSystem } from './filesystem.ts'
import { joinPath } from './path.ts'

/** A directory is no place for a file, nor the other way round: Go's words for the first that would be. */
export function overwriteFault(fs: FileSystem, entries: readonly Entry[], folder: string): string | undefined {
  for (const entry of entries) {
    const path = joinPath(folder, entry.path.replace(/\/$/, ''))
    const there = fs.look(path)
    if (!there || (there.type === 'directory') === (entry.type === 'directory')) continue
    const [old, next] = there.type === 'directory' ? ['directory', 'non-directory'] : ['non-directory', 'directory']
    return `cannot overwrite ${old} ${JSON.stringify(path)} with ${next} ${JSON.stringify(folder)}`
  }
  return undefined
}

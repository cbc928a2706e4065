// The editor that kubectl opens: $KUBE_EDITOR, $EDITOR, else vi, on a temporary file.
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'

export interface Edited {
  text: string
  /** The file that was edited; whoever asked for it removes it. */
  path: string
}

/** Throws StatusError when the editor fails. */
export async function inEditor(process: Process, text: string, extension: string): Promise<Edited> {
  const editor = process.env.KUBE_EDITOR || process.env.EDITOR || 'vi'
  const path = `/tmp/kubectl-edit-${process.kernel.rng.below(1e9)}${extension}`
  process.writeFile(path, text)
  const child = process.spawn(words(process, editor, path))
  const exit = await process.alive(() => child.exited)
  if (exit !== 0) {
    process.fs.remove(path)
    throw new StatusError(`error: there was a problem with the editor "${editor}"`)
  }
  return { text: process.readText(path), path }
}

/** Quotes and backslashes are the shell's business; other words are taken apart here. */
function words({ env }: Process, editor: string, path: string): string[] {
  if (/["'\\]/.test(editor)) return [env.SHELL || '/bin/bash', '-c', `${editor} ${JSON.stringify(path)}`]
  return [...editor.split(/\s+/), path]
}

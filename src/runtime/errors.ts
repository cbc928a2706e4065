// What runc says when a process cannot be started; dockerd and containerd put their own words before it.
import { FsError } from '../machine/fs/filesystem.ts'

/** `message` is runc's, without any prefix: `exec: "nope": executable file not found in $PATH`. */
export class OciError extends Error {
  /** True for errors of the process itself (exit code 126 or 127), false for those of its surroundings. */
  readonly ofProcess: boolean

  constructor(message: string, ofProcess = false) {
    super(message)
    this.ofProcess = ofProcess
  }
}

/** Go's exec.LookPath, as runc words it. */
export function lookupError(error: FsError, word: string, isDirectory: boolean): OciError {
  const named = `exec: ${JSON.stringify(word)}`
  if (!word.includes('/')) return new OciError(`${named}: executable file not found in $PATH`, true)
  if (isDirectory) return new OciError(`${named}: is a directory: permission denied`, true)
  if (error.code === 'EACCES') return new OciError(`${named}: permission denied`, true)
  if (error.code === 'ENOTDIR') return new OciError(`${named}: stat ${word}: not a directory`, true)
  return new OciError(`${named}: stat ${word}: no such file or directory`, true)
}

// Options of a container's host side that the client itself judges (cli/command/container/opts.go parse).
import { FsError } from '../../machine/fs/filesystem.ts'
import type { Process } from '../../machine/process.ts'
import { StatusError } from '../error.ts'
import { quote } from '../golang.ts'
import { toMap } from './environment.ts'
import { fileError } from './voice.ts'

interface Modes {
  pid: string
  uts: string
  userns: string
  cgroupns: string
}

/** Throws StatusError for a namespace that cannot be. */
export function checkModes({ pid, uts, userns, cgroupns }: Modes): void {
  if (!/^(host|container:.+)?$/.test(pid)) throw new StatusError('--pid: invalid PID mode')
  if (!/^(host)?$/.test(uts)) throw new StatusError('--uts: invalid UTS mode')
  if (!/^(host)?$/.test(userns)) throw new StatusError('--userns: invalid USER mode')
  if (!/^(host|private)?$/.test(cgroupns)) throw new StatusError('--cgroupns: invalid CGROUP mode')
}

export function loggingOptions(driver: string, words: readonly string[]): Record<string, string> {
  if (driver === 'none' && words.length > 0) throw new StatusError(`invalid logging opts for driver ${driver}`)
  return toMap(words)
}

/** Throws StatusError for words without a value. */
export function storageOptions(words: readonly string[]): Record<string, string> {
  if (words.some((word) => !word.includes('='))) throw new StatusError('invalid storage option')
  return toMap(words)
}

/** `--security-opt`: a seccomp profile is a file, whose content is sent. Throws StatusError. */
export function securityOptions(process: Process, words: readonly string[]): string[] {
  return words.map((word) => {
    const [key, value] = word.split(/[=:](.*)/s, 2) as [string, string?]
    if (value === undefined) {
      if (key === 'no-new-privileges') return word
      throw new StatusError(`Invalid --security-opt: ${quote(word)}`)
    }
    const file = key === 'seccomp' && value !== 'unconfined' && value !== 'builtin'
    return file ? `seccomp=${readProfile(process, value)}` : word
  })
}

function readProfile(process: Process, path: string): string {
  let content: string
  try {
    content = process.readText(path)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw new StatusError(`opening seccomp profile (${path}) failed: ${fileError('open', error, path)}`)
  }
  try {
    return JSON.stringify(JSON.parse(content))
  } catch {
    throw new StatusError(`compacting json for seccomp profile (${path}) failed: invalid character in JSON`)
  }
}

/** By their full names, each once; what is added is not dropped (opts.EffectiveCapAddCapDrop). */
export function capabilities(added: readonly string[], dropped: readonly string[]) {
  const named = (words: readonly string[]) => {
    const names = new Set(
      words.map((word) =>
        word
          .toUpperCase()
          .trim()
          .replace(/^(?!ALL$|CAP_)/, 'CAP_'),
      ),
    )
    return names.has('ALL') ? new Set(['ALL']) : names
  }
  const [add, drop] = [named(added), named(dropped)]
  const listed = (names: string[]) => (names.length > 0 ? names.sort() : null)
  return { CapAdd: listed([...add]), CapDrop: listed([...drop].filter((name) => !add.has(name))) }
}

// ssh_config(5): what ~/.ssh/config says of a host. The first value found for a keyword counts.
import type { Process } from '../../process.ts'

/** Keywords are lower-case: `user`, `port`, `hostname`, `stricthostkeychecking`. */
export function sshConfig(process: Process, host: string): Map<string, string> {
  const found = new Map<string, string>()
  const path = `${process.user.home}/.ssh/config`
  if (!process.fs.exists(path)) return found
  let applies = true
  for (const line of process.readText(path).split('\n')) {
    const [, keyword, value] = /^\s*(\w+)(?:\s*=\s*|\s+)(.+?)\s*$/.exec(line.replace(/^\s*#.*/, '')) ?? []
    if (!keyword || value === undefined) continue
    if (keyword.toLowerCase() === 'host') applies = value.split(/\s+/).some((pattern) => fits(pattern, host))
    else if (applies && !found.has(keyword.toLowerCase())) found.set(keyword.toLowerCase(), value)
  }
  return found
}

const fits = (pattern: string, host: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(host)

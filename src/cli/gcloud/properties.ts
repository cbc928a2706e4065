// ~/.config/gcloud/configurations/config_default: gcloud's properties, an INI file.
import { text } from '../../kernel/bytes.ts'
import type { Process } from '../../machine/process.ts'

export type Properties = Record<string, string>

const path = (process: Process) =>
  `${process.env.HOME ?? process.user.home}/.config/gcloud/configurations/config_default`

/** Key: `section/name`, `core/project`. */
export function readProperties(process: Process): Properties {
  if (!process.fs.exists(path(process))) return {}
  const out: Properties = {}
  let section = 'core'
  for (const line of text(process.fs.read(path(process)).bytes()).split('\n')) {
    const heading = /^\[(.+)\]$/.exec(line.trim())
    const pair = /^\s*(\w+)\s*=\s*(.*)$/.exec(line)
    if (heading) section = heading[1]!
    else if (pair) out[`${section}/${pair[1]}`] = pair[2]!.trim()
  }
  return out
}

export function writeProperties(process: Process, properties: Properties): void {
  const { uid, gid } = process.user
  const file = path(process)
  process.fs.mkdir(file.slice(0, file.lastIndexOf('/')), { parents: true, uid, gid })
  process.fs.write(file, formatProperties(properties), { mode: 0o600, uid, gid })
}

export function formatProperties(properties: Properties): string {
  const sections = new Map<string, string[]>()
  for (const [key, value] of Object.entries(properties)) {
    const [section, name] = key.split('/') as [string, string]
    sections.set(section, [...(sections.get(section) ?? []), `${name} = ${value}`])
  }
  return [...sections].map(([section, lines]) => `[${section}]\n${lines.join('\n')}\n`).join('\n')
}

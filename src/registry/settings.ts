// The configuration of docker/distribution: its YAML file as far as it is mappings and scalars, and REGISTRY_* variables over it.

/** Dotted lower-case paths: `http.addr`, `storage.filesystem.rootdirectory`. */
export type Settings = ReadonlyMap<string, string>

export function readSettings(file: string, env: Readonly<Record<string, string>>): Settings {
  const settings = new Map<string, string>()
  const parents: { indent: number; key: string }[] = []
  for (const raw of file.split('\n')) {
    const match = /^(\s*)([\w-]+):\s*(.*?)\s*$/.exec(raw.replace(/(^|\s)#.*$/, ''))
    if (!match) continue
    const [indent, key, value] = [match[1]!.length, match[2]!.toLowerCase(), match[3]!]
    while (parents.length > 0 && parents.at(-1)!.indent >= indent) parents.pop()
    const path = [...parents.map((parent) => parent.key), key].join('.')
    settings.set(path, value.replace(/^(["'])(.*)\1$/, '$2'))
    parents.push({ indent, key })
  }
  for (const [name, value] of Object.entries(env)) {
    if (!name.startsWith('REGISTRY_')) continue
    settings.set(name.slice('REGISTRY_'.length).toLowerCase().replaceAll('_', '.'), value)
  }
  return settings
}

/** True where a section such as `auth.htpasswd` or `proxy` is configured at all. */
export const configured = (settings: Settings, section: string): boolean =>
  [...settings.keys()].some((path) => path === section || path.startsWith(`${section}.`))

// /etc/docker/daemon.json: what the administrator told dockerd.
import { text } from '../kernel/bytes.ts'
import type { Engine } from './engine.ts'

interface Settings {
  'insecure-registries'?: string[]
  'registry-mirrors'?: string[]
  hosts?: string[]
}

const PATH = '/etc/docker/daemon.json'

/** Nothing is said about a file that is no JSON: the daemon would not have started with it. */
export function settings(engine: Engine): Settings {
  const { fs } = engine.machine
  if (!fs.exists(PATH)) return {}
  try {
    return JSON.parse(text(fs.read(PATH).bytes())) as Settings
  } catch {
    return {}
  }
}

export const insecureRegistries = (engine: Engine): string[] => settings(engine)['insecure-registries'] ?? []

// CLI plugins: executables named docker-<name> in the folders where docker looks for them (cli-plugins/manager).
import type { Process } from '../../machine/process.ts'
import { ConfigFile } from './config.ts'

const SHARED = ['/usr/local/lib', '/usr/local/libexec', '/usr/lib', '/usr/libexec'].map(
  (path) => `${path}/docker/cli-plugins`,
)

/** What Naru has as plugins; without its executable docker does not know the command. */
export const PLUGINS: readonly string[] = ['buildx', 'compose']

export function hasPlugin(process: Process, name: string): boolean {
  const own = `${new ConfigFile(process).directory}/cli-plugins`
  return [own, ...SHARED].some((folder) => process.fs.exists(process.path(`${folder}/docker-${name}`)))
}

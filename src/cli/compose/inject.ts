// Secrets and configs of a service: files of this machine are bound into the container, other contents are put in once it is made.
import type { MountSpec } from '../../api/docker.ts'
import { Content } from '../../kernel/content.ts'
import type { Entry } from '../../kernel/entry.ts'
import { tarSize, writeTar } from '../../kernel/tar.ts'
import type { Client } from '../docker/client.ts'
import { StatusError } from '../error.ts'
import { asText, asTree } from './normalize.ts'
import { joinPath } from '../../machine/fs/path.ts'
import type { Project, Service } from './service.ts'

interface Placed {
  name: string
  target: string
  mode: number
  uid: number
  gid: number
  /** On this machine. */
  file?: string
  content?: string
}

/** Throws StatusError for what only a swarm has, and for a variable that is not there. */
function placed(project: Project, service: Service, env: Readonly<Record<string, string>>): Placed[] {
  return (['secrets', 'configs'] as const).flatMap((kind) => {
    const used = (service.model[kind] as Record<string, unknown>[] | undefined) ?? []
    return used.map((one): Placed => {
      const name = String(one.source)
      const { file, environment, content, external } = asTree(asTree(project.tree[kind])[name])
      const what = kind.slice(0, -1)
      if (external) throw new StatusError(`unsupported external ${what} ${name}`)
      const target = joinPath(kind === 'secrets' ? '/run/secrets' : '/', asText(one.target) || name)
      const owner = {
        uid: Number(one.uid ?? 0),
        gid: Number(one.gid ?? 0),
        mode: parseInt(String(one.mode ?? '0444'), 8),
      }
      if (file !== undefined) return { name, target, ...owner, file: joinPath(project.directory, asText(file)!) }
      const variable = asText(environment)
      const value = variable === undefined ? asText(content) : env[variable]
      if (value === undefined)
        throw new StatusError(
          `environment variable ${JSON.stringify(variable)} required by ${what} ${JSON.stringify(name)} is not set`,
        )
      return { name, target, ...owner, content: value }
    })
  })
}

/** Those that are files. */
export const fileMounts = (project: Project, service: Service, env: Readonly<Record<string, string>>): MountSpec[] =>
  placed(project, service, env).flatMap(({ file, target }) =>
    file === undefined ? [] : [{ Type: 'bind', Source: file, Target: target, ReadOnly: true }],
  )

/** Puts the others into a container that is made but does not run yet. */
export async function inject(client: Client, project: Project, service: Service, container: string): Promise<void> {
  const mtime = client.process.kernel.clock.unix()
  const entries = placed(project, service, client.process.env).flatMap(({ content, target, mode, uid, gid }): Entry[] =>
    content === undefined
      ? []
      : [{ path: target.slice(1), type: 'file', mode, uid, gid, mtime, content: Content.of(content) }],
  )
  if (entries.length === 0) return
  await client.request('PUT', `/containers/${container}/archive`, {
    query: { path: '/' },
    body: writeTar(entries),
    weight: tarSize(entries),
    headers: { 'content-type': 'application/x-tar' },
  })
}

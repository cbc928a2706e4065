// kubectl diff: what apply would change, as diff(1) shows it.
import { type Options, command } from '../../command.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { LAST_APPLIED } from '../apply/annotation.ts'
import { ApiFailure } from '../answer.ts'
import { resourcePath } from '../discovery.ts'
import { readManifests } from '../files.ts'
import { FIELD_MANAGER, FILES, SELECTOR } from '../flags.ts'
import type { AnyObject } from '../object.ts'
import { clean } from '../print/output.ts'
import { toYaml } from '../print/yaml.ts'
import { Kube, dryRunQuery } from '../session.ts'
import { failureText } from '../voice.ts'
import { applyPatch, patchType } from './apply.ts'
import { requireFiles } from './create.ts'

const FLAGS = {
  ...FILES,
  ...SELECTOR,
  ...FIELD_MANAGER('kubectl-client-side-apply'),
  concurrency: { type: 'uint', default: 1, summary: 'How many objects at once' },
  'force-conflicts': { type: 'bool', summary: 'With --server-side: take fields over from other managers' },
  prune: { type: 'bool', summary: 'Show what --prune would delete' },
  'prune-allowlist': { type: 'list', summary: 'Types that --prune looks at' },
  'server-side': { type: 'bool', summary: 'Let the server merge' },
  'show-managed-fields': { type: 'bool', summary: 'Keep managedFields' },
  'show-secrets': { type: 'bool', summary: 'Show the values of secrets' },
} as const

/** Errors of diff itself end with 2: 1 means that there is a difference. */
const TROUBLE = 2

export const diff = command({
  name: 'diff',
  usage: '-f FILENAME',
  summary: 'Diff the live version against a would-be applied version',
  group: 'Advanced Commands',
  flags: FLAGS,
  run: async (process, options, args, call) => {
    try {
      requireFiles(call.path, options, args)
      if (options.prune || options['server-side']) throw notSimulated('kubectl diff --prune and --server-side')
      const kube = await Kube.open(process, call)
      const { rng } = process.kernel
      const folder = (name: string) => `/tmp/${name}-${1e9 + rng.below(3e9)}`
      const [live, merged] = [folder('LIVE'), folder('MERGED')]
      const { uid, gid } = process.user
      for (const path of [live, merged]) process.fs.mkdir(path, { mode: 0o700, uid, gid })
      try {
        for (const manifest of await readManifests(process, options)) {
          const pair = await versions(kube, options, manifest.object, await kube.resourceOf(manifest))
          if (pair.live) process.writeFile(`${live}/${pair.file}`, pair.live)
          if (pair.merged) process.writeFile(`${merged}/${pair.file}`, pair.merged)
        }
        const program = (process.env.KUBECTL_EXTERNAL_DIFF || 'diff -u -N').split(/\s+/)
        const child = process.spawn([...program, live, merged])
        return await process.alive(() => child.exited)
      } finally {
        for (const path of [live, merged]) {
          for (const name of process.fs.list(path)) process.fs.remove(`${path}/${name}`)
          process.fs.remove(path)
        }
      }
    } catch (error) {
      if (error instanceof ApiFailure) throw new StatusError(failureText(error), TROUBLE)
      if (error instanceof StatusError && error.code === 1) throw new StatusError(error.message, TROUBLE)
      throw error
    }
  },
})

interface Versions {
  file: string
  live?: string
  merged?: string
}

async function versions(
  kube: Kube,
  options: Options<typeof FLAGS>,
  object: AnyObject,
  resource: Awaited<ReturnType<Kube['resourceOf']>>,
): Promise<Versions> {
  const namespace = kube.namespaceOf(object)
  const name = object.metadata.name ?? ''
  const query = { ...dryRunQuery('server'), fieldManager: options['field-manager'] }
  const place = resource.namespaced ? `${namespace}.${name}` : `.${name}`
  const group = resource.group ? `${resource.group}.` : ''
  const file = `${group}${resource.version}.${object.kind}.${place}`
  const live = await kube.get(resource, name, namespace).catch((error: unknown) => {
    if (error instanceof ApiFailure && error.reason === 'NotFound') return undefined
    throw error
  })
  const path = resourcePath(resource, namespace)
  const merged = live
    ? await kube.patch(resource, { name, namespace }, applyPatch(object, live, resource, namespace), {
        type: patchType(resource),
        query,
      })
    : await kube.client.json<AnyObject>(path, { method: 'POST', body: object, query })
  const shown = (of: AnyObject) => withoutApplied(clean(of, options['show-managed-fields']) as AnyObject)
  const [before, after] = masked(live && shown(live), shown(merged), options['show-secrets'])
  return { file, live: before && toYaml(before), merged: toYaml(after) }
}

/** What apply remembers of the object is no difference. */
function withoutApplied(object: AnyObject): AnyObject {
  const { annotations } = object.metadata
  if (!annotations || !(LAST_APPLIED in annotations)) return object
  const { [LAST_APPLIED]: _applied, ...rest } = annotations
  return { ...object, metadata: { ...object.metadata, annotations: rest } }
}

/** Values of secrets as stars, told apart only where they change. */
function masked(live: AnyObject | undefined, merged: AnyObject, show: boolean): [AnyObject | undefined, AnyObject] {
  if (show || merged.kind !== 'Secret') return [live, merged]
  const [old, now] = [live?.data, merged.data].map((data) => (data ?? {}) as Record<string, string>) as [
    Record<string, string>,
    Record<string, string>,
  ]
  const stars = (data: Record<string, string>, other: Record<string, string>, word: string) =>
    Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, key in other && other[key] !== value ? `*** (${word})` : '***']),
    )
  return [live && { ...live, data: stars(old, now, 'before') }, { ...merged, data: stars(now, old, 'after') }]
}

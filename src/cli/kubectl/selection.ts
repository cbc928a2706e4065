// Objects that a command acts on: from files, by type and name, by label, or all of a type.
import { StatusError } from '../error.ts'
import type { ApiResource } from './discovery.ts'
import { guessResource } from './discovery.ts'
import { readManifests } from './files.ts'
import type { AnyObject } from './object.ts'
import { targets } from './resource.ts'
import type { Kube } from './session.ts'

export interface Choice {
  filename: readonly string[]
  kustomize: string
  recursive: boolean
  selector?: string
  'field-selector'?: string
  all?: boolean
  'all-namespaces'?: boolean
  /** Files are taken as they are; nobody is asked. */
  local?: boolean
}

export interface Chosen {
  resource: ApiResource
  object: AnyObject
}

export const NOTHING_NAMED =
  "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'"

/** As they are at the server now. Throws StatusError with kubectl's words where the words name nothing. */
export async function choose(kube: Kube, choice: Choice, words: readonly string[]): Promise<Chosen[]> {
  if (choice.filename.length > 0 || choice.kustomize) return fromFiles(kube, choice)
  if (choice.local) throw new StatusError('error: when --local is specified, --filename or -k must be given')
  if (words.length === 0) throw new StatusError(NOTHING_NAMED)
  const out: Chosen[] = []
  for (const { resource, name } of await targets(kube.mapper, words)) {
    if (name !== undefined) {
      out.push({ resource, object: await kube.get(resource, name) })
      continue
    }
    demandChoice(choice)
    out.push(...(await listed(kube, choice, resource)))
  }
  return out
}

async function fromFiles(kube: Kube, choice: Choice): Promise<Chosen[]> {
  const out: Chosen[] = []
  for (const manifest of await readManifests(kube.process, choice)) {
    const { object } = manifest
    if (choice.local) {
      out.push({ resource: guessResource(object), object })
      continue
    }
    const resource = await kube.resourceOf(manifest)
    out.push({ resource, object: await kube.get(resource, object.metadata.name!, kube.namespaceOf(object)) })
  }
  return out
}

/** Where objects are, whether they are there or not. */
export interface Place {
  resource: ApiResource
  name: string
  namespace: string
}

/** Like `choose`, but what is named is not asked for. May be empty. */
export async function placesOf(kube: Kube, choice: Choice, words: readonly string[]): Promise<Place[]> {
  if (choice.filename.length > 0 || choice.kustomize) {
    const manifests = await readManifests(kube.process, choice)
    return Promise.all(
      manifests.map(async (manifest) => ({
        resource: await kube.resourceOf(manifest),
        name: manifest.object.metadata.name!,
        namespace: kube.namespaceOf(manifest.object),
      })),
    )
  }
  if (words.length === 0) throw new StatusError(NOTHING_NAMED)
  const out: Place[] = []
  for (const { resource, name } of await targets(kube.mapper, words)) {
    if (name !== undefined) {
      out.push({ resource, name, namespace: kube.namespace })
      continue
    }
    demandChoice(choice)
    for (const { object } of await listed(kube, choice, resource)) {
      const { name: found, namespace = kube.namespace } = object.metadata
      out.push({ resource, name: found!, namespace })
    }
  }
  return out
}

function demandChoice(choice: Choice): void {
  if (!choice.all && !choice.selector && !choice['field-selector'])
    throw new StatusError('error: resource(s) were provided, but no name was specified')
}

async function listed(kube: Kube, choice: Choice, resource: ApiResource): Promise<Chosen[]> {
  const list = await kube.list(resource, choice['all-namespaces'] ? undefined : kube.namespace, {
    labelSelector: choice.selector || undefined,
    fieldSelector: choice['field-selector'] || undefined,
  })
  return list.items.map((item) => ({
    resource,
    object: { ...item, apiVersion: list.apiVersion, kind: resource.kind },
  }))
}

/** Words before the first with `=` (or a removal, `KEY-`) name objects, the others are changes. */
export function splitPairs(args: readonly string[], noun: string, removals = false): [string[], string[]] {
  const isPair = (word: string) => (word.includes('=') && !word.startsWith('=')) || (removals && /[^-]-$/.test(word))
  const first = args.findIndex(isPair)
  if (first < 0) return [[...args], []]
  const pairs = args.slice(first)
  const stray = pairs.find((word) => !isPair(word))
  if (stray !== undefined)
    throw new StatusError(`error: all resources must be specified before ${noun} changes: ${stray}`)
  return [args.slice(0, first), pairs]
}

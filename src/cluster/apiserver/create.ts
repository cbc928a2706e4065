// POST to a collection: an object comes to be (upstream: apiserver/pkg/endpoints/handlers/create.go, registry/rest/create.go).
import type { Pod } from '../../api/kubernetes/core.ts'
import type { KubeObject } from '../../api/kubernetes/meta.ts'
import type { Cause } from '../../kernel/trace.ts'
import type { HttpResponse } from '../../net/http.ts'
import { FieldErrors } from '../kinds/field-errors.ts'
import { type Kind, groupVersion } from '../kinds/kind.ts'
import { validateAnnotations, validateLabels, validateName } from '../kinds/names.ts'
import { admit, release } from './admission/admission.ts'
import { defaultAccountOf } from './admission/service-account.ts'
import { type Call, readObject } from './call.ts'
import type { Cluster } from './cluster.ts'
import { respondObject } from './respond.ts'
import { Refusal, alreadyExists, badRequest, invalid } from './status.ts'

export async function create(call: Call): Promise<HttpResponse> {
  const object = await readObject(call)
  const made = await createObject(call.cluster, call.kind, object, call.info.namespace, call.peer.cause, call.dryRun)
  return respondObject(call, 201, made)
}

/** Everything from a decoded object to the stored one. Throws a Refusal. */
export async function createObject<T extends KubeObject>(
  cluster: Cluster,
  kind: Kind<T>,
  object: T,
  namespace: string,
  cause: Cause,
  dryRun = false,
): Promise<T> {
  enterNamespace(object, kind, namespace)
  if (object.metadata.resourceVersion) throw badRequest('resourceVersion should not be set on objects to be created')
  nameIt(object, cluster)
  object.apiVersion = groupVersion(kind)
  object.kind = kind.kind
  kind.defaults?.(object)
  if (kind.kind === 'Pod' && !object.metadata.annotations?.['kubernetes.io/config.mirror'])
    await defaultAccountOf(cluster, object as Pod & T)
  const taken = admit({ cluster, operation: 'CREATE', kind, object, old: undefined, cause })
  try {
    stamp(object, kind, cluster)
    kind.prepareForCreate?.(object, cluster)
    const errors = new FieldErrors()
    validateMetadata(object, kind, errors)
    kind.validate?.(object, errors)
    if (errors.list.length > 0) throw invalid(kind.group, kind.kind, object.metadata.name, errors)
    if (!dryRun) return await cluster.storage.create(kind, object, cause)
    if (cluster.get(kind, storageKey(kind, object))) throw alreadyExists(kind, object.metadata.name)
    release(cluster, taken)
    return object
  } catch (error) {
    if (error instanceof Refusal) release(cluster, taken)
    throw error
  }
}

const storageKey = (kind: Kind, { metadata }: KubeObject) =>
  kind.namespaced ? `${metadata.namespace}/${metadata.name}` : metadata.name

function enterNamespace({ metadata }: KubeObject, kind: Kind, namespace: string): void {
  if (!kind.namespaced) {
    delete metadata.namespace
    return
  }
  if (metadata.namespace && namespace && metadata.namespace !== namespace) {
    throw badRequest(`the namespace of the provided object does not match the namespace sent on the request`)
  }
  metadata.namespace = namespace || metadata.namespace || 'default'
}

/** 63 characters, as names were limited to when generated names came. */
const LONGEST_BASE = 58

function nameIt({ metadata }: KubeObject, cluster: Cluster): void {
  if (metadata.name || !metadata.generateName) {
    metadata.name ??= ''
    return
  }
  metadata.name = metadata.generateName.slice(0, LONGEST_BASE) + cluster.random(5)
}

function stamp(object: KubeObject, kind: Kind, cluster: Cluster): void {
  const { metadata } = object
  metadata.uid = cluster.rng.uuid()
  metadata.creationTimestamp = cluster.now
  delete metadata.deletionTimestamp
  delete metadata.deletionGracePeriodSeconds
  delete metadata.selfLink
  delete (metadata as Partial<typeof metadata>).resourceVersion
  if (kind.generated) metadata.generation = 1
  else delete metadata.generation
}

export function validateMetadata({ metadata }: KubeObject, kind: Kind, errors: FieldErrors): void {
  const { name, generateName, labels, annotations } = metadata
  if (!name) errors.required('metadata.name', generateName === undefined ? 'name or generateName is required' : '')
  else validateName(name, kind.nameRule ?? 'subdomain', 'metadata.name', errors)
  validateLabels(labels, 'metadata.labels', errors)
  validateAnnotations(annotations, 'metadata.annotations', errors)
}

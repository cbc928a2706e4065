// CustomResourceDefinition: a kind that a user adds.
import type { CustomResourceDefinition } from '../../api/kubernetes/apiextensions.ts'
import { createdAt, name } from './columns.ts'
import type { FieldErrors } from './field-errors.ts'
import type { Kind } from './kind.ts'

export const customResourceDefinitions: Kind<CustomResourceDefinition> = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  singular: 'customresourcedefinition',
  shortNames: ['crd', 'crds'],
  categories: ['api-extensions'],
  namespaced: false,
  generated: true,
  subresources: ['status'],
  columns: [name, createdAt],
  defaults(definition) {
    const { names } = definition.spec
    definition.status ??= {}
    if (!names?.kind) return
    names.singular ||= names.kind.toLowerCase()
    names.listKind ||= `${names.kind}List`
    definition.spec.conversion ??= { strategy: 'None' }
  },
  prepareForCreate(definition, { now }) {
    const { names, versions } = definition.spec
    const established = (type: string, reason: string, message: string) => ({
      type,
      status: 'True',
      reason,
      message,
      lastTransitionTime: now,
    })
    definition.status = {
      acceptedNames: names,
      storedVersions: (versions ?? []).filter(({ storage }) => storage).map((version) => version.name),
      conditions: [
        established('NamesAccepted', 'NoConflicts', 'no conflicts found'),
        established('Established', 'InitialNamesAccepted', 'the initial names have been accepted'),
      ],
    }
  },
  validate,
}

function validate({ spec, metadata }: CustomResourceDefinition, errors: FieldErrors): void {
  const { group, names, versions, scope } = spec
  const wanted = `${names?.plural}.${group}`
  if (metadata.name !== wanted)
    errors.invalid('metadata.name', metadata.name, `must be spec.names.plural+"."+spec.group`)
  if (!group) errors.required('spec.group')
  if (!names?.plural) errors.required('spec.names.plural')
  if (!names?.kind) errors.required('spec.names.kind')
  const scopes = ['Cluster', 'Namespaced']
  if (!scopes.includes(scope)) errors.notSupported('spec.scope', scope ?? '', scopes)
  if ((versions ?? []).filter(({ storage }) => storage).length !== 1) {
    errors.invalid('spec.versions', versions ?? [], 'must have exactly one version marked as storage version')
  }
  versions?.forEach(({ schema }, i) => {
    if (!schema?.openAPIV3Schema) errors.required(`spec.versions[${i}].schema.openAPIV3Schema`, 'schemas are required')
  })
}

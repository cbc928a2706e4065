// Types of the API as the server's OpenAPI documents describe them.
import type { Client } from '../client.ts'
import { type ApiResource, groupVersion } from '../discovery.ts'

export interface Schema {
  type?: string
  format?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: Schema | boolean
  allOf?: Schema[]
  $ref?: string
  'x-kubernetes-group-version-kind'?: { group: string; version: string; kind: string }[]
}

export class Schemas {
  private readonly all: Record<string, Schema>

  constructor(all: Record<string, Schema>) {
    this.all = all
  }

  static async read(client: Client, resource: ApiResource): Promise<Schemas> {
    const path = resource.group === '' ? `api/${resource.version}` : `apis/${groupVersion(resource)}`
    const document = await client.json<{ components: { schemas: Record<string, Schema> } }>(`/openapi/v3/${path}`)
    return new Schemas(document.components.schemas)
  }

  kind(resource: ApiResource): Schema | undefined {
    return Object.values(this.all).find((schema) =>
      schema['x-kubernetes-group-version-kind']?.some(
        ({ group, version, kind }) =>
          group === resource.group && version === resource.version && kind === resource.kind,
      ),
    )
  }

  /** The name of a reference: `PodSpec` of `…/io.k8s.api.core.v1.PodSpec`. */
  referenced(schema: Schema): string | undefined {
    const ref = schema.$ref ?? schema.allOf?.find((part) => part.$ref)?.$ref
    return ref?.split('/').at(-1)!.split('.').at(-1)
  }

  /** What stands behind references. */
  resolve(schema: Schema): Schema {
    const ref = schema.$ref ?? schema.allOf?.find((part) => part.$ref)?.$ref
    if (!ref) return schema
    return { ...this.all[ref.split('/').at(-1)!], ...(schema.description ? { description: schema.description } : {}) }
  }

  /** The type whose fields a field of lists or maps leads to. */
  element(schema: Schema): Schema {
    if (schema.items) return this.element(schema.items)
    if (typeof schema.additionalProperties === 'object') return this.element(schema.additionalProperties)
    return this.resolve(schema)
  }

  /** `[]Container`, `map[string]string`, `integer`. */
  typeName(schema: Schema): string {
    if (schema.items) return `[]${this.typeName(schema.items)}`
    if (typeof schema.additionalProperties === 'object')
      return `map[string]${this.typeName(schema.additionalProperties)}`
    const name = this.referenced(schema)
    if (name)
      return this.resolve(schema).properties || name === 'IntOrString' || name === 'Quantity'
        ? name
        : (this.resolve(schema).type ?? name)
    if (schema.format === 'int-or-string') return 'IntOrString'
    return !schema.type || schema.type === 'object' ? 'Object' : schema.type
  }
}

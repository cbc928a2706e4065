// kubectl explain: what the fields of a type are, as the server's OpenAPI document describes them.
import { command } from '../../command.ts'
import { StatusError, notSimulated } from '../../error.ts'
import { groupVersion } from '../discovery.ts'
import { type Schema, Schemas } from '../explain/schema.ts'
import { describe } from '../explain/text.ts'
import { wrapped } from '../explain/wrap.ts'
import { resourceNames } from '../completion.ts'
import { Kube } from '../session.ts'

export const explain = command({
  name: 'explain',
  usage: 'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]',
  summary: 'Get documentation for a resource',
  examples: '# Fields of a pod\nkubectl explain pods\n\n# One field\nkubectl explain pods.spec.containers',
  group: 'Basic Commands (Intermediate)',
  flags: {
    'api-version': { type: 'string', default: '', summary: 'Another version of the type: group/version' },
    output: { type: 'string', short: 'o', default: 'plaintext', summary: 'plaintext' },
    recursive: { type: 'bool', short: 'R', summary: 'The fields of fields as well, without their descriptions' },
  },
  complete: resourceNames,
  run: async (process, options, args, call) => {
    if (args.length === 0)
      throw new StatusError(
        'error: You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.',
      )
    if (args.length > 1) throw new StatusError('error: We accept only this format: explain RESOURCE')
    if (options.output !== 'plaintext') throw notSimulated(`kubectl explain -o ${options.output}`)
    const kube = await Kube.open(process, call)
    kube.mapper.tries = 2
    const { type, path } = await split(kube, args[0]!)
    let resource = type
    if (options['api-version']) {
      const other = (await kube.mapper.all()).find(
        (one) => groupVersion(one) === options['api-version'] && one.name === type.name,
      )
      if (!other)
        throw new StatusError(`error: couldn't find resource for "${options['api-version']}, Resource=${type.name}"`)
      resource = other
    }
    const schemas = await Schemas.read(kube.client, resource)
    const root = schemas.kind(resource)
    if (!root)
      throw new StatusError(`error: couldn't find resource for "${groupVersion(resource)}, Kind=${resource.kind}"`)
    const group = resource.group ? `GROUP:      ${resource.group}\n` : ''
    await process.print(`${group}KIND:       ${resource.kind}\nVERSION:    ${resource.version}\n\n`)
    await process.print(page(schemas, resource.kind, root, path, options.recursive))
    return 0
  },
})

/** `deployments.apps` is a type, `pods.spec` a type and a field. */
async function split(kube: Kube, word: string) {
  const [first, ...rest] = word.split('.') as [string, ...string[]]
  try {
    return { type: await kube.mapper.find(first), path: rest }
  } catch (error) {
    if (!(error instanceof StatusError)) throw error
    throw new StatusError(error.message.replace(/^error: (the server doesn't have)/, '$1'))
  }
}

function page(schemas: Schemas, kind: string, root: Schema, path: readonly string[], recursive: boolean): string {
  let schema = root
  let type = kind
  let field: { name: string; type: string; required: boolean; text: string } | undefined
  for (const name of path) {
    const next = schema.properties?.[name]
    if (!next) throw new StatusError(`error: field "${name}" does not exist`)
    const required = schema.required?.includes(name) ?? false
    field = { name, type: schemas.typeName(next), required, text: next.description ?? describe(type, name) }
    type = field.type.replace(/^(\[\]|map\[string\])+/, '')
    schema = schemas.element(next)
  }
  const text = [field?.text ?? '', schema.description ?? describe(type)].filter(Boolean)
  const head = field ? `FIELD: ${field.name} <${field.type}>${field.required ? ' -required-' : ''}\n\n\n` : ''
  const about = text.length > 0 ? text.map((part) => `${wrapped(part, 4)}\n    \n`).join('') : '    <empty>\n'
  const fields = schema.properties
    ? `FIELDS:\n${recursive ? tree(schemas, schema, 1, []) : list(schemas, type, schema)}\n`
    : ''
  return `${head}DESCRIPTION:\n${about}${fields}\n`
}

const sorted = (schema: Schema): [string, Schema][] =>
  Object.entries(schema.properties ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))

const line = (schemas: Schemas, owner: Schema, name: string, schema: Schema): string =>
  `${name}\t<${schemas.typeName(schema)}>${owner.required?.includes(name) ? ' -required-' : ''}`

function list(schemas: Schemas, type: string, owner: Schema): string {
  return sorted(owner)
    .map(([name, schema]) => {
      const text = schema.description ?? (describe(type, name) || '<no description>')
      return `  ${line(schemas, owner, name, schema)}\n${wrapped(text, 4)}\n\n`
    })
    .join('')
}

/** A type inside itself is shown once. */
function tree(schemas: Schemas, owner: Schema, level: number, above: readonly string[]): string {
  return sorted(owner)
    .map(([name, schema]) => {
      const type = schemas.typeName(schema)
      const inner = above.includes(type) ? '' : tree(schemas, schemas.element(schema), level + 1, [...above, type])
      return `${'  '.repeat(level)}${line(schemas, owner, name, schema)}\n${inner}`
    })
    .join('')
}

// kubectl wait: until objects have a condition, a value, or are gone.
import type { WatchEvent } from '../../../api/kubernetes/meta.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiFailure } from '../answer.ts'
import { resourceNames } from '../completion.ts'
import { resourcePath } from '../discovery.ts'
import { FILES, PRINT, SELECTOR } from '../flags.ts'
import { type AnyList, type AnyObject, at } from '../object.ts'
import { JsonPath, relaxed } from '../print/jsonpath.ts'
import { printerFor } from '../print/output.ts'
import { type Place, placesOf } from '../selection.ts'
import { Kube, nameOfWith, reference } from '../session.ts'
import { Failures } from '../voice.ts'
import { TIMED_OUT, watchUntil } from '../watching.ts'

type Condition = { kind: 'delete' | 'create' } | { kind: 'holds'; test: (object: AnyObject) => boolean }

/** `delete`, `create`, `condition=Ready[=False]`, `jsonpath='{.status.phase}'=Running`. Throws kubectl's words. */
function conditionOf(word: string): Condition {
  const lower = word.toLowerCase()
  if (lower === 'delete') return { kind: 'delete' }
  if (lower === 'create') return { kind: 'create' }
  if (lower.startsWith('condition=')) {
    const [type, value = 'true'] = word.slice('condition='.length).split('=')
    return { kind: 'holds', test: (object) => hasCondition(object, type!, value) }
  }
  if (lower.startsWith('jsonpath=')) {
    const [, expression, value] = /^'?(\{.*?\})'?(?:=(.*))?$/s.exec(word.slice('jsonpath='.length)) ?? []
    if (!expression)
      throw new StatusError(
        "error: jsonpath wait format must be --for=jsonpath='{.status.readyReplicas}'=3 or --for=jsonpath='{.status.readyReplicas}'",
      )
    const path = new JsonPath(relaxed(expression))
    const wanted = value?.replace(/^(['"])(.*)\1$/, '$2')
    return {
      kind: 'holds',
      test: (object) => {
        const values = path.values(object)
        return wanted === undefined ? values.length > 0 : values.length === 1 && String(values[0]) === wanted
      },
    }
  }
  throw new StatusError(`error: unrecognized condition: ${word ? `"${word}"` : '[]'}`)
}

function hasCondition(object: AnyObject, type: string, value: string): boolean {
  const conditions =
    (at(object, 'status', 'conditions') as
      | { type: string; status: string; observedGeneration?: number }[]
      | undefined) ?? []
  const found = conditions.find((condition) => condition.type.toLowerCase() === type.toLowerCase())
  if (!found) return false
  const generation = object.metadata.generation
  if (found.observedGeneration !== undefined && generation !== undefined && found.observedGeneration < generation)
    return false
  return found.status.toLowerCase() === value.toLowerCase()
}

export const wait = command({
  name: 'wait',
  usage:
    "([-f FILENAME] | resource.group/resource.name | resource.group [(-l label | --all)]) [--for=create|--for=delete|--for condition=available|--for=jsonpath='{}'[=value]]",
  summary: 'Wait for a specific condition on one or many resources',
  examples:
    '# Until a pod is ready\nkubectl wait --for=condition=Ready pod/web --timeout=60s\n\n# Until it is gone\nkubectl wait --for=delete pod/web',
  group: 'Advanced Commands',
  flags: {
    ...PRINT,
    ...FILES,
    ...SELECTOR,
    all: { type: 'bool', summary: 'Every object of the type' },
    'all-namespaces': { type: 'bool', short: 'A', summary: 'Objects of every namespace' },
    'field-selector': { type: 'string', default: '', summary: 'Only objects with these fields' },
    for: { type: 'list', summary: 'What to wait for' },
    local: { type: 'bool', summary: 'Do not ask the server', absent: true },
    timeout: { type: 'duration', default: '30s', shownDefault: '30s', summary: 'How long to wait; 0 looks once' },
  },
  complete: resourceNames,
  run: async (process, options, args, call) => {
    if (options.for.length === 0) throw new StatusError('error: unrecognized condition: []')
    const conditions = options.for.map(conditionOf)
    const kube = await Kube.open(process, call)
    const failures = new Failures(process)
    const found = await placesOf(kube, options, args)
    if (found.length === 0) {
      if (conditions.some(({ kind }) => kind === 'delete')) return 0
      throw new StatusError('error: no matching resources found')
    }
    const deadline = process.kernel.clock.now + (options.timeout < 0 ? 7 * 24 * 3600_000 : options.timeout)
    for (const one of found) {
      for (const condition of conditions) {
        await failures.attempt(async () => {
          const object = await until(kube, one, condition, deadline)
          const printer = printerFor(process, options, nameOfWith(one.resource))
          const name = reference(one.resource, one.name)
          if (condition.kind === 'delete' && object === ABSENT) return
          if (printer && object) await printer(object)
          else await process.print(`${name} ${condition.kind === 'delete' ? 'deleted' : 'condition met'}\n`)
        })
      }
    }
    return failures.finish()
  },
})

/** It was not there to begin with: nothing is said. */
const ABSENT: AnyObject = { apiVersion: '', kind: '', metadata: {} }

/** The object when it is as wanted (undefined: it is gone). Throws StatusError when time is up. */
async function until(kube: Kube, one: Place, condition: Condition, deadline: number): Promise<AnyObject | undefined> {
  const { resource, name, namespace } = one
  const path = resourcePath(resource, namespace)
  const list = await kube.client.json<AnyList>(path, { query: { fieldSelector: `metadata.name=${name}` } })
  const now = list.items[0]
  if (!now && condition.kind === 'holds') {
    throw new ApiFailure({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      reason: 'NotFound',
      code: 404,
      message: `${resource.name}${resource.group ? `.${resource.group}` : ''} "${name}" not found`,
    })
  }
  if (condition.kind === 'delete' && !now) return ABSENT
  if (now && (condition.kind === 'create' || (condition.kind === 'holds' && condition.test(now)))) return now
  const what = condition.kind === 'create' ? '' : ` on ${resource.name}/${name}`
  let found: AnyObject | undefined
  const see = ({ type, object }: WatchEvent<AnyObject>): boolean => {
    if (type === 'DELETED') return condition.kind === 'delete'
    found = object
    return condition.kind === 'create' || (condition.kind === 'holds' && condition.test(object))
  }
  const { resourceVersion } = list.metadata
  await watchUntil(kube, { resource, name, namespace, resourceVersion }, deadline, see, TIMED_OUT + what)
  return condition.kind === 'delete' ? undefined : found
}

// The types of all built-in kinds: which fields there are, how lists merge (upstream: the published OpenAPI).
//
// A type is one line: its name, then its fields as `name!?:type#number@keys`. `!`: required. `?`: a pointer in Go, so that
// its zero means something. Types: s string, i int32, l int64, n number, b boolean, t time, u time with microseconds,
// q quantity, x integer or string, y bytes (base64 in JSON), o anything, [T] list, {T} map, else a type of the same table
// (`core.PodSpec` of another). `#`: the number in protobuf. `@name`: a list merged by that key (two keys: `port+protocol`;
// the strategic merge patch uses the first); `@` alone: a list that is a set; `@!`: merged by server-side apply only.
// `~name`: the fields of that type stand among ours in JSON.
import { APIEXTENSIONS } from './apiextensions.ts'
import { APPS } from './apps.ts'
import { AUTHENTICATION } from './authentication.ts'
import { AUTHORIZATION } from './authorization.ts'
import { AUTOSCALING1 } from './autoscaling1.ts'
import { AUTOSCALING2 } from './autoscaling2.ts'
import { BATCH } from './batch.ts'
import { CERTIFICATES } from './certificates.ts'
import { COORDINATION } from './coordination.ts'
import { CORE } from './core.ts'
import { DISCOVERY } from './discovery.ts'
import { EVENTS } from './events.ts'
import { META } from './meta.ts'
import { NETWORKING } from './networking.ts'
import { NODE } from './node.ts'
import { POLICY } from './policy.ts'
import { RBAC } from './rbac.ts'
import { SCHEDULING } from './scheduling.ts'
import { STORAGE } from './storage.ts'

export type Scalar = 's' | 'i' | 'l' | 'n' | 'b' | 't' | 'u' | 'q' | 'x' | 'y' | 'o'

export type TypeRef =
  | { form: 'scalar'; scalar: Scalar }
  | { form: 'object'; type: string }
  | { form: 'list'; of: TypeRef }
  | { form: 'map'; of: TypeRef }

export interface Field {
  name: string
  required: boolean
  type: TypeRef
  /** Zero is a value of its own. */
  pointer: boolean
  /** In protobuf; 0: it is not there. */
  number: number
  /** Its fields stand among ours in JSON. */
  inline: boolean
  /** Of lists that merge: their key fields; none for sets. */
  keys?: string[]
  /** The strategic merge patch merges it too. */
  patched: boolean
}

export type Fields = Map<string, Field>

/** Table → the Go package its types are published under. */
const PACKAGES: Record<string, string> = {
  meta: 'io.k8s.apimachinery.pkg.apis.meta.v1',
  core: 'io.k8s.api.core.v1',
  apps: 'io.k8s.api.apps.v1',
  batch: 'io.k8s.api.batch.v1',
  networking: 'io.k8s.api.networking.v1',
  discovery: 'io.k8s.api.discovery.v1',
  policy: 'io.k8s.api.policy.v1',
  rbac: 'io.k8s.api.rbac.v1',
  storage: 'io.k8s.api.storage.v1',
  scheduling: 'io.k8s.api.scheduling.v1',
  coordination: 'io.k8s.api.coordination.v1',
  certificates: 'io.k8s.api.certificates.v1',
  node: 'io.k8s.api.node.v1',
  apiextensions: 'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1',
  autoscaling1: 'io.k8s.api.autoscaling.v1',
  autoscaling2: 'io.k8s.api.autoscaling.v2',
  events: 'io.k8s.api.events.v1',
  authorization: 'io.k8s.api.authorization.v1',
  authentication: 'io.k8s.api.authentication.v1',
}

const SOURCES: Record<string, string> = {
  meta: META,
  core: CORE,
  apps: APPS,
  batch: BATCH,
  networking: NETWORKING,
  discovery: DISCOVERY,
  policy: POLICY,
  rbac: RBAC,
  storage: STORAGE,
  scheduling: SCHEDULING,
  coordination: COORDINATION,
  certificates: CERTIFICATES,
  node: NODE,
  apiextensions: APIEXTENSIONS,
  autoscaling1: AUTOSCALING1,
  autoscaling2: AUTOSCALING2,
  events: EVENTS,
  authorization: AUTHORIZATION,
  authentication: AUTHENTICATION,
}

const lines = new Map<string, Map<string, string>>()
const parsed = new Map<string, Fields>()

/** The fields of `core.PodSpec` as JSON has them; undefined when there is no such type. */
export function fieldsOf(type: string): Fields | undefined {
  const known = parsed.get(type)
  if (known) return known
  const words = wordsOf(type)
  if (!words) return undefined
  const fields: Fields = new Map()
  for (const field of words) {
    const inner = field.inline && field.type.form === 'object' ? fieldsOf(field.type.type) : undefined
    if (inner) for (const [name, one] of inner) fields.set(name, one)
    else fields.set(field.name, field)
  }
  parsed.set(type, fields)
  return fields
}

const numbered = new Map<string, Map<number, Field>>()

/** The same by their numbers in protobuf. */
export function fieldsByNumber(type: string): Map<number, Field> | undefined {
  const known = numbered.get(type)
  if (known) return known
  const words = wordsOf(type)
  if (!words) return undefined
  const fields = new Map(words.map((field) => [field.number, field]))
  numbered.set(type, fields)
  return fields
}

function wordsOf(type: string): Field[] | undefined {
  const [table, name] = type.split('.') as [string, string]
  const line = linesOf(table)?.get(name)
  return line
    ?.split(' ')
    .slice(1)
    .map((word) => parseField(word, table))
}

/** Table of a group and version as served: `apps` + `v1` → `apps`. */
export function tableOf(group: string, version: string): string {
  if (group === '') return 'core'
  const name = group.split('.')[0]!
  return name === 'autoscaling' ? `autoscaling${version === 'v1' ? 1 : 2}` : name
}

/** `io.k8s.api.core.v1.PodSpec`: the name in published schemas. */
export function publishedName(type: string): string {
  const [table, name] = type.split('.') as [string, string]
  return `${PACKAGES[table]}.${name}`
}

function linesOf(table: string): Map<string, string> | undefined {
  let found = lines.get(table)
  const source = SOURCES[table]
  if (!found && source) {
    found = new Map(
      source
        .trim()
        .split('\n')
        .map((line) => [line.slice(0, (line + ' ').indexOf(' ')), line]),
    )
    lines.set(table, found)
  }
  return found
}

function parseField(word: string, table: string): Field {
  const match = /^(~?)([^:!?]+)(!?)(\??):([^@#]+)(?:#(\d+))?(?:@(!?)(.*))?$/.exec(word)!
  const [, inline, name, required, pointer, type, number, applied, keys] = match
  return {
    name: name!,
    required: required === '!',
    pointer: pointer === '?',
    type: parseType(type!, table),
    number: Number(number ?? 0),
    inline: inline === '~',
    patched: applied === '',
    ...(keys === undefined ? {} : { keys: keys.split('+').filter((key) => key) }),
  }
}

function parseType(text: string, table: string): TypeRef {
  if (text.startsWith('[')) return { form: 'list', of: parseType(text.slice(1, -1), table) }
  if (text.startsWith('{')) return { form: 'map', of: parseType(text.slice(1, -1), table) }
  if (text.length === 1) return { form: 'scalar', scalar: text as Scalar }
  return { form: 'object', type: text.includes('.') ? text : `${table}.${text}` }
}

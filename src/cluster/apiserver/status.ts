// How the API server says no: Status objects with upstream's reasons and words (apimachinery/pkg/api/errors).
import type { Status } from '../../api/kubernetes/meta.ts'
import type { FieldErrors } from '../kinds/field-errors.ts'
import { groupResource } from '../kinds/kind.ts'

interface Named {
  group: string
  plural: string
}

/** Thrown by whatever refuses; becomes the response. */
export class Refusal extends Error {
  readonly status: Status
  /** Topic and about of the decision, when a rule of the cluster (and not a mistake in the request) refused. */
  readonly by: string | undefined

  constructor(code: number, reason: string, message: string, details?: Status['details'], by?: string) {
    super(message)
    this.by = by
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason ? { reason } : {}),
      ...(details ? { details } : {}),
      code,
    }
  }
}

const details = ({ group, plural }: Named, name: string): Status['details'] => ({
  ...(name ? { name } : {}),
  ...(group ? { group } : {}),
  kind: plural,
})

export const notFound = (resource: Named, name: string) =>
  new Refusal(404, 'NotFound', `${groupResource(resource)} ${quote(name)} not found`, details(resource, name))

export const alreadyExists = (resource: Named, name: string, goingAway = false) =>
  new Refusal(
    409,
    'AlreadyExists',
    `${goingAway ? 'object is being deleted: ' : ''}${groupResource(resource)} ${quote(name)} already exists`,
    details(resource, name),
  )

export const conflict = (resource: Named, name: string, why: string) =>
  new Refusal(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${groupResource(resource)} ${quote(name)}: ${why}`,
    details(resource, name),
  )

export const MODIFIED = 'the object has been modified; please apply your changes to the latest version and try again'

export const forbidden = (resource: Named, name: string, why: string, by?: string) => {
  const subject = name ? `${groupResource(resource)} ${quote(name)}` : groupResource(resource)
  return new Refusal(403, 'Forbidden', `${subject} is forbidden: ${why}`, details(resource, name), by)
}

export const badRequest = (message: string) => new Refusal(400, 'BadRequest', message)

export const invalid = (group: string, kind: string, name: string, errors: FieldErrors) =>
  new Refusal(
    422,
    'Invalid',
    `${group ? `${kind}.${group}` : kind} ${quote(name)} is invalid: ${errors.message}`,
    { ...(name ? { name } : {}), ...(group ? { group } : {}), kind, causes: errors.causes },
    'apiserver.invalid',
  )

export const methodNotAllowed = () =>
  new Refusal(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', {})

export const unsupportedMedia = (supported: string[]) =>
  new Refusal(
    415,
    'UnsupportedMediaType',
    `the body of the request was in an unknown format - accepted media types include: ${supported.join(', ')}`,
  )

export const expired = (message: string) => new Refusal(410, 'Expired', message)

export const tooManyRequests = (message: string, causes: NonNullable<Status['details']>['causes']) =>
  new Refusal(429, 'TooManyRequests', message, { causes }, 'apiserver.evict.refused')

export const quote = (text: string): string => JSON.stringify(text)

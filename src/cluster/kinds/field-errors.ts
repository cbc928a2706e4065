// What is wrong with which field (upstream: apimachinery/pkg/util/validation/field).
import type { Json, StatusCause } from '../../api/kubernetes/meta.ts'

export interface FieldError {
  reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueDuplicate'
    | 'FieldValueForbidden'
    | 'FieldValueTooLong'
    | 'FieldValueNotFound'
    | 'FieldValueTypeInvalid'
  field: string
  /** `Required value: …`, without the field. */
  body: string
}

export class FieldErrors {
  readonly list: FieldError[] = []

  required(field: string, detail = ''): void {
    this.add('FieldValueRequired', field, `Required value${detail && `: ${detail}`}`)
  }

  invalid(field: string, value: unknown, detail: string): void {
    this.add('FieldValueInvalid', field, `Invalid value: ${show(value)}: ${detail}`)
  }

  typeInvalid(field: string, value: unknown, detail: string): void {
    this.add('FieldValueTypeInvalid', field, `Invalid value: ${show(value)}: ${detail}`)
  }

  notSupported(field: string, value: unknown, supported: string[]): void {
    const names = [...supported].sort().map((name) => JSON.stringify(name))
    this.add(
      'FieldValueNotSupported',
      field,
      `Unsupported value: ${show(value)}: supported values: ${names.join(', ')}`,
    )
  }

  notFound(field: string, value: unknown): void {
    this.add('FieldValueNotFound', field, `Not found: ${show(value)}`)
  }

  duplicate(field: string, value: unknown): void {
    this.add('FieldValueDuplicate', field, `Duplicate value: ${show(value)}`)
  }

  forbidden(field: string, detail: string): void {
    this.add('FieldValueForbidden', field, `Forbidden: ${detail}`)
  }

  tooLong(field: string, max: number): void {
    this.add('FieldValueTooLong', field, `Too long: may not be more than ${max} bytes`)
  }

  /** `spec.x: Invalid value: …`, several in brackets. */
  get message(): string {
    const lines = [...new Set(this.list.map((error) => `${error.field}: ${error.body}`))]
    return lines.length === 1 ? lines[0]! : `[${lines.join(', ')}]`
  }

  get causes(): StatusCause[] {
    return this.list.map(({ reason, field, body }) => ({ reason, message: body, field }))
  }

  private add(reason: FieldError['reason'], field: string, body: string): void {
    this.list.push({ reason, field, body })
  }
}

const show = (value: unknown): string =>
  value === undefined || value === null ? 'null' : JSON.stringify(value as Json)

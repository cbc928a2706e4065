// dockerd's refusals: a status and `{"message": …}`.
import { utf8 } from '../kernel/bytes.ts'
import type { HttpResponse } from '../net/http.ts'

export class ApiError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export const badRequest = (message: string) => new ApiError(400, message)
export const forbidden = (message: string) => new ApiError(403, message)
export const notFound = (message: string) => new ApiError(404, message)
export const conflict = (message: string) => new ApiError(409, message)
export const failure = (message: string) => new ApiError(500, message)

export const noSuchContainer = (name: string) => notFound(`No such container: ${name}`)
export const noSuchImage = (name: string) => notFound(`No such image: ${name}`)
export const noSuchNetwork = (name: string) => notFound(`network ${name} not found`)

export const errorResponse = ({ status, message }: ApiError): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: utf8(`${JSON.stringify({ message })}\n`),
})

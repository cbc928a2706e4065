// What kubectl 1.36 made of answers that came from no API server.
import { describe, expect, it } from 'vitest'
import { decode, document, failure } from './answer.ts'

describe('an answer that is not an API server’s', () => {
  it.each([
    [200, 'Hello from abc\n', "error: invalid character 'H' looking for beginning of value"],
    [200, ' <html>', "error: invalid character '<' looking for beginning of value"],
    [200, '', 'error: unexpected end of JSON input'],
    [404, '<html></html>', 'the server could not find the requested resource'],
    [418, 'tea', 'the server responded with the status code 418 but did not return more information'],
  ])('%d %j as a discovery document', (code, answer, message) => {
    expect(() => document(code, answer)).toThrow(message)
  })

  it('as an object', () => {
    expect(() => decode('Hello', 'text/plain; charset=utf-8')).toThrow("error: serializer for text/plain doesn't exist")
    expect(decode('{"kind":"Pod"}', 'application/json')).toEqual({ kind: 'Pod' })
  })

  it('a Status is taken at its word', () => {
    const status = { kind: 'Status', reason: 'Forbidden', message: 'no' }
    expect(failure(403, JSON.stringify(status)).status).toEqual(status)
  })
})

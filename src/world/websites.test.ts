// Pages that people ask for when they want to know whether they are on the internet.
import { expect, it } from 'vitest'
import { text } from '../kernel/bytes.ts'
import { request } from '../net/http.ts'
import { websites } from './websites.ts'

const peer = {} as Parameters<typeof websites>[1]

it.each([
  ['example.com', 200, 'Example Domain'],
  ['google.com:80', 301, 'http://www.google.com/'],
  ['github.com', 200, 'naru: the pages of this site are not simulated'],
])('%s', async (host, status, said) => {
  const answer = await websites({ ...request('GET', '/'), headers: { host } }, peer)
  expect(answer.status).toBe(status)
  expect(text(answer.body as Uint8Array)).toContain(said)
})

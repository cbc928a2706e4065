// `POST /containers/{id}/wait`: the exit code, asked for before there is one.
import type { WaitResponse } from '../../api/docker.ts'
import { type Client } from './client.ts'
import { jsonLines } from '../../net/json-lines.ts'

/** Resolves when the daemon has begun to wait; then `code` resolves with the exit code. */
export async function waitFor(
  client: Client,
  id: string,
  condition?: 'next-exit' | 'removed',
): Promise<{ code: Promise<number> }> {
  const response = await client.request('POST', `/containers/${id}/wait`, { query: { condition } })
  const read = async () => {
    for await (const answer of jsonLines<WaitResponse>(response.body)) return answer.StatusCode
    return 125
  }
  const code = read()
  code.catch(() => {})
  return { code }
}

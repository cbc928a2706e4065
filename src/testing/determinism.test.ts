// One seed and one script give one trace, byte for byte.
import { describe, expect, it } from 'vitest'
import { Headless } from './headless.ts'

const SCRIPT = [
  'docker run busybox echo "Hello world"',
  'docker run -d --name web -p 8080:80 nginx',
  'curl -s localhost:8080 | head -4; docker ps; docker logs web',
  'docker rm -f web',
]

export async function traceHash(seed: number): Promise<string> {
  const headless = await Headless.open({ seed })
  for (const line of SCRIPT) await headless.type(line)
  return headless.world.kernel.trace.hash()
}

describe('determinism', () => {
  it('gives the same trace twice for one seed, and another for another seed', async () => {
    const first = await traceHash(7)
    expect(await traceHash(7)).toBe(first)
    expect(await traceHash(8)).not.toBe(first)
  })

  it('never changes what was said', async () => {
    const said: string[] = []
    const headless = await Headless.open({ sink: { event: (event) => said.push(JSON.stringify(event)) } })
    for (const line of SCRIPT) await headless.type(line)
    const { events } = headless.world.kernel.trace
    expect(events.slice(-said.length).map((event) => JSON.stringify(event))).toEqual(said)
  })
})

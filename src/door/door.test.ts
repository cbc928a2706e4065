// The door's world keeps the time of its clients: it is never ahead, whatever the scenario took to set up.
import { expect, it } from 'vitest'
import { openDoor } from './door.ts'

it.each(['laptop', 'three-nodes'])('%s: has the time of its clients', async (scenario) => {
  const door = await openDoor({ seed: 1, scenario, speed: 1, port: 0 })
  try {
    const opened = Date.now()
    const answer = await fetch(`${door.addresses.docker.replace('tcp', 'http')}/info`)
    const { SystemTime } = (await answer.json()) as { SystemTime: string }
    const said = new Date(SystemTime).getTime()
    expect(said).toBeLessThanOrEqual(Date.now())
    expect(said).toBeGreaterThan(opened - 5000)
  } finally {
    await door.close()
  }
})

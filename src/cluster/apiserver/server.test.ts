import { expect, it } from 'vitest'
import { settled } from '../../testing/drive.ts'
import { Laboratory } from './testdata/laboratory.ts'

it('boots and lists namespaces', async () => {
  const lab = new Laboratory()
  const run = async () => {
    await lab.ready()
    console.log(JSON.stringify((await lab.ask('GET', '/api/v1/namespaces')).body).slice(0, 600))
    console.log(JSON.stringify((await lab.ask('GET', '/api/v1/services')).body).slice(0, 900))
    console.log(
      JSON.stringify(
        await lab.ask('POST', '/api/v1/namespaces/default/pods', {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'web' },
          spec: { containers: [{ name: 'web', image: 'nginx' }] },
        }),
      ),
    )
  }
  await settled(lab.kernel, run())
  console.log(lab.kernel.bugs, lab.kernel.trace.events.length)
})

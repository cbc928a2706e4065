// kubectl rollout and edit at a cluster: what they choose, what they wait for, what the server refuses.
import { beforeAll, describe, expect, it } from 'vitest'
import { Headless } from '../../testing/headless.ts'

let headless: Headless
const HOUR = 3_600_000

async function type(line: string): Promise<{ printed: string; exit: number }> {
  const { stdout, stderr, exit } = await headless.type(line, 'laptop', HOUR)
  expect(headless.world.kernel.bugs).toEqual([])
  return { printed: stdout + stderr, exit }
}

beforeAll(async () => {
  headless = await Headless.open({ scenario: 'three-nodes' })
  await type('kubectl create deployment web --image=nginx --replicas=2')
  await type('kubectl rollout status deployment web')
}, 60_000)

describe('rollout', () => {
  it('acts on what labels choose and on nothing else', async () => {
    expect(await type('kubectl rollout restart deployment -l app=other')).toEqual({ printed: '', exit: 0 })
    expect(await type('kubectl rollout restart deployment -l app=web')).toEqual({
      printed: 'deployment.apps/web restarted\n',
      exit: 0,
    })
  })

  it('gives up when its time is over', async () => {
    const { printed, exit } = await type('kubectl rollout status deployment web --timeout=100ms')
    expect(printed.split('\n').at(-2)).toBe('error: timed out waiting for the condition')
    expect(exit).toBe(1)
    expect((await type('kubectl rollout status deployment web')).exit).toBe(0)
  })

  it('refuses another revision than the one that runs', async () => {
    expect((await type('kubectl rollout status deployment web --revision=1')).printed).toBe(
      'error: desired revision (1) is different from the running revision (2)\n',
    )
  })
})

describe('edit', () => {
  const edited = (expression: string, flags = '') =>
    type(`KUBE_EDITOR="sed -i '${expression}'" kubectl edit deployment web ${flags}`)

  it('sends what was changed', async () => {
    expect(await edited('s/replicas: 2/replicas: 3/')).toEqual({ printed: 'deployment.apps/web edited\n', exit: 0 })
    expect((await type('kubectl get deployment web -o jsonpath={.spec.replicas}')).printed).toBe('3')
  })

  it('takes an unchanged file for a change of mind', async () => {
    expect(await edited('s/nothing/else/')).toEqual({ printed: 'Edit cancelled, no changes made.\n', exit: 0 })
  })

  it('opens the editor again with what is wrong, until nothing changes any more', async () => {
    const { printed, exit } = await edited('s/replicas: 3/replicas: -3/')
    expect(printed).toMatch(
      /^error: deployments.apps "web" is invalid\nA copy of your changes has been stored to "(.*)"\nerror: Edit cancelled, no valid changes were saved.\n$/,
    )
    expect(exit).toBe(1)
    const file = await type('cat /tmp/kubectl-edit-*.yaml')
    expect(file.printed).toContain(
      '#\n# deployments.apps "web" was not valid:\n# * spec.replicas: Invalid value: -3: must be greater than or equal to 0\n#\napiVersion: apps/v1\n',
    )
    await type('rm /tmp/kubectl-edit-*')
  })

  it('does the same with what is no YAML', async () => {
    const { printed, exit } = await edited('s/replicas: 3/replicas: [/')
    expect(printed).toMatch(/^error: deployments.apps "web" is invalid\nA copy of your changes/)
    expect(exit).toBe(1)
    expect((await type('cat /tmp/kubectl-edit-*.yaml')).printed).toContain(
      '# * <nil>: Invalid value: "The edited file failed validation": error converting YAML to JSON: yaml: ',
    )
  })

  it('keeps kind and name as they are', async () => {
    expect((await edited('s/^kind: .*/kind: Pod/')).printed).toMatch(
      /error: At least one of apiVersion, kind and name was changed\n$/,
    )
  })
})

describe('wait and scale', () => {
  it('take what labels choose', async () => {
    expect((await type('kubectl scale deployment -l app=web --replicas=1')).printed).toBe(
      'deployment.apps/web scaled\n',
    )
    expect((await type('kubectl wait deployment --all --for=condition=Available')).printed).toBe(
      'deployment.apps/web condition met\n',
    )
    expect(await type('kubectl scale deployment -l app=other --replicas=1')).toEqual({
      printed: 'error: no objects passed to scale\n',
      exit: 1,
    })
    expect(await type('kubectl wait pod -l app=other --for=delete')).toEqual({ printed: '', exit: 0 })
  })

  it('give up when the time is over', async () => {
    expect(await type('kubectl wait deployment web --for=condition=Never --timeout=1s')).toEqual({
      printed: 'error: timed out waiting for the condition on deployments/web\n',
      exit: 1,
    })
  })
})

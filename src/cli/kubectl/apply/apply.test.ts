// apply's patches: what was applied before, what is wanted now, what is there.
import { describe, expect, test } from 'vitest'
import type { AnyObject } from '../object.ts'
import { patchedLocally } from './local-patch.ts'
import { threeWayPatch } from './three-way.ts'

const deployment = (spec: Record<string, unknown>): AnyObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec,
})

describe('three-way merge', () => {
  test('leaves alone what others set and removes what the file no longer says', () => {
    const before = deployment({ paused: true, replicas: 2 })
    const live = deployment({ paused: true, replicas: 5, progressDeadlineSeconds: 600 })
    expect(threeWayPatch(before, deployment({ replicas: 2 }), live)).toEqual({ spec: { paused: null, replicas: 2 } })
  })

  test('merges containers by name and deletes the one that is gone from the file', () => {
    const pod = (...containers: object[]) => deployment({ containers })
    const [web, log] = [
      { name: 'web', image: 'nginx:1' },
      { name: 'log', image: 'busybox' },
    ]
    const patch = threeWayPatch(pod(web, log), pod({ ...web, image: 'nginx:2' }), pod(web, log))
    expect(patch).toEqual({
      spec: {
        containers: [
          { name: 'web', image: 'nginx:2' },
          { name: 'log', $patch: 'delete' },
        ],
      },
    })
  })

  test('replaces taints as a whole, as the API does', () => {
    const node = (taints: object[]): AnyObject => ({ ...deployment({ taints }), kind: 'Node' })
    const [a, b] = [
      { key: 'a', effect: 'NoSchedule' },
      { key: 'b', effect: 'NoSchedule' },
    ]
    expect(threeWayPatch(node([a]), node([b]), node([a]))).toEqual({ spec: { taints: [b] } })
  })
})

describe('a patch applied here', () => {
  const live = deployment({ containers: [{ name: 'web', image: 'nginx:1', tty: true }] })

  test('strategic: lists merge by name; merge: lists are replaced', () => {
    const patch = { spec: { containers: [{ name: 'web', image: 'nginx:2' }] } }
    expect(patchedLocally(live, patch, 'strategic').spec).toEqual({
      containers: [{ name: 'web', image: 'nginx:2', tty: true }],
    })
    expect(patchedLocally(live, patch, 'merge').spec).toEqual(patch.spec)
  })

  test('json: operations one after another; a path that is not there is refused', () => {
    const set = { op: 'replace', path: '/spec/containers/0/image', value: 'x' }
    expect(patchedLocally(live, [set], 'json').spec).toMatchObject({ containers: [{ image: 'x' }] })
    expect(() => patchedLocally(live, [{ op: 'remove', path: '/spec/none/a' }], 'json')).toThrow('missing path')
  })
})

// Server-side apply: who owns which field, and what follows from it.
import { expect, it } from 'vitest'
import type { JsonObject, KubeObject } from '../../../api/kubernetes/meta.ts'
import { deployments } from '../../kinds/deployment.ts'
import { applyOnto } from './apply.ts'
import { readOwners } from './managed-fields.ts'

const declared = (spec: object): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: spec as JsonObject,
})
const how = (manager: string, force = false) => ({
  kind: deployments,
  type: 'apps.Deployment',
  manager,
  force,
  time: '2026-11-23T00:00:00Z',
})
const empty = () => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: {} }) as unknown as KubeObject
const container = (name: string, image: string) => ({ template: { spec: { containers: [{ name, image }] } } })

it('merges lists by key and remembers who said what', () => {
  const first = applyOnto(empty(), declared({ replicas: 2, ...container('a', '1') }), how('alice'))
  const second = applyOnto(first, declared(container('b', '1')), how('bob'))
  expect(second).toMatchObject({
    spec: { replicas: 2, template: { spec: { containers: [{ name: 'a' }, { name: 'b' }] } } },
  })
  expect(readOwners(second).map((owner) => owner.manager)).toEqual(['bob', 'alice'])
})

it('takes away what its manager no longer declares', () => {
  const first = applyOnto(empty(), declared({ replicas: 2, ...container('a', '1') }), how('alice'))
  const second = applyOnto(first, declared({ paused: true }), how('alice'))
  expect((second as unknown as { spec: object }).spec).toEqual({ paused: true })
})

it('does not take what another manages, except by force', () => {
  const first = applyOnto(empty(), declared({ replicas: 2 }), how('alice'))
  expect(() => applyOnto(first, declared({ replicas: 3 }), how('bob'))).toThrow(
    'Apply failed with 1 conflict: conflict with "alice" using apps/v1: .spec.replicas',
  )
  const forced = applyOnto(first, declared({ replicas: 3 }), how('bob', true))
  expect(forced).toMatchObject({ spec: { replicas: 3 } })
  expect(readOwners(forced).map((owner) => owner.manager)).toEqual(['bob'])
})

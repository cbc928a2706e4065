// Strategic merge patches: lists by key, directives, what is refused.
import { expect, it } from 'vitest'
import { strategicPatch } from './strategic-patch.ts'

const pod = (containers: object[], more: object = {}) => ({ spec: { containers, ...more } }) as never

it.each([
  [
    'lists merge by key',
    pod([{ name: 'a', image: '1' }, { name: 'b' }]),
    pod([{ name: 'a', image: '2' }]),
    pod([{ name: 'a', image: '2' }, { name: 'b' }]),
  ],
  ['what is new comes last', pod([{ name: 'a' }]), pod([{ name: 'b' }]), pod([{ name: 'a' }, { name: 'b' }])],
  [
    '$patch: delete takes an item out',
    pod([{ name: 'a' }, { name: 'b' }]),
    pod([{ name: 'a', $patch: 'delete' }]),
    pod([{ name: 'b' }]),
  ],
  [
    '$patch: replace replaces the list',
    pod([{ name: 'a' }]),
    pod([{ $patch: 'replace' }, { name: 'c' }]),
    pod([{ name: 'c' }]),
  ],
  [
    '$setElementOrder orders',
    pod([{ name: 'a' }, { name: 'b' }]),
    {
      spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }], containers: [{ name: 'a', image: 'x' }] },
    } as never,
    pod([{ name: 'b' }, { name: 'a', image: 'x' }]),
  ],
  ['null removes', pod([], { nodeName: 'n' }), { spec: { nodeName: null } } as never, pod([])],
  [
    'lists without a key are replaced',
    pod([{ name: 'a', args: ['1', '2'] }]),
    pod([{ name: 'a', args: ['3'] }]),
    pod([{ name: 'a', args: ['3'] }]),
  ],
  [
    '$retainKeys keeps only these',
    pod([], { volumes: [{ name: 'v', emptyDir: {} }] }),
    { spec: { volumes: [{ name: 'v', $retainKeys: ['name', 'hostPath'], hostPath: { path: '/x' } }] } } as never,
    pod([], { volumes: [{ name: 'v', hostPath: { path: '/x' } }] }),
  ],
  [
    'maps merge',
    { metadata: { labels: { a: '1', b: '2' } } } as never,
    { metadata: { labels: { a: null, c: '3' } } } as never,
    { metadata: { labels: { b: '2', c: '3' } } } as never,
  ],
  [
    'sets lose and gain',
    { metadata: { finalizers: ['a', 'b'] } } as never,
    { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['c'] } } as never,
    { metadata: { finalizers: ['b', 'c'] } } as never,
  ],
])('%s', (_, target, patch, result) => {
  expect(strategicPatch(target, patch, 'core.Pod')).toEqual(result)
})

it('refuses items without their key', () => {
  expect(() => strategicPatch(pod([]), pod([{ image: 'x' }]), 'core.Pod')).toThrow(
    'does not contain declared merge key: name',
  )
})

// The key-value store: revisions, comparisons, history.
import { expect, it } from 'vitest'
import { KeyValueStore, prefixEnd } from './keyvalue.ts'

it('counts revisions, versions and who was first', () => {
  const store = new KeyValueStore()
  store.put('/registry/pods/a', '1')
  store.put('/registry/pods/b', '1')
  expect(store.put('/registry/pods/a', '2')).toEqual({
    key: '/registry/pods/a',
    value: '2',
    create_revision: 2,
    mod_revision: 4,
    version: 2,
  })
  expect(store.range('/registry/pods/', prefixEnd('/registry/pods/')).map((kv) => kv.key)).toEqual([
    '/registry/pods/a',
    '/registry/pods/b',
  ])
})

it('compares: what does not exist is at revision 0', () => {
  const store = new KeyValueStore()
  const at = (mod_revision: number) => store.holds({ key: 'a', target: 'MOD', result: 'EQUAL', mod_revision })
  expect([at(0), at(2)]).toEqual([true, false])
  store.put('a', '1')
  expect([at(0), at(2)]).toEqual([false, true])
  store.delete('a')
  expect([at(0), store.revision]).toEqual([true, 3])
})

it('remembers changes for those who ask from a revision on', () => {
  const store = new KeyValueStore()
  store.put('a', '1')
  store.put('a', '2')
  store.delete('a')
  expect(store.since(3)!.map((event) => [event.type, event.kv.mod_revision])).toEqual([
    ['PUT', 3],
    ['DELETE', 4],
  ])
  for (let i = 0; i < 5000; i++) store.put('b', String(i))
  expect(store.since(3)).toBeUndefined()
})

// Objects that come as protobuf.
import { expect, it } from 'vitest'
import { fromBase64 } from '../../kernel/bytes.ts'
import { decodeProtobuf } from './protobuf.ts'

/** As client-go encodes `kubectl create secret generic s --from-literal=p=w`. */
const SECRET = 'azhzAAoMCgJ2MRIGU2VjcmV0EhcKDQoBcxIAGgAiACoAMgASBgoBcBIBdw=='

it('reads the envelope, maps of bytes, and leaves out what is empty', () => {
  expect(decodeProtobuf(fromBase64(SECRET)!)).toEqual({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 's' },
    data: { p: 'dw==' },
  })
})

it('is not fooled by JSON', () => {
  expect(decodeProtobuf(new Uint8Array([123, 125]))).toBeUndefined()
})

it('refuses what is cut off', () => {
  expect(decodeProtobuf(fromBase64(SECRET)!.slice(0, -1))).toBeUndefined()
})

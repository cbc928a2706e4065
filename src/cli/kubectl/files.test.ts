// What kubectl says of files that are not as they should be; wording recorded from kubectl 1.36.4.
import { expect, test } from 'vitest'
import { settled } from '../../testing/drive.ts'
import { STUDENT, testMachine } from '../../testing/machine.ts'
import { type Manifest, readManifests } from './files.ts'

async function read(content: string, name = 'f.yaml'): Promise<Manifest[]> {
  const { machine } = testMachine({ files: { [`/home/student/${name}`]: content } })
  let found: Manifest[] = []
  const options = { filename: [name], kustomize: '', recursive: false }
  const process = machine.start({
    argv: ['test'],
    user: STUDENT,
    cwd: '/home/student',
    program: async (self) => {
      found = await readManifests(self, options)
      return 0
    },
  })
  await settled(machine.kernel, process.exited)
  return found
}

const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n'
const parsing = (words: string) => `error: error parsing f.yaml: error converting YAML to JSON: yaml: ${words}`
const decoding = (words: string) => `error: unable to decode "f.yaml": json: cannot unmarshal ${words}`

test.each([
  [`${HEAD}  name: a: b\n`, parsing('line 4: mapping values are not allowed in this context')],
  [`${HEAD}    name: a\n  labels: {}\n`, parsing('line 4: did not find expected key')],
  [`${HEAD}  name: a\n\tx: y\n`, parsing('line 5: found a tab character that violates indentation')],
  [`${HEAD}  name: "a\n`, parsing('line 5: found unexpected end of stream')],
  [`${HEAD}  name: a\ndata:\n  a: @x\n`, parsing('line 6: found character that cannot start any token')],
  ['apiVersion: v1\nkind ConfigMap\nmetadata: {}\n', parsing("line 3: could not find expected ':'")],
  [`${HEAD}  name: 12\n`, decoding('number into Go struct field ObjectMeta.metadata.name of type string')],
  [`${HEAD}  name: yes\n`, decoding('bool into Go struct field ObjectMeta.metadata.name of type string')],
])('%j', async (content, message) => {
  expect((await read(content))[0]?.problem?.message).toBe(message)
})

test('reads as go-yaml: switches, octal numbers, the last of equal keys', async () => {
  const [manifest] = await read(`${HEAD}  name: a\n  name: b\ndata: {on: yes, mode: 0644, time: 1:30, no: 10}\n`)
  expect(manifest?.object.metadata.name).toBe('b')
  expect(manifest?.object.data).toEqual({ true: true, mode: 420, time: '1:30', false: 10 })
})

test('takes lists apart and goes on after a bad document', async () => {
  const list =
    'apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\nfoo\n'
  const found = await read(list)
  expect(found.map(({ object, problem }) => [object.metadata.name, problem === undefined])).toEqual([
    ['a', true],
    [undefined, false],
  ])
})

// jq: filters and what they give.
import { expect, it } from 'vitest'
import { run, testMachine } from '../../../testing/machine.ts'
import { programs } from '../index.ts'

const jq = (args: string[], stdin: string) => run(testMachine({ programs }).machine, ['jq', ...args], { stdin })
const DATA = JSON.stringify({
  items: [
    { name: 'a', n: 2, tags: ['x'] },
    { name: 'b', n: 1, tags: [] },
  ],
  at: null,
})

it.each([
  ['.items[].name', '"a"\n"b"\n'],
  ['.items | map(.n) | add', '3\n'],
  ['[.items[] | select(.n > 1) | {name, k: .tags[0]}]', '[{"name":"a","k":"x"}]\n'],
  ['.items | sort_by(.n) | .[0].name', '"b"\n'],
  ['.at // "none", (.items | length), .items[-1].n', '"none"\n2\n1\n'],
  ['.items[0] | to_entries[] | "\\(.key)=\\(.value)"', '"name=a"\n"n=2"\n"tags=[\\"x\\"]"\n'],
  ['.nope?.x, (.items[0].name | ascii_upcase), (keys | join("-"))', 'null\n"A"\n"at-items"\n'],
  ['if .at then 1 elif .items then 2 else 3 end', '2\n'],
  ['reduce .items[].n as $n (0; . + $n)', '3\n'],
  ['.items[0].n |= . + 1 | .items[0].n, (del(.items) | keys)', '3\n["at"]\n'],
  ['[.items[] | [.name, .n] | @csv]', '["\\"a\\",2","\\"b\\",1"]\n'],
  ['.items | group_by(.tags | length) | map(length)', '[1,1]\n'],
  ['with_entries(select(.key == "at"))', '{"at":null}\n'],
  ['[range(3)] | map(. * 2) | any(. > 3), .[1:]', 'true\n[2,4]\n'],
])('%s', async (filter, expected) => {
  expect(await jq(['-c', filter], DATA)).toEqual({ exit: 0, stdout: expected, stderr: '' })
})

it('has options and complaints', async () => {
  expect((await jq(['.'], '{"a":[1,{}]}')).stdout).toBe('{\n  "a": [\n    1,\n    {}\n  ]\n}\n')
  expect((await jq(['-r', '.a'], '{"a":"x"}{"a":"y"}')).stdout).toBe('x\ny\n')
  expect((await jq(['-n', '--arg', 'v', 'q', '$v'], '')).stdout).toBe('"q"\n')
  expect(await jq(['.a.b'], '{"a":1}')).toMatchObject({
    exit: 5,
    stderr: expect.stringContaining('Cannot index number with "b"'),
  })
  expect(await jq(['.'], 'nope')).toMatchObject({ exit: 2, stderr: expect.stringContaining('parse error') })
  expect((await jq(['.['], '1')).exit).toBe(3)
  expect((await jq(['-e', '.a'], '{}')).exit).toBe(1)
})

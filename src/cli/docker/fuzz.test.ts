// Command lines made from the literals, sensible and not: docker always ends, and always answers as docker does.
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { type DockerWorld, dockerWorld } from '../../testing/docker-world.ts'
import type { Command, Flag } from '../command.ts'
import { docker } from './docker.ts'

/** Every path of commands, with the flags that it takes. */
function paths(command: Command, path: string[]): { path: string[]; command: Command }[] {
  const children = (command.subcommands ?? []).flatMap((child) => paths(child, [...path, child.name]))
  return [{ path, command }, ...children]
}

const COMMANDS = paths(docker, ['docker'])

const NAMES = ['web', 'gone', 'busybox', 'busybox:1.36', 'net1', 'vol1', 'nosuch', 'bridge', 'default', 'hello-world']
const ODD = [
  '',
  '-',
  '/etc',
  'web:/etc/hostname',
  './x',
  'a/b:c',
  'UPPER',
  'a b',
  'key=value',
  '{{.ID}}',
  'é',
  '0',
  '--',
]
const VALUES: Record<Flag['type'], readonly string[]> = {
  bool: ['true', 'false', 'maybe'],
  count: ['1', 'x'],
  int: ['0', '-1', '3', '9999999999', 'x', ''],
  uint: ['0', '3', '-1', 'x'],
  float: ['0.5', '2', '-1', 'x'],
  string: ['json', '{{json .}}', '{{.ID}} {{.Name}}', '{{', 'table {{.ID}}', 'x', '', 'always', 'host', '1h', '/tmp/x'],
  duration: ['1s', '0', '-1s', '10', 'x'],
  bytes: ['64m', '0', '-1', '1.5g', 'x'],
  list: ['key=value', 'name=web', '8080:80', '/a:/b', 'vol1:/data', 'x', '', '='],
  csv: ['a=b,c=d', 'x', '', '"'],
  map: ['key=value', 'x', '='],
}

const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NAMES) }, fc.constantFrom(...ODD))

const flagWords = (name: string, flag: Flag): fc.Arbitrary<string[]> => {
  const value: fc.Arbitrary<string> = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...VALUES[flag.type]) }, word)
  const letter = `-${flag.short ?? 'Z'}`
  const switchLike = flag.type === 'bool' || flag.type === 'count' || flag.noValue !== undefined
  const forms: fc.Arbitrary<string[]>[] = [
    switchLike ? fc.constant([`--${name}`]) : value.map((given) => [`--${name}`, given]),
    value.map((given) => [`--${name}=${given}`]),
    fc.constant([letter]),
    value.map((given) => [letter + given]),
  ]
  return fc.oneof(...forms)
}

const line = fc.constantFrom(...COMMANDS).chain(({ path, command }) => {
  const flags = Object.entries({ ...command.flags, ...command.persistent })
  const options: fc.Arbitrary<string[]> =
    flags.length > 0 ? fc.constantFrom(...flags).chain(([name, flag]) => flagWords(name, flag)) : fc.constant([])
  return fc
    .tuple(fc.array(options, { maxLength: 3 }), fc.array(word, { maxLength: 3 }), fc.array(options, { maxLength: 1 }))
    .map(([before, words, after]) => [...path, ...before.flat(), ...words, ...after.flat()])
})

let world: DockerWorld
beforeAll(async () => {
  world = await dockerWorld({
    '/home/student/Dockerfile': 'FROM busybox\n',
    '/home/student/compose.yaml': 'services:\n  web:\n    image: busybox\n    command: sleep 1000\n',
  })
  for (const words of [
    'docker run -d --name web busybox sleep 1000000',
    'docker run --name gone busybox true',
    'docker network create net1',
    'docker volume create vol1',
  ]) {
    expect((await world.run(words)).exit).toBe(0)
  }
})

/** What docker, compose and buildx end with: their own refusals, and what a container or a signal ends with. */
const EXITS = [0, 1, 2, 14, 15, 16, 17, 18, 64, 125, 126, 127, 130]

/** How a refusal begins. */
const REFUSAL = new RegExp(
  `^(${[
    '(docker|compose|naru|ERROR|[Ee]rrors?)\\b',
    '(unknown|invalid|bad|conflicting|failed|[Ff]ailed to|[Uu]nable to|no|No|no such|cannot|could not) ',
    '(requires|accepts|must|you must|you cannot|the|tag|path|manifest|context|template|flag|open|lstat|service|services|yaml)\\b',
    '(An image|DEPRECATED|WARNING|Specify|Usage|Can only|Cannot|Flag|Since|When|secret|unexpected|time=)',
    'denied|["#]|--',
  ].join('|')})`,
)
/** What no program says of itself. */
const INTERNALS = /internal error|undefined|\[object|NaN|\.ts:\d/

test('any command line is answered as docker answers', async () => {
  await fc.assert(
    fc.asyncProperty(line, async (words) => {
      const { exit, stderr } = await world.run(words, { within: 20_000 })
      expect(world.kernel.bugs).toEqual([])
      expect(EXITS).toContain(exit)
      expect(stderr).not.toMatch(INTERNALS)
      const inside = /^docker (container )?(run|start|exec|attach) /.test(words.join(' ')) && stderr === ''
      const byOther = exit === 0 || exit === 130 || inside
      if (!byOther) expect(stderr).toMatch(REFUSAL)
    }),
    { numRuns: Number(process.env.RUNS ?? 200), seed: Number(process.env.SEED ?? 1) },
  )
})

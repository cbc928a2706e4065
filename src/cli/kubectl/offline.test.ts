// What kubectl 1.36.4 prints without a cluster: generators, the kubeconfig, words that do not fit. Recorded from the real client.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { Content } from '../../kernel/content.ts'
import { Pipe } from '../../kernel/queue.ts'
import { settled } from '../../testing/drive.ts'
import { Collected, STUDENT, testMachine } from '../../testing/machine.ts'
import { kubectl } from './kubectl.ts'

interface Recorded {
  argv: string[]
  exit: number
  /** Missing where it is a help page, which has words of our own. */
  stdout?: string
  stderr: string
}

const FILES = {
  'app.properties': 'color=blue\nsize=big\n',
  'confdir/a.txt': 'one\n',
  'confdir/b.txt': 'two\nlines\n',
  'env.list': '# comment\nA=1\nB=two words\n\nHOME\n',
  'empty.yaml': '\n',
  'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - name: c\n    image: nginx\n',
  'bin.dat': Content.of(new Uint8Array([0, 255, 254, 1, 2])),
}

const recorded = readFileSync(new URL('./testdata/offline.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Recorded)

/** klog's times and process numbers. */
const masked = (text: string) => text.replace(/^([EW])\d{4} [\d:.]+ +\d+ /gm, '$1 ')

test('answers as the real client does, one line after another in one home', async () => {
  const files = Object.fromEntries(Object.entries(FILES).map(([name, content]) => [`/home/student/${name}`, content]))
  const { machine } = testMachine({ programs: new Map([['kubectl', kubectl]]), files })
  const env = { HOME: '/home/student', PATH: '/usr/bin:/bin' }
  const different: unknown[] = []
  for (const { argv, ...wanted } of recorded) {
    const [stdin, stdout, stderr] = [new Pipe(), new Collected(), new Collected()]
    stdin.end()
    const streams = { stdin, stdout, stderr }
    const process = machine.start({ argv: ['kubectl', ...argv], user: STUDENT, cwd: '/home/student', env, ...streams })
    const exit = await settled(machine.kernel, process.exited)
    const got = { exit, stdout: stdout.toString(), stderr: masked(stderr.toString()) }
    const same = got.exit === wanted.exit && got.stderr === wanted.stderr
    if (!same || (wanted.stdout !== undefined && got.stdout !== wanted.stdout)) different.push({ argv, got, wanted })
  }
  expect(different).toEqual([])
})

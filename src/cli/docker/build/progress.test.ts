// BuildKit's progress as lines and as a drawing, against what buildx printed.
import { expect, it } from 'vitest'
import type { BuildProgress } from '../../../api/docker.ts'
import { FancyProgress } from './fancy.ts'
import { parseIgnore } from '../../../image/dockerfile/ignore.ts'
import { PlainProgress } from './plain.ts'
import { failedSteps, sourceExcerpt } from './report.ts'

const vertex = (
  digest: string,
  name: string,
  started?: number,
  completed?: number,
  more: object = {},
): BuildProgress => ({
  kind: 'vertex',
  vertex: {
    digest,
    name,
    ...(started === undefined ? {} : { started }),
    ...(completed === undefined ? {} : { completed }),
    ...more,
  },
})

const FAILURE = 'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3'
const RECORDS: BuildProgress[] = [
  vertex('a', '[internal] load build definition from Dockerfile', 1000),
  {
    kind: 'status',
    status: { vertex: 'a', id: 'transferring dockerfile:', current: 207, total: 0, started: 1000, completed: 1005 },
  },
  vertex('a', '[internal] load build definition from Dockerfile', 1000, 1010),
  vertex('b', '[1/2] FROM docker.io/library/busybox', 1010, 1010, { cached: true }),
  vertex('c', '[2/2] RUN echo hi; exit 3', 1020),
  { kind: 'log', log: { vertex: 'c', stream: 1, data: 'hi\n', timestamp: 1163 } },
  vertex('c', '[2/2] RUN echo hi; exit 3', 1020, 1220, { error: FAILURE }),
]

it('prints one step after the other', async () => {
  let out = ''
  const progress = new PlainProgress((text) => ((out += text), Promise.resolve()))
  await progress.begin()
  for (const record of RECORDS) await progress.add(record)
  expect(out).toBe(`#0 building with "default" instance using docker driver

#1 [internal] load build definition from Dockerfile
#1 transferring dockerfile: 207B done
#1 DONE 0.0s

#2 [1/2] FROM docker.io/library/busybox
#2 CACHED

#3 [2/2] RUN echo hi; exit 3
#3 0.143 hi
#3 ERROR: ${FAILURE}
`)
  expect(failedSteps(progress.graph)).toBe('------\n > [2/2] RUN echo hi; exit 3:\n0.143 hi\n------\n')
})

it('draws over what it drew', () => {
  const progress = new FancyProgress(() => ({ columns: 80, rows: 24 }), 1000)
  for (const record of RECORDS.slice(0, 6)) progress.add(record)
  const first = progress.frame(1200, false)
  expect(first.startsWith('\x1b[1A\x1b[1B\x1b[0G\x1b[?25l[+] Building 0.2s (2/3) ')).toBe(true)
  expect(first).toContain(
    '\x1b[34m => => transferring dockerfile: 207B                                       0.0s\n\x1b[0m',
  )
  expect(first).toMatch(/ => \[2\/2\] RUN echo hi; exit 3 {40,}0\.2s\n/)
  expect(first).toContain('\x1b[2m => => # hi ')
  progress.add(RECORDS[6]!)
  const last = progress.frame(1220, true)
  expect(last.startsWith(`${'\x1b[1A'.repeat(6)}\x1b[0G\x1b[?25l[+] Building 0.2s (3/3) FINISHED `)).toBe(true)
  expect(last).toContain('\x1b[31m => ERROR [2/2] RUN echo hi; exit 3')
})

it('shows the place of an error', () => {
  const lines = ['FROM busybox', 'BOGUS instruction', '']
  expect(sourceExcerpt({ filename: 'Dockerfile', lines, start: 2, end: 2 })).toBe(
    'Dockerfile:2\n--------------------\n   1 |     FROM busybox\n   2 | >>> BOGUS instruction\n   3 |     \n--------------------\n',
  )
})

it('leaves out what .dockerignore names', () => {
  const ignore = parseIgnore('# comment\n*.log\n**/node_modules\nbuild\n!build/libs\n')
  const paths = ['a.log', 'x/a.log', 'x/node_modules', 'build', 'build/x', 'build/libs', 'src']
  expect(paths.filter((path) => ignore.excludes(path))).toEqual(['a.log', 'x/node_modules', 'build', 'build/x'])
})

// `npm run bench`: the figures the project watches. Measured, never asserted.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { measureDocker } from './bench-docker.ts'
import { measurePage } from './bench-page.ts'
import { Headless } from './headless.ts'

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!
const report = (name: string, value: string) => console.log(`${name.padEnd(56)} ${value}`)

/** Runs several times and reports the median in seconds. */
async function timed(name: string, runs: number, run: () => Promise<void>): Promise<void> {
  const times: number[] = []
  for (let i = 0; i < runs; i++) {
    const begin = performance.now()
    await run()
    times.push(performance.now() - begin)
  }
  report(name, `${(median(times) / 1000).toFixed(2)} s (median of ${runs})`)
}

interface Row {
  on: string
  cmd: string
  stdin?: string
}

async function story(): Promise<void> {
  const lines = readFileSync(join(import.meta.dirname, 'testdata/story.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
  const headless = await Headless.open()
  for (const line of lines) {
    const { on, cmd, stdin } = JSON.parse(line) as Row
    await headless.type({ line: cmd, stdin }, on, 3_600_000)
  }
}

async function idleHour(): Promise<void> {
  const headless = await Headless.open({ scenario: 'three-nodes' })
  await headless.type('kubectl create deployment web --image=nginx --replicas=30')
  await headless.pass(300_000)
  const begin = performance.now()
  await headless.pass(3_600_000)
  report('idle virtual hour, three nodes, 30 pods', `${((performance.now() - begin) / 1000).toFixed(2)} s`)
}

spawnSync('npx', ['vite', 'build', '--logLevel', 'error'], { stdio: 'inherit' })
await measurePage(report)
await timed('the whole story, headless', 3, story)
await idleHour()
await measureDocker(report)

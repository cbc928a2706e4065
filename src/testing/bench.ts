// `npm run bench`: the figures the project watches. Measured, never asserted.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
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

/** Gzipped bytes of what the page loads before anybody types: the scripts of index.html and the worker, with what they import statically. */
function firstLoad(): void {
  spawnSync('npx', ['vite', 'build', '--logLevel', 'error'], { stdio: 'inherit' })
  if (!existsSync('dist/index.html')) return report('first load', 'no build')
  const assets = readdirSync('dist/assets')
  const html = readFileSync('dist/index.html', 'utf8')
  const seen = new Set<string>()
  const visit = (file: string) => {
    if (seen.has(file) || !assets.includes(file)) return
    seen.add(file)
    const text = readFileSync(`dist/assets/${file}`, 'utf8')
    for (const [, name] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) visit(name!)
  }
  for (const [, name] of html.matchAll(/assets\/([^"']+\.js)/g)) visit(name!)
  for (const name of assets) if (/^worker-.*\.js$/.test(name)) visit(name)
  const gzip = (name: string) => gzipSync(readFileSync(`dist/assets/${name}`), { level: 9 }).length
  const total = [...seen].reduce((sum, name) => sum + gzip(name), 0)
  for (const name of seen) report(`  ${name}`, `${(gzip(name) / 1000).toFixed(1)} kB gzip`)
  report('first load, script', `${(total / 1000).toFixed(1)} kB gzip`)
}

firstLoad()
await timed('the whole story, headless', 3, story)
await idleHour()
await measurePage(report)

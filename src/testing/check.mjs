// `npm test`: every check there is, one after another; the last line counts them all.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { browserPath } from './browser.mjs'

const reports = 'node_modules/.cache/naru'
mkdirSync(reports, { recursive: true })

let passed = 0
let failed = 0
let skipped = 0

/** Runs a package's command; the exit code is the verdict unless `count` reads better figures. */
function check(name, command, args, count, env = {}) {
  console.log(`\n── ${name}`)
  const { status } = spawnSync('npx', ['--no-install', command, ...args], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
    env: { ...process.env, ...env },
  })
  const figures = count?.() ?? { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 }
  if (status !== 0 && figures.failed === 0) figures.failed = 1
  passed += figures.passed
  failed += figures.failed
  skipped += figures.skipped
}

const report = (file, read) => () => {
  try {
    return read(JSON.parse(readFileSync(`${reports}/${file}`, 'utf8')))
  } catch {
    return undefined
  }
}

const unit = report('vitest.json', (json) => ({
  passed: json.numPassedTests,
  failed: json.numFailedTests,
  skipped: json.numPendingTests,
}))
const page = report('playwright.json', ({ stats }) => ({
  passed: stats.expected,
  failed: stats.unexpected + stats.flaky,
  skipped: stats.skipped,
}))

check('format', 'oxfmt', ['--check', 'src', 'e2e', 'vite.config.ts'])
check('lint', 'oxlint', ['--quiet'])
check('types', 'tsc', ['-p', '.'])
check('types of the pure rooms, without the DOM', 'tsc', ['-p', 'src'])
check('dead code', 'knip', [])
check(
  'unit tests',
  'vitest',
  ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reports}/vitest.json`],
  unit,
)
check('build', 'vite', ['build', '--logLevel', 'warn'])
check('page tests', 'playwright', ['test', '-c', 'e2e/playwright.config.ts'], page, { CHROME_PATH: browserPath() })

console.log(skipped > 0 ? `\n${skipped} skipped` : '')
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed > 0 ? 1 : 0)

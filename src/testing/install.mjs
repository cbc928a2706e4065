// Runs before `npm start` and `npm test`: installs the packages that are missing or out of date. Needs nothing but Node.
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'

const stamp = 'node_modules/.cache/naru/package-lock.json'

const current = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === readFileSync('package-lock.json', 'utf8')

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Naru needs Node 20.19 or newer; this is ${process.versions.node}.`)
  process.exit(1)
}
if (!current()) {
  console.log('Installing packages …')
  // Not `npm ci`: it refuses a lock file that lacks the optional binaries of platforms it was not written on.
  const args = ['install', '--no-save', '--no-audit', '--no-fund']
  const done = spawnSync('npm', args, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (done.status !== 0) process.exit(done.status ?? 1)
  mkdirSync('node_modules/.cache/naru', { recursive: true })
  copyFileSync('package-lock.json', stamp)
}

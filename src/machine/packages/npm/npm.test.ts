// npm against its registry: what it prints, what lies on the disk, and that scripts find it.
import { describe, expect, it } from 'vitest'
import { Network, NetworkNamespace } from '../../../net/namespace.ts'
import { run, testMachine } from '../../../testing/machine.ts'
import { programs } from '../../programs/index.ts'
import { pick, satisfies } from './range.ts'
import { npmRegistry } from './registry.ts'

const HOME = '/home/student'

function project(manifest: object, files: Record<string, string> = {}) {
  const world = testMachine({
    programs,
    files: {
      [`${HOME}/package.json`]: JSON.stringify(manifest),
      ...Object.fromEntries(Object.entries(files).map(([name, content]) => [`${HOME}/${name}`, content])),
    },
  })
  const net = new Network('internet', 'internet', '0.0.0.0/0')
  const server = new NetworkNamespace('npm', 'npm')
  server.attach(net, '1.2.3.4')
  server.listen(443, { component: 'packages/npm', ...npmRegistry() })
  world.machine.net.attach(net, '5.6.7.8')
  world.fs.write('/etc/hosts', '127.0.0.1 localhost\n1.2.3.4 registry.npmjs.org\n')
  return { ...world, sh: (line: string) => run(world.machine, line, { env: { NODE_VERSION: '20.19.5', CI: '1' } }) }
}

describe('ranges', () => {
  it.each([
    ['4.21.2', '^4.18.2', true],
    ['5.1.0', '^4.18.2', false],
    ['0.3.1', '^0.2.0', false],
    ['1.2.9', '~1.2.3', true],
    ['1.3.0', '~1.2.3', false],
    ['2.0.0', '>=1.2 <3', true],
    ['1.4.0', '1.x', true],
    ['3.0.0', '^1.0.0 || ^3.0.0', true],
    ['7.0.0', '*', true],
  ])('%s in %s: %s', (version, range, expected) => expect(satisfies(version, range)).toBe(expected))

  it('takes the newest, or what a tag says', () => {
    const versions = ['4.18.2', '4.21.2', '5.1.0']
    expect(pick(versions, '^4.0.0', { latest: '5.1.0' })).toBe('4.21.2')
    expect(pick(versions, '', { latest: '5.1.0' })).toBe('5.1.0')
    expect(pick(versions, '^6', { latest: '5.1.0' })).toBeUndefined()
  })
})

describe('npm', () => {
  it('installs what package.json asks for, notes it in the lock file, and does nothing the second time', async () => {
    const { sh, fs } = project({ name: 'app', version: '1.0.0', dependencies: { express: '^4.18.2' } })
    const first = await sh('npm install')
    expect(first).toMatchObject({ exit: 0, stderr: '' })
    expect(first.stdout).toMatch(
      /^\nadded 69 packages, and audited 70 packages in \d+m?s\n\n14 packages are looking for funding\n {2}run `npm fund` for details\n\nfound 0 vulnerabilities\n$/,
    )
    expect(fs.exists(`${HOME}/node_modules/accepts/package.json`)).toBe(true)
    expect((await sh('npm install')).stdout).toMatch(/^\nup to date, audited 70 packages in \d+ms\n/)
    expect((await sh('npm ls')).stdout).toBe(`app@1.0.0 ${HOME}\n└── express@4.21.2\n\n`)
    expect((await sh('npm ci --omit=dev')).stdout).toMatch(/^\nadded 69 packages, and audited 70 packages in /)
  })

  it('adds, nests what does not agree, and removes', async () => {
    const { sh, fs } = project({ name: 'app', version: '1.0.0', dependencies: { express: '^4.18.2' } })
    const added = await sh('npm i -D nodemon')
    expect(added.stdout).toMatch(/^\nadded \d+ packages, and audited/)
    const manifest = JSON.parse((await sh('cat package.json')).stdout) as object
    expect(manifest).toMatchObject({ dependencies: { express: '^4.18.2' }, devDependencies: { nodemon: '^3.1.10' } })
    expect(fs.exists(`${HOME}/node_modules/nodemon/node_modules/debug/package.json`)).toBe(true)
    expect((await sh('npx nodemon --version')).stdout).toBe('3.1.10\n')
    expect((await sh('npm rm nodemon')).stdout).toMatch(/^\nremoved \d+ packages, and audited 70 packages in /)
    expect(fs.exists(`${HOME}/node_modules/nodemon`)).toBe(false)
  })

  it.each([
    ['npm ci', 1, 'npm error code EUSAGE\nnpm error\nnpm error The `npm ci` command can only install with'],
    ['npm run build', 1, 'npm error Missing script: "build"\nnpm error\nnpm error To see a list of scripts, run:\n'],
    ['npm install no-such-thing', 1, 'npm error naru: the npm package no-such-thing is not simulated\n'],
    [
      'cd /tmp && npm install',
      254,
      'npm error code ENOENT\nnpm error syscall open\nnpm error path /tmp/package.json\n',
    ],
    ['npm audit', 1, 'npm error naru: npm audit is not simulated\n'],
  ])('%s', async (line, exit, stderr) => {
    const { sh } = project({ name: 'app', version: '1.0.0' })
    expect(await sh(line)).toMatchObject({ exit, stderr: expect.stringContaining(stderr) })
  })

  it.each([
    ['npm install', true],
    ['npm install --ignore-scripts', false],
    ['npm ci', true],
    ['npm ci --ignore-scripts', false],
    ['npm install cors', false],
  ])("%s runs the project's own scripts: %s", async (line, runs) => {
    const { sh } = project({ name: 'app', version: '1.0.0', scripts: { postinstall: 'echo mine' } })
    await sh('npm install --ignore-scripts')
    const { stdout } = await sh(line)
    expect(stdout.includes('> app@1.0.0 postinstall\n')).toBe(runs)
  })

  it('runs scripts with arguments and gives their exit code', async () => {
    const { sh } = project({
      name: 'app',
      version: '1.0.0',
      scripts: { test: 'echo testing', posttest: 'exit 3', start: 'node index.js' },
    })
    expect(await sh('npm test -- --watch')).toEqual({
      exit: 3,
      stdout: '\n> app@1.0.0 test\n> echo testing --watch\n\ntesting --watch\n\n> app@1.0.0 posttest\n> exit 3\n\n',
      stderr: '',
    })
    expect((await sh('npm run')).stdout).toContain(
      'Lifecycle scripts included in app@1.0.0:\n  test\n    echo testing\n',
    )
  })
})

describe('express', () => {
  it.each(['^4.18.2', '^5.1.0'])('%s routes, parses and complains', async (version) => {
    const { sh } = project(
      { name: 'app', version: '1.0.0', dependencies: { express: version } },
      {
        'index.js': `const express = require('express')
const app = express()
app.use(express.json())
const api = express.Router()
api.get('/users/:id', (req, res) => res.json({ id: req.params.id, q: req.query, base: req.baseUrl }))
app.use('/api', api)
app.get('/', (req, res) => res.send('hi'))
app.post('/items', (req, res) => res.status(201).json(req.body))
app.get('/old', (req, res) => res.redirect('/'))
app.get('/bad', (req, res, next) => next(new Error('boom')))
app.use((err, req, res, next) => res.status(500).json({ error: err.message }))
const server = app.listen(3000, () => console.log('up'))
process.on('SIGTERM', () => server.close(() => process.exit(0)))
`,
      },
    )
    await sh('npm install')
    const { stdout } = await sh(`node index.js & sleep 1
curl -s localhost:3000; echo; curl -s 'localhost:3000/api/users/7?a=1&a=2'; echo
curl -s -H 'Content-Type: application/json' -d '{"a":[1]}' localhost:3000/items; echo
curl -s localhost:3000/old; echo; curl -s localhost:3000/bad; echo; curl -s localhost:3000/none | grep pre
kill %1; wait %1; echo $?`)
    expect(stdout).toBe(
      'up\nhi\n{"id":"7","q":{"a":["1","2"]},"base":"/api"}\n{"a":[1]}\nFound. Redirecting to /\n{"error":"boom"}\n<pre>Cannot GET /none</pre>\n0\n',
    )
  })
})

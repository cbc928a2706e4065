// docker compose: files are read as compose reads them, and projects come up and go.
import { beforeAll, describe, expect, it } from 'vitest'
import { type DockerWorld, dockerWorld } from '../../testing/docker-world.ts'
import { parseDotenv } from './dotenv.ts'
import { interpolate } from './interpolate.ts'
import { splitWords } from './normalize.ts'

describe('files', () => {
  it('fills in variables', () => {
    const values: Record<string, string> = { A: '1', EMPTY: '' }
    const fill = (text: string) =>
      interpolate(
        text,
        (name) => values[name],
        () => {},
      )
    expect(fill('$A ${A} ${B:-two} ${EMPTY:-x}|${EMPTY-x} ${A:+set} $$A')).toBe('1 1 two x| set $A')
    expect(fill('${B:-${A}}')).toBe('1')
    expect(() => fill('${B:?need it}')).toThrow('required variable B is missing a value: need it')
  })

  it('reads .env and splits commands', () => {
    expect(parseDotenv('# c\nA=1 # x\nexport B="two\\n$A"\nC=\'$A\'\n', () => undefined)).toEqual({
      A: '1',
      B: 'two\n1',
      C: '$A',
    })
    expect(splitWords(`sh -c 'echo "a b"' "c d"`)).toEqual(['sh', '-c', 'echo "a b"', 'c d'])
  })
})

const FILE = `services:
  web:
    image: debian:12
    command: sleep 1000
    stop_grace_period: 1s
    ports: ["\${PORT:-8080}:80"]
    depends_on:
      db:
        condition: service_healthy
  db:
    image: debian:12
    command: ["sleep", "1000"]
    stop_grace_period: 1s
    volumes: ["data:/data"]
    healthcheck:
      test: ["CMD", "ls", "/etc/hostname"]
      interval: 1s
volumes:
  data:
`

describe('a project', () => {
  let world: DockerWorld
  const compose = (line: string) => world.run(`docker compose ${line}`, { cwd: '/home/student/shop' })
  beforeAll(async () => {
    world = await dockerWorld({
      '/home/student/shop/compose.yaml': FILE,
      '/home/student/shop/bad.yaml': 'services:\n  web:\n    imagee: nginx\n',
    })
    await world.run('docker pull -q debian:12')
  })

  it('comes up in order, waiting for health', async () => {
    const { exit, stderr } = await compose('up -d')
    expect(exit).toBe(0)
    expect(stderr.split('\n').map((line) => line.trim().replace(/ +/g, ' '))).toEqual([
      'Network shop_default Creating',
      'Network shop_default Created',
      'Volume shop_data Creating',
      'Volume shop_data Created',
      'Container shop-db-1 Creating',
      'Container shop-db-1 Created',
      'Container shop-web-1 Creating',
      'Container shop-web-1 Created',
      'Container shop-db-1 Starting',
      'Container shop-db-1 Started',
      'Container shop-db-1 Waiting',
      'Container shop-db-1 Healthy',
      'Container shop-web-1 Starting',
      'Container shop-web-1 Started',
      '',
    ])
    expect((await compose('up -d')).stderr).toContain(' Container shop-web-1  Running\n')
  })

  it('is listed and entered', async () => {
    expect((await compose('ps')).stdout).toMatch(/^shop-db-1 .*\(healthy\)/m)
    expect((await compose('port web 80')).stdout).toBe('0.0.0.0:8080\n')
    expect((await compose('exec -T db ls /data')).exit).toBe(0)
    expect((await compose('exec nosuch true')).stderr).toBe('service "nosuch" is not running\n')
  })

  it('grows and shrinks side by side, and tells of what run has left behind', async () => {
    const grown = (await compose('up -d --scale db=3')).stderr.split('\n').map((line) => line.trim())
    const at = (name: string, what: string) => grown.indexOf(`Container shop-db-${name}  ${what}`)
    expect(Math.max(at('2', 'Creating'), at('3', 'Creating'))).toBeLessThan(
      Math.min(at('2', 'Created'), at('3', 'Created')),
    )
    await compose('run --name left db true')
    expect((await compose('up -d --no-recreate')).stderr).toContain('Found orphan containers ([left]) for this project')
    expect((await compose('up -d --remove-orphans')).stderr).toContain(' Container left  Removed\n')
    expect((await compose('down db')).stderr).toContain(' Network shop_default  Resource is still in use\n')
  })

  it('goes', async () => {
    const { stderr } = await compose('down -v')
    expect(stderr).toContain(' Network shop_default  Removed\n')
    expect(stderr).toContain(' Volume shop_data  Removed\n')
    expect((await world.run('docker ps -aq')).stdout).toBe('')
  })

  it('says what is wrong', async () => {
    expect(await compose('-f bad.yaml config')).toMatchObject({
      exit: 1,
      stderr: "validating /home/student/shop/bad.yaml: services.web additional properties 'imagee' not allowed\n",
    })
    expect((await compose('-f nosuch.yaml up')).stderr).toBe(
      'open /home/student/shop/nosuch.yaml: no such file or directory\n',
    )
    expect(await compose('up --bogus')).toMatchObject({ exit: 1, stderr: 'unknown flag: --bogus\n' })
    expect(world.kernel.bugs).toEqual([])
  })
})

const SECRETS = `services:
  box:
    image: debian:12
    command: sleep 1000
    stop_grace_period: 1s
    secrets: [tok]
    configs:
      - source: page
        target: etc/page
      - source: fromenv
        mode: 0400
  done:
    image: debian:12
    command: sh -c "exit 3"
secrets:
  tok: {file: ./tok.txt}
configs:
  page: {content: "hello \${NAME:-you}"}
  fromenv: {environment: WHO}
`

it('gives containers their secrets and configs, and the exit code of the first that ends', async () => {
  const world = await dockerWorld({ '/home/student/s/compose.yaml': SECRETS, '/home/student/s/tok.txt': 'sesame\n' })
  const compose = (words: string) =>
    world.run(`docker compose ${words}`, { cwd: '/home/student/s', env: { WHO: 'me' } })
  await world.run('docker pull -q debian:12')
  expect((await compose('up -d box')).exit).toBe(0)
  expect((await compose('exec -T box cat /run/secrets/tok /etc/page /fromenv')).stdout).toBe('sesame\nhello youme')
  expect(await compose('scale box=2')).toMatchObject({ exit: 0 })
  expect((await compose('ps --services')).stdout).toBe('box\n')
  const up = await compose('up --abort-on-container-exit')
  expect(up).toMatchObject({ exit: 3 })
  expect(up.stderr).toContain('Aborting on container exit...\n')
  expect((await compose('down')).exit).toBe(0)
  expect(world.kernel.bugs).toEqual([])
})

const CHAIN = `services:
  web:
    image: debian:12
    command: sleep 1000
    stop_grace_period: 1s
    depends_on: {db: {condition: service_started, restart: true}}
  db:
    image: debian:12
    command: sleep 1000
    stop_grace_period: 1s
    healthcheck: {test: ["CMD", "false"], interval: 1s, retries: 100}
`

describe('flags', () => {
  let world: DockerWorld
  const compose = (words: string) => world.run(`docker compose ${words}`, { cwd: '/home/student/chain' })
  beforeAll(async () => {
    world = await dockerWorld({ '/home/student/chain/compose.yaml': CHAIN })
    await world.run('docker pull -q debian:12')
  })

  it.each([
    ['--dry-run up -d', 'naru: docker compose up --dry-run is not simulated\n'],
    ['up -d --dry-run', 'naru: docker compose up --dry-run is not simulated\n'],
    ['--compatibility config', 'naru: docker compose config --compatibility is not simulated\n'],
    ['build --push', 'naru: docker compose build --push is not simulated\n'],
    ['up -d --wait --wait-timeout 3', 'application not healthy after 3s\n'],
  ])('%s', async (line, said) => {
    const { exit, stderr } = await compose(line)
    expect([exit, stderr.endsWith(said)]).toEqual([1, true])
  })

  it('restart takes those along that ask for it', async () => {
    await compose('up -d --menu=false')
    expect((await compose('restart db')).stderr).toContain('Container chain-web-1  Restarting\n')
    expect((await compose('restart --no-deps db')).stderr).not.toContain('chain-web-1')
  })
})

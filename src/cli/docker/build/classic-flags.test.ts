// Flags that the classic builder has: what buildx makes of them, and what dockerd does.
import { beforeAll, expect, it } from 'vitest'
import { type DockerWorld, type Typed, dockerWorld } from '../../../testing/docker-world.ts'

let docker: DockerWorld
const words = (line: string) => line.match(/'[^']*'|\S+/g)!.map((word) => word.replaceAll("'", ''))
const run = (line: string, typed?: Typed) => docker.run(words(line), typed)

beforeAll(async () => {
  docker = await dockerWorld()
}, 30_000)

it.each([
  ['docker build --isolation x --progress x .', '\nWARNING: isolation flag is deprecated with BuildKit.\nERROR: inv'],
  ['docker build --disable-content-trust .', '\nunknown flag: --disable-content-trust\n\nUsage:  docker buildx b'],
  ['docker build -m x --cpuset-cpus x --memory-swap x --progress x .', '\nERROR: invalid progress mode x\n'],
  ['docker build -c x .', '\ninvalid argument "x" for "-c, --cpu-shares" flag: strconv.ParseInt: parsing "x": invalid'],
  [
    'env DOCKER_BUILDKIT=0 docker build -m x .',
    '\ninvalid argument "x" for "-m, --memory" flag: invalid size: \'x\'\n',
  ],
  ['env DOCKER_BUILDKIT=0 docker build -c 5 .', 'naru: DOCKER_BUILDKIT=0 docker build --cpu-shares is not simulated\n'],
])('%s', async (line, said) => {
  expect(`\n${(await run(line)).stderr}`).toContain(said)
})

it.each([
  ['isolation', 'unsupported isolation: "x"'],
  ['security-opt', 'security options are not supported on linux'],
])('dockerd on Linux builds without --%s', async (flag, said) => {
  const { exit, stderr } = await run(`env DOCKER_BUILDKIT=0 docker build --${flag} x -`, { stdin: 'FROM scratch\n' })
  expect([exit, stderr.endsWith(`\nError response from daemon: ${said}\n`)]).toEqual([1, true])
})

// What templates of docker version, info and system df see: the structs of the real client.
import { beforeAll, expect, it } from 'vitest'
import { type DockerWorld, dockerWorld } from '../../testing/docker-world.ts'

let docker: DockerWorld
const words = (line: string) => line.match(/'[^']*'|\S+/g)!.map((word) => word.replaceAll("'", ''))
const run = (line: string) => docker.run(words(line))

beforeAll(async () => {
  docker = await dockerWorld()
  await run('docker create --name idle busybox')
}, 30_000)

it.each([
  ['version', '.Client.Nope', 'in type system.clientVersion'],
  ['version', '.Client.ApiVersion', 'in type system.clientVersion'],
  ['version', '.Server.Nope', 'in type *types.Version'],
  ['version', '(index .Server.Components 0).Nope', 'in type types.ComponentVersion'],
  ['version', '.Client.Platform.Name', 'nil pointer evaluating *system.platformInfo.Name'],
  ['info', '.ClientInfo.Nope', 'in type *system.clientInfo'],
  ['info', '.Swarm.Nope', 'in type swarm.Info'],
  ['info', '.Swarm.Cluster.ID', 'nil pointer evaluating *swarm.ClusterInfo.ID'],
  ['info', '(index .Runtimes "runc").path', 'in type system.RuntimeWithStatus'],
])('docker %s knows of what type %s would be a field', async (name, path, said) => {
  const { exit, stdout, stderr } = await run(`docker ${name} -f '{{${path}}}'`)
  expect([exit, stdout]).toEqual([1, '\n'])
  expect(stderr.trimEnd().endsWith(said)).toBe(true)
})

it('Go and JSON call the fields of a version by names of their own', async () => {
  const { stdout } = await run("docker version -f '{{.Client.APIVersion}} {{.Server.Experimental}} {{json .Client}}'")
  expect(stdout).toMatch(/^1\.\d+ false \{"Version":"[^"]*","ApiVersion":/)
  const { stdout: info } = await run("docker info -f '{{(index .Runtimes `runc`).Path}} {{json .Runtimes.runc}}'")
  expect(info).toMatch(/^runc \{"path":"runc"/)
  expect((await run("docker info -f '{{json .ClientInfo}}'")).stdout).toMatch(/^\{"Debug":false,"Version":"[^"]*","Def/)
})

it('all that takes room as one object, in the order of its lists', async () => {
  const { stdout } = await run("docker system df -v --format '{{json .}}'")
  expect(Object.keys(JSON.parse(stdout) as object)).toEqual(['Images', 'Containers', 'Volumes', 'BuildCache'])
  expect(stdout.endsWith('}')).toBe(true)
})

it('all that takes room, in the raw form', async () => {
  const { stdout } = await run('docker system df -v --format raw')
  expect(stdout).toMatch(/^type: Image\nrepository: \S+\ntag: \S+\ndigest: \nimage_id: sha256:\w{64}\ncreated_at: /)
  expect(stdout).toMatch(/\n\ntype: Container\ncontainer_id: \w{64}\n[^]*\nlabels:.*\nports:.*\nsize: \d+B\n\n/)
  expect((await run('docker system df --format raw')).stdout).toMatch(
    /\n\ntype: Build Cache\ntotal: 0\nactive: 0\nsize: 0B\nreclaimable: 0B\n\n$/,
  )
})

it('what a template of all that takes room is shown: pointers, and the types of their fields', async () => {
  const of = async (format: string) => run(`docker system df -v --format '${format}'`)
  expect((await of('table {{.Containers}}')).stdout).toMatch(/^\[0xc000\w{6}( 0xc000\w{6})*\]$/)
  expect((await of('table')).stdout).toBe((await run('docker system df -v')).stdout)
  const { exit, stderr } = await of('{{range .Images}}{{.Nope}}{{end}}')
  const where = 'template: :1:19: executing "" at <.Nope>: '
  expect([exit, stderr]).toEqual([1, `${where}can't evaluate field Nope in type *formatter.imageContext\n`])
})

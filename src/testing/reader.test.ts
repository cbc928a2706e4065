// A reader makes what a page presumes, and only that: what the page itself did, and what an engine refuses, stays as it is.
import { beforeEach, expect, test } from 'vitest'
import { Headless } from './headless.ts'
import { Person } from './person.ts'
import { Reader } from './reader.ts'

let person: Person
let reader: Reader

beforeEach(async () => {
  const { world } = await Headless.open()
  person = new Person(world, 'laptop')
  reader = new Reader(person)
})

test('a container, a network, a volume, an image, a context of another person', async () => {
  expect((await person.type('docker stop harbour')).stderr).toContain('No such container: harbour')
  for (const [line, printed] of [
    ['docker stop harbour', 'harbour\n'],
    ['docker unpause pier', 'pier\n'],
    ['docker network connect river harbour', ''],
    ['docker network rm canal', 'canal\n'],
    ['docker volume rm cargo', 'cargo\n'],
    ['docker tag someones/ferry:2 ferry', ''],
    ['docker save -o boats.tar boat:old boat:new', ''],
    ['docker --context elsewhere volume ls -q', ''],
    ['docker rm -f --link /harbour/quay', '/harbour/quay\n'],
  ] as const) {
    expect(await reader.type(line), line).toEqual({ exit: 0, stdout: printed, stderr: '' })
  }
})

test('an id of another run is read for one of the own', async () => {
  expect((await reader.type("docker inspect -f '{{.Id}}' 1a2b3c4d5e6f")).stdout).toMatch(/^1a2b3c4d5e6f[0-9a-f]{52}\n$/)
  expect((await reader.type('docker stop 1a2b3c4d5e6f')).stdout).toBe('1a2b3c4d5e6f\n')
  expect((await reader.type('docker network rm 9f8e7d6c5b4a canal')).stdout).toBe('9f8e7d6c5b4a\ncanal\n')
})

test('files by their kind', async () => {
  const { stdout } = await reader.type('docker run --rm --env-file notes/ferry.env busybox env')
  expect(stdout).toContain('name=value\n')
  expect((await reader.type('docker load < busybox.tar.gz')).stdout).toContain('Loaded image: busybox:latest\n')
  expect((await reader.type('docker import ./disk.tgz disk:new')).stdout).toMatch(/^sha256:[0-9a-f]{64}\n$/)
  expect((await reader.type('docker run --rm disk:new true')).exit).toBe(0)
  expect((await reader.type('cat ferry.yaml')).exit).toBe(1)
  expect((await reader.type('docker build -q ./boats')).exit).toBe(0)
  expect((await reader.type('docker run --rm --mount type=bind,src=/srv/boats,dst=/x busybox ls /x')).exit).toBe(0)
  expect((await reader.type('cd harbours/old && pwd')).stdout).toBe('/home/student/harbours/old\n')
})

test('a list that is about something', async () => {
  expect((await reader.type("docker ps --filter label=sails --format '{{.Image}}'")).stdout).toBe('busybox\n')
  expect((await reader.type('docker rmi $(docker images -q -f dangling=true)')).stdout).toMatch(/^Deleted: sha256:/m)
  expect((await reader.type('docker container prune --filter until=5m')).stdout).toContain('Deleted Containers:\n')
})

test('what only happens in another terminal', async () => {
  const { stdout } = await reader.type('docker events --filter type=volume', 3000)
  expect(stdout).toMatch(/volume create \S+ \(driver=local\)\n.*volume mount/)
  expect((await reader.type('docker wait harbour')).stdout).toBe('0\n')
})

test('what the page did itself is not undone', async () => {
  await reader.type('docker run --name quay busybox true')
  expect((await reader.type('docker kill quay')).stderr).toContain('is not running')
  expect((await reader.type('docker run --rm busybox nosuch')).exit).toBe(127)
  expect((await reader.type('docker ps --nosuch')).exit).toBe(125)
})

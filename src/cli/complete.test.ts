// Tab after docker: commands, flags and what the daemon has.
import { beforeAll, expect, it } from 'vitest'
import { type DockerWorld, dockerWorld } from '../testing/docker-world.ts'
import { completions } from './completions.ts'
import { settled } from '../testing/drive.ts'

let world: DockerWorld

beforeAll(async () => {
  world = await dockerWorld()
  await world.run('docker run -d --name web debian:12 sleep 1000')
})

/** The last word is being typed. */
async function tab(line: string): Promise<string[]> {
  const words = line.split(' ')
  let found: string[] = []
  const process = world.machine.start({
    argv: ['tab'],
    program: async (self) => {
      found = await completions.get(words[0]!)!(words, words.length - 1, self)
      return 0
    },
  })
  await settled(world.kernel, process.exited)
  return found
}

it('offers commands and flags of the literals', async () => {
  expect(await tab('docker pu')).toEqual(['pull', 'push'])
  expect(await tab('docker network c')).toEqual(['connect', 'create'])
  expect(await tab('docker ps --no')).toEqual(['--no-trunc'])
  expect(await tab('docker-compose u')).toEqual(['unpause', 'up'])
})

it('offers what the daemon has', async () => {
  expect(await tab('docker stop w')).toEqual(['web'])
  expect(await tab('docker run --rm deb')).toEqual(['debian:12'])
  expect(await tab('docker run --network h')).toEqual(['host'])
  expect(await tab('docker exec web ')).toEqual([])
  expect(await tab('docker run --volumes-from ')).toEqual(['web'])
  expect(await tab('docker run --pid container:')).toEqual(['container:web'])
  expect(await tab('docker run --restart=un')).toEqual(['--restart=unless-stopped'])
  expect(await tab('docker kill -s SIGT')).toEqual(['SIGTERM', 'SIGTSTP'])
})

it('leaves out what the daemon cannot do', async () => {
  expect(await tab('docker se')).toEqual(['search'])
  expect(await tab('docker swarm ')).toEqual(['init', 'join'])
  expect(await tab('docker start --check')).toEqual([])
})

// The stage follows docker: after any commands the scene says the same as the engine's and the registries' own APIs.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Headless } from '../../testing/headless.ts'
import type { Box, Content } from './box.ts'
import { Film } from './film.ts'
import { Director } from './scene.ts'

/** So much room that nothing is folded away. */
const ROOM = { width: 1600, height: 60_000, whole: false }
/** Health checks, restarts and exits come to rest meanwhile, virtual ms. */
const REST = 4000

const one = (...values: string[]) => fc.constantFrom(...values)
const name = one('ann', 'bob', 'cat')
const network = one('n1', 'n2', 'bridge')
const volume = one('v1', 'v2')
const picture = one('busybox', 'alpine', 'mine', 'mine:2', 'localhost:5000/mine')

const flags = fc
  .subarray([
    '-v v1:/data',
    '-v /anonymous',
    '--network n1',
    '-p 8080:80',
    '-p 9000-9001:80-81',
    '--restart on-failure:1',
  ])
  .map((chosen) => chosen.join(' '))
const job = one('sleep 1000', "sh -c 'echo hi > /f; sleep 1000'", "sh -c 'exit 3'", 'true', 'nope')

const lines: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(one('run -d', 'run -d --rm', 'create'), name, flags, picture, job)
      .map(([verb, who, with_, from, what]) => `docker ${verb} --name ${who} ${with_} ${from} ${what}`),
  },
  {
    weight: 6,
    arbitrary: fc
      .tuple(one('start', 'stop -t 0', 'kill', 'restart -t 0', 'pause', 'unpause', 'rm', 'rm -f', 'rm -fv'), name)
      .map((words) => `docker ${words.join(' ')}`),
  },
  { weight: 1, arbitrary: fc.tuple(name, name).map(([from, to]) => `docker rename ${from} ${to}`) },
  { weight: 2, arbitrary: name.map((who) => `docker exec ${who} sh -c 'echo more >> /g'`) },
  { weight: 1, arbitrary: name.map((who) => `echo text > f; docker cp f ${who}:/h`) },
  { weight: 2, arbitrary: fc.tuple(name, picture).map(([from, to]) => `docker commit ${from} ${to}`) },
  { weight: 2, arbitrary: fc.tuple(one('create', 'rm'), network).map((words) => `docker network ${words.join(' ')}`) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(one('connect', 'disconnect', 'disconnect -f'), network, name)
      .map((words) => `docker network ${words.join(' ')}`),
  },
  { weight: 2, arbitrary: fc.tuple(one('create', 'rm'), volume).map((words) => `docker volume ${words.join(' ')}`) },
  { weight: 2, arbitrary: fc.tuple(picture, picture).map(([from, to]) => `docker tag ${from} ${to}`) },
  { weight: 2, arbitrary: fc.tuple(one('rmi', 'rmi -f'), picture).map((words) => `docker ${words.join(' ')}`) },
  {
    weight: 1,
    arbitrary: one('container', 'image', 'network', 'volume', 'system').map((what) => `docker ${what} prune -f`),
  },
  {
    weight: 1,
    arbitrary: one('docker image prune -af', 'docker system prune -af --volumes', 'docker volume prune -af'),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(picture, one('RUN echo 1 > /1', 'COPY f /', 'CMD true', 'RUN false'))
      .map(([tag, step]) => `echo ctx > f; printf 'FROM busybox\\n${step}\\n' | docker build -q -t ${tag} -f - .`),
  },
  { weight: 1, arbitrary: one('docker login -u heejeong -p naru', 'docker logout') },
  {
    weight: 1,
    arbitrary: picture.map((what) => `docker save ${what} -o s.tar; docker rmi -f ${what}; docker load -i s.tar`),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(name, picture).map(([from, to]) => `docker export ${from} | docker import - ${to}`),
  },
  {
    weight: 4,
    arbitrary: one(
      'docker run -d --name hub -p 5000:5000 -v v1:/var/lib/registry registry:2',
      'docker push localhost:5000/mine',
      'docker pull localhost:5000/mine',
      'docker rm -f hub',
      'docker restart -t 0 hub',
      'docker rename hub center',
    ),
  },
)

/** Something to work on. */
const BEFORE = [
  'docker network create n1; docker pull -q alpine; docker run -d --name ann busybox sleep 1000; docker tag busybox mine',
]

/** What chance would rarely put together. */
const HUB = 'docker run -d --name hub -p 5000:5000 -v v1:/var/lib/registry registry:2'
const REGISTRY = [
  HUB,
  'docker tag busybox localhost:5000/mine',
  'docker login -u heejeong -p naru',
  'docker push localhost:5000/mine',
  'docker rm -f hub',
  HUB.replace('--name hub', '--name center'),
]
const WIRED = [
  'docker run -d --name bob --network n1 -v v1:/data -p 8080:80 busybox sleep 1000',
  "docker exec bob sh -c 'echo more >> /g; echo more >> /data/g'",
  'docker network connect n1 ann',
  'docker network disconnect n1 bob',
  'docker stop -t 0 ann',
  'docker rename bob cat',
  'docker commit cat mine',
  'docker create --name bob -v v1:/data:ro -v /anonymous mine',
]

interface Mount {
  Type: string
  Name?: string
  Source: string
  Destination: string
}

interface Inspected {
  Id: string
  Name: string
  Image: string
  SizeRw?: number
  State: { Status: string; ExitCode: number; Pid: number }
  Mounts: Mount[]
  NetworkSettings: {
    Ports: Record<string, { HostIp: string; HostPort: string }[] | null>
    Networks: Record<string, unknown>
  }
}

const sorted = (values: string[]) => values.toSorted()
const of = <K extends Content['kind']>(boxes: Box[], kind: K) =>
  boxes.flatMap(({ id, subject, content }) =>
    content.kind === kind && subject?.place === 'laptop'
      ? [{ id: subject.id, box: id, content: content as Extract<Content, { kind: K }> }]
      : [],
  )

/** What the stage shows. */
function shown(boxes: Box[]) {
  const chips = of(boxes, 'chip')
  return {
    containers: of(boxes, 'container').map(({ id, content }) => ({
      id,
      name: content.name,
      state: content.state,
      exit: content.state === 'exited' ? content.exitCode : undefined,
      ports: sorted(content.ports),
      networks: sorted(content.networks),
      mounts: sorted(content.mounts),
      pid: /host (\d+)/.exec(content.pids)?.[1] ?? '0',
      writable: content.writable,
    })),
    images: of(boxes, 'image')
      .filter(({ box }) => box.startsWith('image/'))
      .map(({ id, content }) => ({
        id,
        names: sorted([`${content.name}:${content.tag}`, ...content.also].filter((tag) => !tag.startsWith('<none>'))),
        layers: content.layers.map(({ diffId }) => diffId),
      })),
    networks: chips
      .filter(({ content }) => content.of === 'network' && !['bridge', 'host', 'none'].includes(content.name))
      .map(({ content }) => ({ name: content.name, on: sorted(content.detail.split(', ').filter(Boolean)) })),
    volumes: chips
      .filter(({ content }) => content.of === 'volume')
      .map(({ id, content }) => ({ name: id, by: sorted(content.detail.split(', ').filter(Boolean)) })),
    registry: sorted(
      boxes.flatMap(({ subject, content }) =>
        content.kind === 'image' && subject?.type === 'repository' && subject.place.includes('/container/')
          ? [`${content.name}:${content.tag}`]
          : [],
      ),
    ),
    accounts: sorted(
      chips.filter(({ content }) => content.of === 'account').map(({ id, content }) => `${content.name} ${id}`),
    ),
    pulling: of(boxes, 'image').filter(({ box }) => box.startsWith('pulling/')).length,
    builds: of(boxes, 'build').length,
  }
}

/** What the engine says. */
async function told(world: Headless) {
  const json = async <T>(line: string): Promise<T[]> => {
    const { stdout } = await world.type(line)
    return stdout.trim() ? (JSON.parse(stdout) as T[]) : []
  }
  const containers = await json<Inspected>('docker ps -aq --no-trunc | xargs -r docker inspect -s')
  const images = await json<{ Id: string; RepoTags: string[]; RootFS: { Layers: string[] } }>(
    'docker images -q --no-trunc | sort -u | xargs -r docker image inspect',
  )
  const networks = await json<{ Name: string; Containers: Record<string, { Name: string }> }>(
    'docker network ls -q --filter type=custom | xargs -r docker network inspect',
  )
  const volumes = await json<{ Name: string }>('docker volume ls -q | xargs -r docker volume inspect')
  const { stdout: catalog } = await world.type('curl -s localhost:5000/v2/_catalog')
  const repositories = catalog ? (JSON.parse(catalog) as { repositories: string[] }).repositories : []
  const registry: string[] = []
  for (const repository of repositories) {
    const { stdout } = await world.type(`curl -s localhost:5000/v2/${repository}/tags/list`)
    registry.push(
      ...((JSON.parse(stdout) as { tags: string[] | null }).tags ?? []).map((tag) => `${repository}:${tag}`),
    )
  }
  const { stdout: config } = await world.type('cat ~/.docker/config.json 2>/dev/null')
  const { auths = {} } = (config ? JSON.parse(config) : {}) as { auths?: Record<string, { auth: string }> }
  const source = ({ Type, Name = '', Source }: Mount) =>
    Type === 'volume' ? (/^[0-9a-f]{64}$/.test(Name) ? Name.slice(0, 8) : Name) : Source
  return {
    containers: containers.map(({ Id, Name, State, NetworkSettings, Mounts, SizeRw }) => ({
      id: Id,
      name: Name.slice(1),
      state: State.Status,
      exit: State.Status === 'exited' ? State.ExitCode : undefined,
      ports: sorted(
        Object.entries(NetworkSettings.Ports).flatMap(([port, hosts]) =>
          (hosts ?? [])
            .filter(({ HostIp }) => !HostIp.includes(':'))
            .map(({ HostPort }) => `${HostPort} → ${port.split('/')[0]}`),
        ),
      ),
      networks: sorted(Object.keys(NetworkSettings.Networks).filter((net) => net !== 'bridge')),
      mounts: sorted(Mounts.map((mount) => `${source(mount)} → ${mount.Destination}`)),
      pid: String(State.Pid),
      writable: SizeRw ?? 0,
    })),
    images: images.map(({ Id, RepoTags, RootFS }) => ({ id: Id, names: sorted(RepoTags), layers: RootFS.Layers })),
    networks: networks.map(({ Name, Containers }) => ({
      name: Name,
      on: sorted(Object.values(Containers).map((member) => member.Name)),
    })),
    volumes: volumes.map(({ Name }) => ({
      name: Name,
      by: sorted(
        containers
          .filter(({ Mounts }) => Mounts.some((mount) => mount.Name === Name))
          .map((user) => user.Name.slice(1)),
      ),
    })),
    registry: sorted(registry),
    accounts: Object.entries(auths).map(
      ([host, { auth }]) => `${atob(auth).split(':')[0]} ${host.includes('index.docker.io') ? 'docker.io' : host}`,
    ),
    pulling: 0,
    builds: 0,
  }
}

const order = <T extends { id?: string; name?: string }>(list: T[]) =>
  list.toSorted((a, b) => ((a.id ?? a.name ?? '') < (b.id ?? b.name ?? '') ? -1 : 1))

describe('the stage', () => {
  it('shows what docker inspect says, whatever was typed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(lines, { minLength: 4, maxLength: 14 }), async (typed) => {
        const film = new Film()
        const world = await Headless.open({ tempo: 'real', sink: { event: (event) => film.append([event]) } })
        for (const line of [...BEFORE, ...typed]) await world.type(line, 'laptop', 60_000)
        await world.pass(REST)
        const { boxes } = new Director(film).scene(world.world.kernel.clock.now, ROOM)
        const [seen, real] = [shown(boxes), await told(world)]
        for (const key of ['containers', 'images', 'networks', 'volumes'] as const)
          expect(order(seen[key] as { name: string }[]), key).toEqual(order(real[key] as { name: string }[]))
        expect(seen.registry, 'registry').toEqual(real.registry)
        expect(seen.accounts, 'accounts').toEqual(real.accounts)
        expect([seen.pulling, seen.builds]).toEqual([0, 0])
      }),
      { numRuns: 5, seed: 5, endOnFailure: true, examples: [[REGISTRY], [WIRED]] },
    )
  }, 120_000)
})

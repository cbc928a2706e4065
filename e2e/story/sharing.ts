// The story, second part: the registry, a friend's computer, compose.
import { expect } from '@playwright/test'
import type { Person } from '../page.ts'
import { boxes, diffIds, image, isInside, messages, pulled, pushed, seenInFlight } from '../scene.ts'

export async function push(me: Person): Promise<void> {
  await me.says('docker tag crane heejeong/crane')
  const { text } = await me.says('docker images | head', /^heejeong\/crane\s+latest/m)
  const ids = [...text.matchAll(/^(?:heejeong\/)?crane\s+latest\s+([0-9a-f]{12})/gm)].map(([, id]) => id)
  expect(ids).toHaveLength(2)
  expect(ids[0]).toBe(ids[1])
  const tagged = boxes(await me.state(), 'image').find(({ content }) => content.short === ids[0]!.slice(0, 8))!
  expect([tagged.content.name, ...tagged.content.also].join(' ')).toMatch(/heejeong\/crane/)
  const denied = await me.says('docker push heejeong/crane', /requested access to the resource is denied/)
  expect(pushed(denied.trace, 'laptop/dockerd', 'docker.io')).toEqual([])
  const at = await me.begin('docker login -u heejeong')
  await me.until(at, /Password: $/)
  await me.keys('naru')
  await me.press('Enter')
  const login = await me.prompt(at)
  expect(login).toMatch(/^Login Succeeded$/m)
  expect(login).not.toContain('naru')
  const first = await me.says('docker push heejeong/crane', /^[0-9a-f]{12}: Pushed ?$/m, /^latest: digest: sha256:/m)
  const layers = pushed(first.trace, 'laptop/dockerd', 'docker.io')
  expect(layers.length).toBeGreaterThan(0)
  const heavy = layers.toSorted((a, b) => b.bytes - a.bytes)[0]!
  await seenInFlight(me, heavy, 'dockerd/laptop', 'place/registries')
  const again = await me.says('docker push heejeong/crane', /^[0-9a-f]{12}: Layer already exists ?$/m)
  expect(again.text).not.toMatch(/: Pushed/)
  expect(pushed(again.trace, 'laptop/dockerd', 'docker.io')).toEqual([])
  const scene = await me.state()
  const there = boxes(scene, 'image').find(({ id }) => id.startsWith('repository/docker.io/heejeong/crane'))
  expect(there && isInside(scene, there, 'place/registries'), 'the repository is in the registry').toBe(true)
}

export async function friend(me: Person): Promise<void> {
  expect(boxes(await me.state(), 'place').map(({ content }) => content.name)).not.toContain('friend')
  await me.enterUntil('ssh friend', /friend@friend:~\$ +$/)
  await me.says('docker run -d -p 6060:8080 heejeong/crane', /Unable to find image/, /^[0-9a-f]{64}$/m)
  await me.says('sleep 5')
  await me.says('curl localhost:6060', /^Hello from [0-9a-f]{12}/)
  await me.enterUntil('exit', /student@laptop:.*\$ +$/)
  const layers = pulled(await me.trace(), 'docker.io', 'friend/dockerd')
  expect(layers.length).toBeGreaterThan(1)
  await seenInFlight(me, layers[0]!, 'place/registries', 'place/friend')
  const scene = await me.state()
  const [container] = boxes(scene, 'container').filter((box) => isInside(scene, box, 'place/friend'))
  expect(container?.content).toMatchObject({ state: 'running', ports: ['6060 → 8080'] })
  expect(diffIds(container!.content)).toEqual(diffIds(image(scene, 'crane:latest', 'place/laptop').content))
}

export async function compose(me: Person): Promise<void> {
  await me.says('docker rm -f crane-server', /^crane-server$/)
  const up = await me.says('docker compose up -d', /crane-mysql.*Healthy/, /crane-server.*Started/)
  const states = up.trace.flatMap((event) =>
    event.kind === 'object' && event.type === 'container' && event.data ? [event.data as Record<string, unknown>] : [],
  )
  const healthy = states.findIndex(({ name, health }) => /crane-mysql/.test(String(name)) && health === 'healthy')
  const started = states.findIndex(({ name, state }) => /crane-server/.test(String(name)) && state === 'running')
  expect(healthy).toBeGreaterThan(-1)
  expect(started).toBeGreaterThan(healthy)
  expect(states.slice(0, healthy).some(({ health }) => health === 'starting')).toBe(true)
  await me.says('docker compose ps', /crane-mysql.*\(healthy\)/, /0\.0\.0\.0:7070->8080\/tcp/)
  await me.says('sleep 5')
  const curl = await me.says('curl localhost:7070', /^Hello from /)
  expect(messages(curl.trace).some(({ to }) => to.startsWith('laptop/container/'))).toBe(true)
  await me.says('docker compose down', /crane-server.*Removed/)
  expect(boxes(await me.state(), 'container').filter(({ content }) => /crane-/.test(content.name))).toEqual([])
}

// The story, first part: images and containers on the laptop.
import { expect } from '@playwright/test'
import type { Person } from '../page.ts'
import { diffIds, image, isInside, messages, named, pulled, seenInFlight } from '../scene.ts'

export async function firstContainer(me: Person): Promise<void> {
  const line = 'docker run busybox echo "Hello world"'
  const first = await me.says(
    line,
    /^Unable to find image 'busybox:latest' locally$/m,
    /^latest: Pulling from library\/busybox$/m,
    /^Status: Downloaded newer image for busybox:latest$/m,
    /^Hello world$/m,
  )
  const layers = pulled(first.trace, 'docker.io', 'laptop/dockerd')
  expect(layers).toHaveLength(1)
  await seenInFlight(me, layers[0]!, 'place/registries', 'dockerd/laptop')
  const scene = await me.state()
  const busybox = image(scene, 'busybox:latest', 'dockerd/laptop')
  const container = scene.boxes.find(({ content }) => content.kind === 'container' && content.image === 'busybox')!
  expect(container.content).toMatchObject({ state: 'exited', exitCode: 0 })
  expect(isInside(scene, container, 'dockerd/laptop')).toBe(true)
  expect(diffIds(busybox.content)).toEqual([layers[0]!.about!.diffId])
  if (container.content.kind === 'container') expect(diffIds(container.content)).toEqual(diffIds(busybox.content))
  await expect(me.page.locator('[data-kind=container]')).toHaveCount(1)

  const again = await me.says(line, /^Hello world$/)
  expect(again.trace.filter(({ topic }) => topic.startsWith('registry.'))).toEqual([])
  const refused = await me.says('docker run busybox:nope', /manifest/, /busybox:nope/)
  expect(
    messages(refused.trace).some(({ topic, status }) => topic === 'registry.manifest.head' && status === 404),
  ).toBe(true)
  await me.press('Control+r')
  await me.keys('Hello')
  await me.until((await me.line()) - 1, /reverse-i-search.*docker run busybox echo "Hello world"/)
  const at = await me.line()
  await me.press('Enter')
  expect(await me.prompt(at)).toBe('Hello world')
}

export async function build(me: Person): Promise<void> {
  await me.says('cd ~/crane')
  await me.says('ls -R', /\bDockerfile\b/, /com-workbook-crane-0\.0\.1-SNAPSHOT\.jar/)
  await me.says('cat Dockerfile', /^FROM adoptopenjdk\/openjdk11:ubi/m)
  const wrong = await me.says('docker build -t Crane .', /repository name must be lowercase/)
  expect(messages(wrong.trace).filter(({ bytes }) => bytes > 1_000_000)).toEqual([])
  const built = await me.says('docker build -t crane .', /FROM .*adoptopenjdk\/openjdk11:ubi/, /RUN mkdir \/opt\/app/)
  expect(pulled(built.trace, 'docker.io', 'laptop/dockerd').length).toBeGreaterThan(1)
  const context = messages(built.trace).find(({ from, bytes }) => from === 'laptop/docker' && bytes > 30_000_000)
  expect(context, 'the build context travels').toBeDefined()
  await seenInFlight(me, context!, 'place/laptop', 'dockerd/laptop')
  const base = image(await me.state(), 'crane:latest', 'dockerd/laptop')
  await me.says('docker build -t crane .', /CACHED \[2\/3\]/, /CACHED \[3\/3\]/)
  const jar = 'build/libs/com-workbook-crane-0.0.1-SNAPSHOT.jar'
  await me.says(`echo change >> ${jar}`)
  const { text } = await me.says('docker build -t crane .', /CACHED \[2\/3\] RUN mkdir \/opt\/app/)
  expect(text).not.toMatch(/CACHED \[3\/3\]/)
  const changed = image(await me.state(), 'crane:latest', 'dockerd/laptop')
  expect(changed.content.layers.slice(0, -1)).toEqual(base.content.layers.slice(0, -1))
  expect(changed.content.layers.at(-1)!.diffId).not.toBe(base.content.layers.at(-1)!.diffId)
  await me.says('docker images', /^REPOSITORY\s+TAG\s+IMAGE ID\s+CREATED\s+SIZE$/m, /^crane\s+latest\s+[0-9a-f]{12}\s/m)
  await me.says('docker history crane', /CMD \["java".*0B/, /<missing>/)
}

export async function byHand(me: Person): Promise<void> {
  await me.enter('docker run -it --name manual busybox sh')
  await me.enter('mkdir /opt')
  await me.enter('mkdir /opt/app; echo hi > /opt/app/f')
  await me.enter('exit')
  await me.says('docker diff manual', /^A \/opt\/app$/m, /^A \/opt\/app\/f$/m)
  await me.says('docker commit manual crane:manual', /^sha256:[0-9a-f]{64}$/)
  const scene = await me.state()
  const busybox = image(scene, 'busybox:latest', 'dockerd/laptop')
  const mine = scene.boxes.find(({ content }) => content.kind === 'image' && content.tag === 'manual')
  expect(mine?.content.kind === 'image' && mine.content.layers.map(({ diffId }) => diffId)).toEqual([
    busybox.content.layers[0]!.diffId,
    expect.stringMatching(/^sha256:/),
  ])
  await me.says('docker run --rm crane:manual cat /opt/app/f', /^hi$/)
}

export async function published(me: Person): Promise<void> {
  await me.says('docker run --name crane_server -p 8080:8080 -d -t crane', /^[0-9a-f]{64}$/)
  const scene = await me.state()
  const container = named(scene, 'container', 'crane_server')
  expect(container.content.ports).toEqual(['8080 → 8080'])
  expect(diffIds(container.content)).toEqual(diffIds(image(scene, 'crane:latest', 'dockerd/laptop').content))
  await expect(me.page.locator(`[data-box="${container.id}"]`)).toContainText('8080 → 8080')
  await me.says(
    'docker run --name crane_server -p 8081:8080 -d crane',
    /Conflict\. The container name "\/crane_server"/,
  )
  await me.says('docker run --name other -p 8080:8080 -d crane', /port is already allocated/)
  expect(named(await me.state(), 'container', 'other').content.state).toBe('created')
  await me.says('sleep 5')
  const curl = await me.says('curl localhost:8080', /^Hello from [0-9a-f]{12}/)
  const id = container.id.split('/').at(-1)!.slice(0, 12)
  expect(curl.text).toContain(id)
  expect(messages(curl.trace).map(({ to }) => to)).toContain(`laptop/container/${id}`)
  await me.says('docker ps', /0\.0\.0\.0:8080->8080\/tcp.*crane_server$/m)
  await me.says('docker ps -a', /Created.*other$/m)
  await me.says('docker inspect crane_server', /"Name": "\/crane_server"/, /"HostPort": "8080"/)
  await me.says('docker logs crane_server')
  await me.enter('docker exec -it crane_server bash')
  await me.says('ps aux', /ps: command not found/)
  await me.says('hostname', new RegExp(`^${id}$`))
  await me.says('exit')
}

export async function secondVersion(me: Person): Promise<void> {
  const jar = 'com-workbook-crane-0.0.1-SNAPSHOT.jar'
  await me.says(
    `printf 'FROM openjdk:11\\nRUN mkdir /opt/app && apt-get update && apt-get -y install netcat && apt-get clean\\nCOPY build/libs/${jar} /opt/app\\nCMD ["java", "-jar", "/opt/app/${jar}"]\\n' > Dockerfile`,
  )
  await me.says('docker build -t crane .', /FROM .*openjdk:11/, /apt-get/)
  await me.says('docker run --name crane-server -p 7070:8080 -d crane', /^[0-9a-f]{64}$/)
  await me.enter('docker exec -it crane-server bash')
  const inside = await me.says('ps aux', /^root\s+1\s.*java -jar/m, /bash$/m, /ps aux$/m)
  expect(inside.text.split('\n')).toHaveLength(4)
  await me.says('exit')
  const host = await me.says('ps aux | grep "java -jar" | grep -v grep', /java -jar/)
  const { content } = named(await me.state(), 'container', 'crane-server')
  expect(content.pids).toMatch(/^PID 1 · host \d+$/)
  const pid = content.pids.split(' ').at(-1)!
  expect(host.text).toMatch(new RegExp(`^root\\s+${pid}\\s`, 'm'))
  await me.says('docker stop crane_server', /^crane_server$/)
  expect(named(await me.state(), 'container', 'crane_server').content).toMatchObject({ state: 'exited', exitCode: 143 })
  expect((await me.says('docker ps')).text).not.toContain('crane_server')
  await me.says('docker ps -a', /Exited \(143\).*crane_server/)
  await me.says('docker rm crane_server', /^crane_server$/)
  await me.says('docker rm crane-server', /container is running: stop the container before removing or force remove/)
  const scene = await me.state()
  expect(scene.boxes.filter(({ content: one }) => one.kind === 'container' && one.name === 'crane_server')).toEqual([])
  image(scene, 'crane:latest', 'dockerd/laptop')
}

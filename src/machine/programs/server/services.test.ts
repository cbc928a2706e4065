// Applications of the catalogue come up in their containers and answer.
import { beforeAll, expect, test } from 'vitest'
import { type DockerWorld, dockerWorld } from '../../../testing/docker-world.ts'

let world: DockerWorld
beforeAll(async () => {
  world = await dockerWorld()
})

test.each([
  ['grafana/grafana', 3000, '/api/health', /"version": "12\.\d+\.\d+"/, /HTTP Server Listen/],
  ['prom/prometheus', 9090, '/-/ready', /is Ready/, /ready to receive web requests/],
  ['traefik', 80, '/', /404 page not found/, /Traefik version 3\.\d+\.\d+/],
  ['wordpress', 80, '/wp-admin/install.php', /Welcome/, /resuming normal operations/],
  ['jenkins/jenkins:lts', 8080, '/login', /Unlock Jenkins/, /initialAdminPassword/],
  ['nginxdemos/hello:plain-text', 80, '/x', /URI: \/x/, /ready for start up/],
  ['docker/getting-started', 80, '/', /Getting Started/, /ready for start up/],
])('%s', async (image, port, path, page, log) => {
  const name = image.replace(/\W/g, '-')
  expect((await world.run(`docker run -d --name ${name} -p 8000:${port} ${image}`)).exit).toBe(0)
  await world.pass(12_000)
  expect(
    (await world.run(`docker run --rm --network container:${name} curlimages/curl -s localhost:${port}${path}`)).stdout,
  ).toMatch(page)
  const { stdout, stderr } = await world.run(`docker logs ${name}`)
  expect(stdout + stderr).toMatch(log)
  expect((await world.run(`docker rm -f ${name}`)).stdout).toBe(`${name}\n`)
})

test('Jenkins keeps the password that it prints', async () => {
  await world.run('docker run -d --name jenkins -v home:/var/jenkins_home jenkins/jenkins:lts')
  await world.pass(12_000)
  const kept = async (name: string) =>
    (await world.run(`docker exec ${name} cat /var/jenkins_home/secrets/initialAdminPassword`)).stdout
  const password = await kept('jenkins')
  expect((await world.run('docker logs jenkins')).stdout).toContain(`\n\n${password}\n`)
  await world.run('docker rm -f jenkins')
  await world.run('docker run -d --name again -v home:/var/jenkins_home jenkins/jenkins:lts')
  await world.pass(12_000)
  expect(await kept('again')).toBe(password)
})

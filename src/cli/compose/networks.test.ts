// Networks as a compose file asks for them.
import { expect, it } from 'vitest'
import { dockerWorld } from '../../testing/docker-world.ts'

const SIX = `services:
  web:
    image: nginx:alpine
    networks: {six: {ipv6_address: "2001:db8:7::42"}}
networks:
  six:
    enable_ipv6: true
    ipam: {config: [{subnet: "2001:db8:7::/64"}]}
`

it('asks for networks of both families', async () => {
  const world = await dockerWorld({ '/home/student/s/compose.yaml': SIX })
  const compose = (words: string) => world.run(`docker compose ${words}`, { cwd: '/home/student/s' })
  expect((await compose('up -d --quiet-pull')).exit).toBe(0)
  await world.run('sleep 3')
  const page = await world.run('curl -s http://[2001:db8:7::42]')
  expect(page.stdout).toContain('Welcome to nginx!')
  expect((await world.run('docker network inspect -f {{.EnableIPv6}} s_six')).stdout).toBe('true\n')
})

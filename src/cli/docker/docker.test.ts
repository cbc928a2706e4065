// docker against dockerd and a registry, over the wire.
import { beforeAll, expect, it } from 'vitest'
import { type DockerWorld, dockerWorld } from '../../testing/docker-world.ts'

let world: DockerWorld
const docker = (line: string, typed = {}) =>
  world.run(['docker', ...line.match(/'[^']*'|\S+/g)!.map((word) => word.replace(/^'|'$/g, ''))], typed)

beforeAll(async () => {
  world = await dockerWorld({ '/home/student/solo.txt': 'solo\n' })
  await docker('pull -q debian:12')
})

it('pulls what is missing, on stderr, and runs it', async () => {
  const ran = await docker('run --rm ubuntu:24.04 nosuchcmd')
  expect(ran.exit).toBe(127)
  const lines = ran.stderr.split('\n')
  expect(lines[0]).toBe("Unable to find image 'ubuntu:24.04' locally")
  expect(lines[1]).toBe('24.04: Pulling from library/ubuntu')
  expect(ran.stderr).toContain('exec: "nosuchcmd": executable file not found in $PATH')
  expect(lines.slice(-3)).toEqual(['', "Run 'docker run --help' for more information", ''])
})

it('gives the exit code and the streams of the container', async () => {
  expect(await docker('run --rm debian:12 ls /nosuch')).toMatchObject({
    exit: 2,
    stdout: '',
    stderr: "ls: cannot access '/nosuch': No such file or directory\n",
  })
  expect((await docker('run --rm -i debian:12 cat', { stdin: 'over the wire\n' })).stdout).toBe('over the wire\n')
})

it('lists, execs, copies, stops and removes', async () => {
  const { stdout: id } = await docker('run -d --name web -p 8080:80 --stop-timeout 1 debian:12 sleep 1000')
  expect(id).toMatch(/^[0-9a-f]{64}\n$/)
  const { stdout: list } = await docker("ps --format 'table {{.Names}}\t{{.Command}}\t{{.Ports}}'")
  expect(list).toBe(
    'NAMES     COMMAND        PORTS\nweb       "sleep 1000"   0.0.0.0:8080->80/tcp, [::]:8080->80/tcp\n',
  )
  expect((await docker('exec web cat /etc/hostname')).stdout).toBe(`${id.slice(0, 12)}\n`)
  expect(await docker('exec web nosuch')).toMatchObject({ exit: 127, stderr: '' })
  await docker('cp solo.txt web:/tmp/')
  expect((await docker('exec web cat /tmp/solo.txt')).stdout).toBe('solo\n')
  expect((await docker('diff web')).stdout).toBe('C /tmp\nA /tmp/solo.txt\n')
  expect((await docker("inspect -f '{{.Name}} {{.State.Status}} {{.HostConfig.Binds}}' web")).stdout).toBe(
    '/web running []\n',
  )
  expect((await docker('rm web')).stderr).toContain(
    'container is running: stop the container before removing or force remove',
  )
  expect(await docker('stop web nosuch')).toMatchObject({
    exit: 1,
    stdout: 'web\n',
    stderr: 'Error response from daemon: No such container: nosuch\n',
  })
  expect((await docker("ps -a --format '{{.Names}} {{.State}}' --filter name=web")).stdout).toBe('web exited\n')
  expect((await docker('rm web')).stdout).toBe('web\n')
})

it('types into a container, and leaves it with the detach keys', async () => {
  const typed = {
    tty: [80, 24],
    keys: [
      [300, 'hello\r'],
      [300, '\x10\x11'],
    ],
  }
  const ran = await docker('run -it --name cat debian:12 cat', typed)
  expect(ran.exit).toBe(0)
  expect(ran.stdout).toBe('hello\r\nhello\r\n')
  expect((await docker("ps --format '{{.Names}}'")).stdout).toBe('cat\n')
  expect((await docker('rm -f cat')).stdout).toBe('cat\n')
})

it('tells usage errors as docker does', async () => {
  expect(await docker('pull')).toMatchObject({
    exit: 1,
    stderr:
      "docker: 'docker pull' requires 1 argument\n\nUsage:  docker pull [OPTIONS] NAME[:TAG|@DIGEST]\n\nRun 'docker pull --help' for more information\n",
  })
  expect(await docker('volume create a b')).toMatchObject({
    stderr: expect.stringContaining("\nSRun 'docker volume create --help'") as string,
  })
  expect(await docker('ps --bogus')).toMatchObject({
    exit: 125,
    stderr: expect.stringMatching(/^unknown flag: --bogus\n\nUsage: {2}docker ps/) as string,
  })
  expect(await docker('bogus')).toMatchObject({
    exit: 1,
    stderr: "docker: unknown command: docker bogus\n\nRun 'docker --help' for more information\n",
  })
  expect(await docker('build -t Crane .')).toMatchObject({
    exit: 1,
    stderr: 'ERROR: failed to build: invalid tag "Crane": repository name must be lowercase\n',
  })
  expect(await docker('-H unix:///nosuch.sock ps')).toMatchObject({
    exit: 1,
    stderr: 'Cannot connect to the Docker daemon at unix:///nosuch.sock. Is the docker daemon running?\n',
  })
})

it('keeps what one logs in with, and pushes', async () => {
  await docker('tag debian:12 heejeong/deb')
  expect((await docker('push heejeong/deb')).stderr).toBe('denied: requested access to the resource is denied\n')
  expect((await docker('login -u heejeong --password-stdin', { stdin: 'naru\n' })).stdout).toBe('Login Succeeded\n')
  expect((await world.run('cat .docker/config.json')).stdout).toContain('"auth": "aGVlamVvbmc6bmFydQ=="')
  expect((await docker('push heejeong/deb')).stdout).toMatch(/latest: digest: sha256:[0-9a-f]{64} size: \d+\n$/)
  expect((await docker('logout')).stdout).toBe('Removing login credentials for https://index.docker.io/v1/\n')
})

it('leaves no program broken', () => {
  expect(world.kernel.bugs).toEqual([])
})

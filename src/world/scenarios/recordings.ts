// The world in which docker was recorded: a Debian machine without internet, a stand-in of Docker Hub, two registries of its own.
import { standIn } from '../../image/catalog/stand-in.ts'
import { Network, NetworkNamespace } from '../../net/namespace.ts'
import type { User } from '../../machine/process.ts'
import { hashPassword } from '../../registry/htpasswd.ts'
import { createRegistry } from '../../registry/server.ts'
import { person } from '../computer.ts'
import { addComputer, laptopDisk } from '../computers.ts'
import type { World } from '../world.ts'
import type { Scenario } from './scenario.ts'

const NET = '192.168.77.0/24'
const [MACHINE, HUB, AUTH] = ['192.168.77.10', '192.168.77.2', '192.168.77.3']
const STUDENT: User = person('student')
const HUB_NAMES = 'registry-1.docker.io index.docker.io docker.io hub.docker.com'
/** Every account of the stand-in and of the registry on port 5001 has this password. */
const PASSWORD = 's3cret'
const IMAGES_AGE_MS = 31 * 60_000
const BOOT_MS = 2000

/** What the stand-in's search says; the rest is not in its index. */
const INDEX: ReadonlyMap<string, { text: string; stars: number }> = new Map([
  ['library/nginx', { text: 'Official build of Nginx.', stars: 20000 }],
  ['library/debian', { text: 'Debian.', stars: 5000 }],
  ['library/busybox', { text: 'Busybox base image.', stars: 3000 }],
  ['alice/nginx-demo', { text: '', stars: 2 }],
])

const BASHRC = `export DOCKER_HOST=unix:///var/run/docker.sock DOCKER_CONFIG=$HOME/.docker
cd ~/work
`

const registry = (port: number, auth = '') => `version: 0.1
storage:
  filesystem:
    rootdirectory: /var/lib/registry${port}
http:
  addr: :${port}
${auth}`

const HTPASSWD = `auth:
  htpasswd:
    realm: oracle
    path: /etc/docker/registry/htpasswd
`

export const recordings: Scenario = {
  name: 'recordings',
  tempo: 'real',
  users: new Map([['laptop', STUDENT]]),
  build: async (world) => {
    openHub(world)
    const machine = addComputer(world, {
      name: 'laptop',
      hostname: 'vm',
      disk: await laptopDisk(world),
      hardware: { cpus: 2, memory: 25_276_502_016, disk: 256 * 1024 ** 3 },
      os: 'Debian GNU/Linux forky/sid',
      release: '6.18.44-fc-v669',
      user: STUDENT,
      home: new Map([['.bashrc', BASHRC]]),
      files: new Map([
        ['/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 vm\n${HUB} ${HUB_NAMES}\n${AUTH} auth.docker.io\n`],
        ['/etc/resolv.conf', 'nameserver 10.255.255.53\n'],
        ['/etc/docker/registry/open.yml', registry(5000)],
        ['/etc/docker/registry/closed.yml', registry(5001, HTPASSWD)],
        ['/etc/docker/registry/htpasswd', `alice:${hashPassword(PASSWORD, '0123456789abcdefghijk.')}\n`],
      ]),
      services: new Map([
        ['docker', '/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock'],
        ['registry-open', '/usr/bin/docker-registry serve /etc/docker/registry/open.yml'],
        ['registry-closed', '/usr/bin/docker-registry serve /etc/docker/registry/closed.yml'],
      ]),
    })
    machine.net.attach(networkOf(world), MACHINE, 'eth0')
    machine.fs.mkdir('/home/student/work', { uid: STUDENT.uid, gid: STUDENT.gid })
    machine.boot()
    await world.kernel.clock.sleep(BOOT_MS)
  },
}

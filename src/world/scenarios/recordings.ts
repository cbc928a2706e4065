// The world in which docker was recorded: a Debian machine without internet, a stand-in of Docker Hub, two registries of its own.
import type { Content } from '../../kernel/content.ts'
import { Network } from '../../net/namespace.ts'
import { createComputer, person } from '../computer.ts'
import { tellMachine } from '../guests.ts'
import type { Scenario } from './scenario.ts'

const STUDENT = person('student')
const ADDRESS = '192.168.77.10'
const NAME_SERVER = '10.255.255.53'
const BOOT_MS = 2000

/** The recorder typed in a folder of its own, with the daemon and the client's configuration named. */
const BASHRC = `export DOCKER_HOST=unix:///var/run/docker.sock DOCKER_CONFIG=$HOME/.docker
cd ~/work
`

export const recordings: Scenario = {
  name: 'recordings',
  tempo: 'real',
  users: new Map([['laptop', STUDENT]]),
  build: async (world) => {
    const { kernel, fabric, programs } = world
    const around = await kernel.load(() => import('../stand-in.ts'))
    const network = new Network('recorder', 'lan', '192.168.77.0/24')
    around.openStandIn(world, network)
    const machine = createComputer(
      {
        name: 'laptop',
        hostname: 'vm',
        disk: around.recorderDisk(),
        hardware: { cpus: 2, memory: 25_276_502_016, disk: 256 * 1024 ** 3 },
        os: 'Debian GNU/Linux forky/sid',
        release: '6.18.44-fc-v669',
        features: { cgroups: 1, appArmor: false },
        user: STUDENT,
        home: new Map<string, string | Content>([['.bashrc', BASHRC], ...around.plugins]),
        files: new Map([
          ['/etc/hosts', `127.0.0.1 localhost\n127.0.1.1 vm\n${around.HUB_HOSTS}`],
          ['/etc/resolv.conf', `nameserver ${NAME_SERVER}\n`],
        ]),
        services: new Map([
          ['docker', '/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock'],
          ...around.registryServices,
        ]),
      },
      { kernel, fabric, programs, resolve: () => ({ status: 'NXDOMAIN', records: [] }) },
    )
    around.installRegistries(machine)
    machine.net.attach(network, ADDRESS, 'eth0')
    machine.fs.mkdir('/home/student/work', { uid: STUDENT.uid, gid: STUDENT.gid })
    world.add(machine)
    tellMachine(machine, 'computer', true)
    machine.boot()
    await kernel.clock.sleep(BOOT_MS)
  },
}

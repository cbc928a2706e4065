// Where a docker that is imagined goes wrong: odd exit codes, wordings and orders of the real one.
import { beforeAll, describe, expect, it } from 'vitest'
import { type DockerWorld, type Typed, dockerWorld } from '../../testing/docker-world.ts'

let docker: DockerWorld
const words = (line: string) => line.match(/'[^']*'|\S+/g)!.map((word) => word.replaceAll("'", ''))
const run = (line: string, typed?: Typed) => docker.run(words(line), typed)

beforeAll(async () => {
  docker = await dockerWorld()
  await run('docker run -d --name web -p 8080:80 nginx:alpine')
  await run('docker create --name idle busybox')
}, 30_000)

describe('exit codes', () => {
  it.each([
    ['docker ps --bogus', 125],
    ['docker bogus', 1],
    ['docker bogus --help', 0],
    ['docker', 0],
    ['docker image', 0],
    ["docker inspect -f '{{if}}' web", 64],
    ["docker events --format '{{if'", 64],
    ["docker images --format '{{.ID'", 1],
    ['docker rm -f nosuch', 0],
    ['docker volume rm -f nosuch', 0],
    ['docker network rm nosuch', 1],
    ['docker logs --tail abc web', 0],
    ['docker exec web nosuch', 127],
    ['docker exec -d web nosuch', 1],
    ['docker run --rm busybox nosuch', 127],
    ['docker run --rm busybox /etc', 126],
    ['docker run --rm --bogus busybox', 125],
  ])('%s: %d', async (line, code) => expect((await run(line)).exit).toBe(code))
})

describe('words', () => {
  it.each([
    [
      'docker pull',
      "docker: 'docker pull' requires 1 argument\n\nUsage:  docker pull [OPTIONS] NAME[:TAG|@DIGEST]\n\nRun",
    ],
    [
      'docker rm',
      "requires at least 1 argument\n\nUsage:  docker rm [OPTIONS] CONTAINER [CONTAINER...]\n\nSee 'docker rm",
    ],
    ['docker volume create a b', "\nSRun 'docker volume create --help' for more information\n"],
    ['docker ps --bogus', 'unknown flag: --bogus\n\nUsage:  docker ps [OPTIONS]'],
    ['docker image', '\nUsage:  docker image COMMAND\n'],
    ['docker network rm nosuch', 'Error response from daemon: network nosuch not found\nexit status 1\n'],
    ['docker start nosuch', 'No such container: nosuch\nError: failed to start containers: nosuch\n'],
    [
      'docker rm web',
      'cannot remove container "web": container is running: stop the container before removing or force',
    ],
    ['docker kill idle', /cannot kill container: idle: container [0-9a-f]{64} is not running/],
    ['docker ps --filter bogus=1', "Error response from daemon: invalid filter 'bogus'\n"],
    ['docker create --name x busybox', 'Invalid container name (x), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed'],
    ['docker inspect nosuch', 'Error: No such object: nosuch\n'],
    ['docker image inspect x', 'Error response from daemon: No such image: x:latest\n'],
    ['docker volume inspect x', 'Error response from daemon: get x: no such volume\n'],
    ['docker network inspect x', 'Error response from daemon: network x not found\n'],
    ['docker network create -d bogus n1', 'Error response from daemon: plugin "bogus" not found\n'],
    [
      'docker ps --filter status=bogus',
      "invalid filter 'status=bogus': invalid value for state (bogus): must be one of created, running",
    ],
    ['docker network ls --filter type=bogus', "Error response from daemon: invalid filter: 'type'='bogus'\n"],
    ['docker images --filter reference=[', 'Error response from daemon: syntax error in pattern\n'],
    ['docker run --cpu-period 10 busybox', 'CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s'],
    ['docker run --ipc bogus busybox', 'Error response from daemon: invalid IPC mode: bogus\n'],
    ['docker run --tmpfs x busybox', "invalid mount path: 'x' mount path must be absolute"],
    ['docker attach --detach-keys bogus web', 'unable to upgrade to tcp, received 400\n'],
    ['docker exec --detach-keys bogus web true', 'Error response from daemon: Invalid escape keys (bogus) provided\n'],
    [
      'docker rm -l web',
      'Error response from daemon: Conflict, cannot remove the default link name of the container\n',
    ],
    [
      'docker run --link nosuch busybox',
      'from daemon: could not get container for nosuch: No such container: nosuch\n',
    ],
    ['docker run --network container:idle busybox', 'of a non running container: container idle is created\n'],
    ['docker cp web: .', 'Error response from daemon: bad parameter: pathcannot be empty\n'],
    ['docker network connect none web', 'from daemon: container cannot be connected to multiple networks with one of'],
    ['docker network disconnect host idle', /container [0-9a-f]{64} is not connected to the network host\n/],
    [
      'docker network create -o com.docker.network.bridge.name=docker0 n3',
      /cannot create network [0-9a-f]{64} \(docker0\): conflicts with network [0-9a-f]{64} \(docker0\): networks have same/,
    ],
    ['docker kill -s BOGUS web', 'Error response from daemon: cannot kill container: web: invalid signal: BOGUS\n'],
    ['docker exec -u nobody:x web true', 'from daemon: unable to find group x: no matching entries in group file\n'],
    ['docker run --cap-add BOGUS busybox', 'from daemon: invalid CapAdd: unknown capability: "CAP_BOGUS"\n'],
    ['docker run --cap-drop x busybox', 'from daemon: invalid CapDrop: unknown capability: "CAP_X"\n'],
    ["docker commit -c 'CMD x' -c 'bogus y' web", 'from daemon: bogus is not a valid change command\n'],
    ['docker commit -c ENV web', 'Error response from daemon: ENV requires at least one argument\n'],
    ["docker commit -c 'EXPOSE abc' web", 'Error response from daemon: Invalid containerPort: abc\n'],
    ['docker commit -c STOPSIGNAL web', 'STOPSIGNAL requires exactly one argument\n'],
    ['docker save nosuch -o x', 'Error response from daemon: No such image: nosuch\n'],
    ['docker save busybox:nosuch -o x', 'Error response from daemon: reference does not exist\n'],
    ["docker stop ''", '\ninvalid container name or ID: value is empty\n'],
    ["docker network inspect ''", '\ninvalid network name or ID: value is empty\n'],
    ["docker network connect bridge ''", '\ninvalid container name or ID: value is empty\n'],
    ["docker volume rm ''", '\ninvalid volume name or ID: value is empty\n'],
    ["docker inspect ''", '\ninvalid container name or ID: value is empty\n'],
    ["docker image inspect ''", '\nError: No such image: \n'],
    ['docker rm /', '\ncontainer name cannot be empty\n'],
    ["docker context use ''", '\ncontext name cannot be empty\n'],
    ["docker context use 'a b'", '\ncontext name "a b" is invalid, names are validated against regexp "^['],
    ['docker rmi UPPER', 'from daemon: invalid reference format: repository name (library/UPPER) must be lowercase\n'],
    ['docker image inspect a:b:c', 'Error response from daemon: invalid reference format\n'],
    ['docker inspect UPPER', 'Error: No such object: UPPER\n'],
    [
      "docker build -t '' .",
      '\nERROR: failed to build: invalid tag "": repository name must have at least one component',
    ],
    [
      'docker build --network x .',
      'ERROR: failed to build: network mode "x" not supported by buildkit - you can define',
    ],
    [
      'docker build --platform x .',
      'ERROR: failed to build: "x": unknown operating system or architecture: invalid argument',
    ],
    ['docker build --add-host x .', '\nERROR: failed to build: invalid host x\n'],
    ['docker build --progress x .', '\nERROR: invalid progress mode x\n'],
    ['docker build --secret id .', "\nERROR: invalid field 'id' must be a key=value pair\n"],
    ['docker build --secret id= .', '\nERROR: failed to build: secret missing ID\n'],
    ['docker build --label =x .', '\nERROR: invalid key-value pair "=x": empty key\n'],
    [
      'docker build --annotation x .',
      '\nERROR: failed to build: parse annotations: invalid annotation "x", expected key=value',
    ],
    ['docker build --builder x .', '\nERROR: no builder "x" found\n'],
    ['docker build --ulimit x=1 .', '\ninvalid argument "x=1" for "--ulimit" flag: invalid ulimit type: x\n\nUsage:'],
    ['docker load -i missing', '\nopen missing: no such file or directory\n'],
    ['docker load -i /etc/passwd/x', '\nopen /etc/passwd/x: not a directory\n'],
    [
      'docker load -i /etc',
      /^error during connect: Post "http:\/\/%2Fvar%2Frun%2Fdocker\.sock\/v1\.\d+\/images\/load\?quiet=1": read \/etc: is a directory\n$/,
    ],
    [
      "docker import -m 'a b' /etc x:y",
      '/images/create?fromSrc=-&message=a+b&repo=x%3Ay": read /etc: is a directory\n',
    ],
    ["docker import ''", '\nopen : no such file or directory\n'],
    ['docker save busybox -o .', '\nfailed to save image: cannot write to a directory\n'],
    [
      'docker export idle -o /nosuch/x',
      '\nfailed to export container: invalid output path: stat /nosuch: no such file',
    ],
    [`docker push busybox@sha256:${'0'.repeat(64)}`, '\ncannot push a digest reference\n'],
    ["docker login -u '' localhost:5000", '\nusername is empty\n'],
    ['docker login --password-stdin', '\nthe --password-stdin option requires --username to be set\n'],
    ['docker pull --platform bogus busybox', 'from daemon: "bogus": unknown operating system or architecture: invalid'],
    ['docker run -p 80:80/x busybox', '\ndocker: invalid proto: x\n'],
    ['docker search -f is-automated=true x', 'WARNING: the "is-automated" filter is deprecated, and searching for'],
    ['docker events --since 5 --until 1', 'from daemon: `since` time (5) cannot be after `until` time (1)\n'],
    [
      'docker run --platform linux/mips busybox',
      "Unable to find image 'busybox:latest' locally\nlatest: Pulling from library/busybox\ndocker: no matching manifest",
    ],
  ])('%s', async (line, said) => {
    const { stderr } = await run(line)
    if (typeof said === 'string') expect(`\n${stderr}`).toContain(said)
    else expect(stderr).toMatch(said)
  })

  it('the version of the server as one line: components before what is left for older clients', async () => {
    const { stdout } = await run('docker version --format json')
    expect(stdout).toMatch(/"Server":\{"Platform":\{"Name":"[^"]*"\},"Components":\[\{"Name":"Engine"/)
    expect(stdout).toMatch(/"BuildTime":"\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4}","Experimental":"false"/)
  })

  it('what a map does not hold is no value, and has none in it', async () => {
    const of = async (path: string) => (await run(`docker inspect -f '{{${path}}}' web`)).stdout
    expect(await of('.NetworkSettings.Networks.nosuch.Gateway')).toBe('<no value>\n')
    expect(await of('.Config.Labels.nosuch')).toBe('<no value>\n')
    expect(await of('.Config.ExposedPorts.nosuch')).toBe('<no value>\n')
    expect(await of('.NetworkSettings.Networks.bridge.Nope')).toBe('\n')
  })

  it('volumes are inspected as the client knows them', async () => {
    await run('docker volume create data')
    const { exit, stderr } = await run("docker volume inspect -f '{{.Nope}}' data")
    expect([exit, stderr]).toEqual([
      1,
      `template parsing error: template: :1:2: executing "" at <.Nope>: can't evaluate field Nope in type volume.Volume\n`,
    ])
    await run('docker volume rm data')
  })

  it('docker push --platform notes what it leaves behind', async () => {
    const { stdout } = await run('docker push --platform linux/amd64 busybox')
    const [empty, first, second, third, last, next] = stdout.split('\n')
    expect([empty, first?.startsWith(' Info -> Using --platform pushes only the specified platform')]).toEqual([
      '',
      true,
    ])
    expect(second).toBe('         Other components, like attestations, will not be included.')
    expect([third?.startsWith('         To push the complete'), last]).toEqual([true, '         '])
    expect(next).toBe('Using default tag: latest')
  })

  it('what is missing is an empty list on standard output', async () => {
    expect((await run('docker volume inspect x')).stdout).toBe('[]\n')
  })

  it('an exec in a place that is none', async () => {
    const failed = 'OCI runtime exec failed: exec failed: '
    const at = (place: string) => run(`docker exec -w ${place} web true`)
    expect(await at('x')).toMatchObject({ exit: 128, stdout: `${failed}Cwd must be an absolute path\r\n` })
    expect(await at('/nosuch')).toMatchObject({ exit: 127 })
    expect((await at('/etc/passwd')).stdout).toContain('set in config.json failed: not a directory: Are you trying to')
  })

  it('an attached exec tells on standard output that there is no such program', async () => {
    expect((await run('docker exec web nosuch')).stdout).toMatch(/executable file not found in \$PATH\r\n$/)
  })

  it('a port that is taken: the id, the error, and a container that was created', async () => {
    const { exit, stdout, stderr } = await run('docker run -d --name late -p 8080:80 nginx:alpine')
    expect([exit, /^[0-9a-f]{64}\n$/.test(stdout)]).toEqual([125, true])
    expect(stderr).toMatch(/Bind for (0\.0\.0\.0|::):8080 failed: port is already allocated/)
    expect((await run("docker ps -a --filter name=late --format '{{.Status}}'")).stdout).toBe('Created\n')
  })

  it('brackets around IPv6 in PORTS', async () => {
    const { stdout } = await run("docker ps --filter name=web --format '{{.Ports}}'")
    expect(stdout).toBe('0.0.0.0:8080->80/tcp, [::]:8080->80/tcp\n')
  })
})

describe('prompts', () => {
  it.each([
    ['n\n', false],
    ['yes\n', false],
    ['y\n', true],
  ])('%j', async (stdin, pruned) => {
    await run('docker volume create loose')
    const { exit, stdout } = await run('docker volume prune -a', { stdin })
    expect([exit, stdout.includes('Deleted Volumes:\nloose\n')]).toEqual([0, pruned])
  })

  it('Ctrl-C is a no, and no failure', async () => {
    const { exit, stdout } = await run('docker volume prune', { tty: [80, 24], keys: [[100, '\x03']] })
    expect([exit, stdout.endsWith('[y/N] ^C\r\n')]).toEqual([0, true])
  })
})

describe('signals', () => {
  it.each(['docker logs -f web', 'docker events', 'docker wait web'])('%s ends without a word', async (line) => {
    const { exit, stdout } = await run(line, { tty: [80, 24], keys: [[300, '\x03']] })
    expect([exit, stdout.endsWith('^C')]).toEqual([130, true])
  })

  it('stats go on without numbers where a container was named, until somebody insists', async () => {
    const keys: [number, string][] = [1500, 600, 600].map((ms) => [ms, '\x03'])
    const { exit, stdout } = await run('docker stats web', { tty: [120, 24], keys })
    expect(exit).toBe(1)
    expect(stdout).toContain('web       --        -- / --             --        --        --          --')
    expect(stdout).toMatch(/got 3 SIGTERM\/SIGINTs, forcefully exiting\r\n$/)
  })
})

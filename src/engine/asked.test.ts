// What one asks of dockerd by platform, subnet and link, and of the world around it: lines typed one after another on one laptop.
import { beforeAll, expect, test } from 'vitest'
import { Headless } from '../testing/headless.ts'

let laptop: Headless

beforeAll(async () => {
  laptop = await Headless.open()
  await laptop.type('docker pull -q busybox')
})

/** The line, what is seen of its output (the whole of it, or a piece), and its exit code. */
type Row = [line: string, seen: string | RegExp, exit?: number]

const inBusybox = (flags: string, words: string) => `docker run --rm ${flags} busybox ${words}`

test.each<Row>([
  ['tar Ccf /etc - hostname | tar tf -', /hostname\n$/],
  // a container that is kept alive with top, and space that it takes
  ['docker run -d --name idle busybox top', /^[0-9a-f]{64}\n$/],
  [
    "sleep 3; docker exec idle fallocate -l 1000 /new; docker inspect -s -f '{{.SizeRw}} {{.State.Status}}' idle",
    '1000 running\n',
  ],
  // one platform of an image
  ['docker pull -q --platform linux/riscv64 alpine', 'docker.io/library/alpine:latest\n'],
  ['docker image history -q --platform linux/riscv64 alpine | wc -l', '2\n'],
  [
    'docker image history --platform linux/s390x alpine',
    'Error response from daemon: image with reference alpine was found but its platform (linux/riscv64) does not match the specified platform (linux/s390x)\n',
    1,
  ],
  [
    'docker save --platform linux/s390x -o a.tar alpine',
    'Error response from daemon: no suitable export target found for platform linux/s390x\n',
    1,
  ],
  [
    'docker rmi --platform linux/amd64,linux/arm64 alpine',
    'Error response from daemon: multiple platforms are not supported\n',
    1,
  ],
  ['docker save --platform bogus alpine | wc -c', /^0\ninvalid platform: "bogus": unknown operating system/],
  // subnets of the user's own choice: the host's routes do not count, docker's do
  [
    'docker network create --subnet 192.168.0.0/16 wide; curl -sI example.com | head -1',
    /^[0-9a-f]{64}\nHTTP\/1.1 200 OK\r?\n$/,
  ],
  ['docker network create --config-only --subnet 192.168.7.0/24 plan', /^[0-9a-f]{64}\n$/],
  [
    'docker network create --subnet 192.168.7.0/24 n',
    /^Error response from daemon: invalid pool request: Pool overlaps/,
    1,
  ],
  [
    'docker network create --subnet 192.168.7.0/24 --ip-range 192.168.7.0/28 n',
    /cannot create network \S+ \(br-\S+\): conflicts with network \S+ \(br-\S+\): networks have overlapping IPv4\n$/,
    1,
  ],
  [
    'docker network create --subnet 172.25.0.0/16 own; docker network connect --ip 172.25.0.9 own idle',
    /^[0-9a-f]{64}\n$/,
  ],
  // names of a link
  ['docker run -d --name front --link idle:back busybox top', /^[0-9a-f]{64}\n$/],
  ["docker inspect -f '{{.Name}}' front/back", '/idle\n'],
  ['docker rm --link front/back', 'front/back\n'],
  ['docker inspect front/back', /No such object: front\/back/, 1],
  [
    'docker rm --link front',
    'Error response from daemon: Conflict, cannot remove the default link name of the container\n',
    1,
  ],
  // a disk
  [inBusybox('--device /dev/vda:/dev/xvdc', 'ls -l /dev/xvdc'), /^brw-rw---- .* 252, {3}0 .*\/dev\/xvdc\n$/],
  [
    'lsblk',
    'NAME   MAJ:MIN RM  SIZE RO TYPE MOUNTPOINTS\nvda    252:0    0  256G  0 disk \n└─vda1 252:1    0  256G  0 part /\n',
  ],
  // name servers for everybody
  [inBusybox('--dns 8.8.8.8', 'ping -c 1 registry-1.docker.io'), /1 packets received, 0% packet loss/],
  ['ping -c 1 dns.google', /64 bytes from dns.google \(8\.8\.8\.8\): icmp_seq=1/],
  // docker top asks the host's ps
  ['docker run -d -q --name served nginx:alpine', /[0-9a-f]{64}\n$/],
  ['docker top served -o pid,comm', /^PID +COMMAND\n\d+ +nginx\n\d+ +nginx\n/],
  ['docker top served -e', /^PID +TTY +TIME +CMD\n\d+ +\? +00:00:00 +nginx\n/],
  ['docker top served axo pid,args', /^PID +COMMAND\n\d+ +nginx: master process nginx -g daemon off;\n/],
  [
    'docker top served -o args,pid',
    `Error response from daemon: Unexpected pid 'master': strconv.Atoi: parsing "master": invalid syntax\n`,
    1,
  ],
  ['docker top served aux', /0:00 +nginx: master process nginx -g daemon off;\n.* S +\d+:\d+ +0:00 +nginx: worker/],
  ['docker top served -ef --forest', / \\_ nginx: worker process\n/],
  ['docker top served -o comm', "Error response from daemon: Couldn't find PID field in ps output\n", 1],
  ['docker top served -o foo=PID', 'Error response from daemon: specifying "foo=PID" is not allowed\n', 1],
  [
    'docker top served -o PID',
    'Error response from daemon: ps: error: unknown user-defined format specifier "PID"\n',
    1,
  ],
  ['docker top served --bogus', 'Error response from daemon: ps: error: unknown gnu long option\n', 1],
  ['ps -q1 -o pid,ppid= f', 'q/-q/--quick-pid cannot be used together with forest type listings.\n', 1],
  ['docker exec idle ps -o pid,ppid,comm', /^PID +PPID +COMMAND\n1 +0 +top\n\d+ +0 +ps\n$/],
  // a flag that BuildKit has no more
  [
    "printf 'FROM busybox' | docker build -q --squash -",
    /^sha256:[0-9a-f]{64}\nWARNING: experimental flag squash is removed with BuildKit/,
  ],
])('%s', async (line, seen, exit = 0) => {
  const { stdout, stderr, exit: code } = await laptop.type(line)
  if (typeof seen === 'string') expect(stdout + stderr).toBe(seen)
  else expect(stdout + stderr).toMatch(seen)
  expect(code).toBe(exit)
})

// What a container's flags do, as one sees it from inside and outside: lines typed one after another on one laptop.
import { beforeAll, expect, test } from 'vitest'
import { Headless } from '../testing/headless.ts'

let laptop: Headless

beforeAll(async () => {
  laptop = await Headless.open()
  for (const image of ['busybox', 'debian', 'redis', 'polinux/stress', 'nginx:alpine'])
    await laptop.type(`docker pull -q ${image}`)
})

/** The line, what is seen of its output (the whole of it, or a piece), and its exit code. */
type Row = [line: string, seen: string | RegExp, exit?: number]

const inBusybox = (flags: string, words: string) => `docker run --rm ${flags} busybox ${words}`

const MOUNT_ERROR =
  'mount src=/home/student/folder, dst=/etc/passwd, dstFd=/proc/thread-self/fd/11, flags=MS_BIND|MS_REC: not a directory: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type'

test.each<Row>([
  // capabilities
  [inBusybox('', 'grep CapEff /proc/self/status'), 'CapEff:\t00000000a80425fb\n'],
  [inBusybox('--privileged', 'grep CapEff /proc/self/status'), 'CapEff:\t000001ffffffffff\n'],
  [inBusybox('--cap-drop CHOWN', 'chown 1 /tmp'), 'chown: /tmp: Operation not permitted\n', 1],
  [inBusybox('', 'hostname other'), 'hostname: sethostname: Operation not permitted\n', 1],
  [inBusybox('--cap-add SYS_ADMIN', 'hostname other'), ''],
  [inBusybox('', 'ip link set eth0 down'), 'ip: RTNETLINK answers: Operation not permitted\n', 2],
  [inBusybox('--user 1000 --network host', 'nc -l -p 80'), 'nc: bind: Permission denied\n', 1],
  [
    'docker run --rm --user 101 nginx:alpine 2>&1 | tail -1',
    'nginx: [emerg] mkdir() "/var/cache/nginx/client_temp" failed (13: Permission denied)\n',
  ],
  [
    'docker run --rm --cap-drop ALL nginx:alpine 2>&1 | tail -1',
    'nginx: [emerg] chown("/var/cache/nginx/client_temp", 101) failed (1: Operation not permitted)\n',
  ],
  // limits
  [
    inBusybox('--pids-limit 4', "sh -c 'for i in 1 2 3 4; do sleep 9 & done'"),
    "sh: can't fork: Resource temporarily unavailable\n",
    2,
  ],
  [inBusybox('--ulimit nofile=100:200', "sh -c 'ulimit -n; ulimit -Hn'"), '100\n200\n'],
  [inBusybox('-m 50m', 'cat /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory.swap.max'), '52428800\n52428800\n'],
  [
    inBusybox('--cpus 0.5 --cpu-shares 512', 'cat /sys/fs/cgroup/cpu.max /sys/fs/cgroup/cpu.weight'),
    '50000 100000\n20\n',
  ],
  [inBusybox('--cpuset-cpus 0,2', 'nproc'), '2\n'],
  [inBusybox('-m 20m', 'tail /dev/zero'), '', 137],
  [inBusybox('-m 50m', 'dd if=/dev/zero of=/dev/null bs=100M count=1'), '', 137],
  ['docker run --name hog -m 100m polinux/stress stress --vm 1 --vm-bytes 150M', /worker 7 got signal 9/, 1],
  ["docker inspect -f '{{.State.OOMKilled}} {{.State.ExitCode}}' hog", 'true 1\n'],
  ["docker run -d --name spin --cpus 0.5 busybox sh -c 'while :; do :; done'", /^[0-9a-f]{64}\n$/],
  ["sleep 3; docker stats --no-stream --format '{{.CPUPerc}}' spin", /^(49|50)\.\d\d%\n$/],
  ['docker rm -f spin', 'spin\n'],
  [inBusybox('--sysctl net.core.somaxconn=512', 'sysctl net.core.somaxconn'), 'net.core.somaxconn = 512\n'],
  [inBusybox('', "sh -c 'echo 0 > /proc/sys/net/ipv4/ip_forward'"), /Read-only file system/, 1],
  [inBusybox('--device /dev/kvm', 'ls -l /dev/kvm'), /^crw-rw---- .* 10, 232 .*\/dev\/kvm\n$/],
  ["docker run --rm -m 50m debian bash -c 'a=x; while true; do a=$a$a; done'", '', 137],
  // mounts
  [
    inBusybox('--tmpfs /t:size=1m,mode=700', 'sh -c \'mount | grep " /t "\''),
    'tmpfs on /t type tmpfs (rw,nosuid,nodev,noexec,relatime,size=1024k,mode=700)\n',
  ],
  [
    inBusybox('--tmpfs /t:size=1m', 'dd if=/dev/zero of=/t/x bs=1k count=2000'),
    /No space left on device\n1025\+0 records in\n1024\+0 records out/,
    1,
  ],
  [inBusybox('--tmpfs /t:bogus', 'true'), /invalid tmpfs option \["bogus"\]/, 125],
  [inBusybox('--shm-size 1m', 'dd if=/dev/zero of=/dev/shm/x bs=1M count=2'), /No space left on device/, 1],
  ['mkdir folder; echo hello > folder/file', ''],
  [inBusybox('-v $PWD/folder:/etc/passwd', 'true'), MOUNT_ERROR, 125],
  ['docker volume create -o type=none -o o=bind -o device=$PWD/folder bound', 'bound\n'],
  [inBusybox('-v bound:/x', "sh -c 'cat /x/file; echo more > /x/new'"), 'hello\n'],
  ['cat folder/new; docker volume rm bound; ls folder', 'more\nbound\nfile\nnew\n'],
  ['docker volume create -o type=none -o o=bind -o device=/nosuch lost', 'lost\n'],
  [
    inBusybox('-v lost:/x', 'true'),
    /failed to populate volume: .*mount \/nosuch:.*_data, flags: 0x1000: no such file or directory/,
    127,
  ],
  [inBusybox('--volumes-from hog:bogus', 'true'), /invalid mode: bogus/, 125],
  // networks
  ['docker run -d --name db --expose 70 redis', /^[0-9a-f]{64}\n$/],
  [
    inBusybox('--link db:my-db', "sh -c 'env | grep ^MY_DB_PORT | head -2'"),
    'MY_DB_PORT=tcp://172.17.0.2:70\nMY_DB_PORT_70_TCP=tcp://172.17.0.2:70\n',
  ],
  [
    inBusybox('--network container:db -p 80:80', 'true'),
    /conflicting options: port publishing and the container type network mode/,
    125,
  ],
  [
    'docker run -d --name away -p 10.1.1.1:80:80 redis',
    /failed to bind host port for 10\.1\.1\.1:80:172\.17\.0\.\d:80\/tcp: cannot assign requested address/,
    125,
  ],
  [
    'docker network create --internal shut; docker network create --subnet 10.9.0.0/16 --ip-range 10.9.5.0/24 part',
    /^[0-9a-f]{64}\n/,
  ],
  [inBusybox('--network shut', 'ip route'), '172.18.0.0/16 dev eth0 proto kernel scope link src 172.18.0.2 \n'],
  [inBusybox('--network part', 'ip route'), /^default via 10\.9\.5\.0 dev eth0 \n.* src 10\.9\.5\.1 \n$/],
  [inBusybox('', 'grep -c 192.168.0.1 /etc/resolv.conf'), '1\n'],
  ['ip -br addr | grep -c veth', '1\n'],
  // logs
  [
    "docker run --log-opt max-size=1k --log-opt max-file=2 --name chat busybox sh -c 'for i in $(seq 1 100); do echo line $i; done' | wc -l",
    '100\n',
  ],
  // Who is refused the second of two addresses keeps none of them.
  ['docker network create --ipv6 --subnet 10.77.0.0/24 --subnet fd00:77::/64 both', /^[0-9a-f]{64}\n$/],
  ['docker run -d --name six --network both --ip6 fd00:77::5 busybox sleep 1000', /^[0-9a-f]{64}\n$/],
  [
    'docker run -d --name late --network both --ip 10.77.0.7 --ip6 fd00:77::5 busybox sleep 1000',
    /Address already in use/,
    125,
  ],
  ['docker run --rm --network both --ip 10.77.0.7 busybox hostname -i', /^10\.77\.0\.7\b/],
  // What an entrypoint has done before it does not do again.
  [
    'docker run -qd --name blog wordpress >/dev/null; sleep 5; docker restart blog >/dev/null; sleep 5; docker logs blog 2>&1 | grep -c copying',
    '1\n',
  ],
  // Builds: what the flags say holds for the containers of the steps, too.
  [
    "printf 'FROM busybox\\nRUN grep -w db /etc/hosts; ulimit -n; df -h /dev/shm | grep -c 32.0M\\n' | docker build --add-host db:10.0.0.9 --ulimit nofile=77:99 --shm-size 32m --progress plain - 2>&1 | sed -nE 's/^#[0-9]+ [0-9.]+ //p'",
    '10.0.0.9\tdb\n77\n1\n',
  ],
  [
    "printf 'FROM debian\\nRUN a=x; while true; do a=$a$a; done\\n' | DOCKER_BUILDKIT=0 docker build --memory 20m - 2>&1 | tail -1",
    /returned a non-zero code: 137\n$/,
  ],
  // Two files of a thousand bytes, one of them begun: zeros at the end of a line's time are not written, so a few more or less fit.
  ['docker logs chat | wc -l', /^(1[3-9]|2[0-6])\n$/],
  [
    "sudo tail -1 $(docker inspect -f '{{.LogPath}}' chat)",
    /^\{"log":"line 100\\n","stream":"stdout","time":"2026-.*Z"\}\n$/,
  ],
  [inBusybox('--log-opt bogus=1', 'true'), /unknown log opt 'bogus' for json-file log driver/, 125],
  // archives
  [
    "docker create --name still busybox; docker export still | tar tv | grep -E ' bin/(\\[|sh)'",
    /-rwxr-xr-x root\/root   1131168 .* bin\/\[\n[^]*hrwxr-xr-x .* bin\/sh link to bin\/\[\n/,
  ],
  [inBusybox('-m 20m --tmpfs /t', 'dd if=/dev/zero of=/t/x bs=1M count=50'), '', 137],
  [
    inBusybox('-m 20m', 'sh -c "dd if=/dev/zero of=/dev/shm/x bs=1M count=50; echo $?; wc -c < /dev/shm/x"'),
    /^137\n1\d{7}\nKilled\n$/,
  ],
  [
    inBusybox('-m 60m', 'sh -c "cat /dev/zero | head -c 9000000 > /dev/shm/x; cat /sys/fs/cgroup/memory.current"'),
    /^1\d{7}\n$/,
  ],
  // copies
  ['docker cp folder/file still:/etc/passwd/', 'no such directory\n', 1],
  [
    'mkdir -p taken/passwd; docker cp still:/etc/passwd taken',
    /^cannot overwrite directory ".*\/taken\/passwd" with non-directory ".*\/taken"\n$/,
    1,
  ],
  // memory that is shared
  [
    'docker run -d --name lender --ipc shareable --shm-size 1m busybox sh -c "echo hello > /dev/shm/word; sleep 1000"',
    /^[0-9a-f]{64}\n$/,
  ],
  ['docker run -d --name miser busybox sleep 1000', /^[0-9a-f]{64}\n$/],
  [inBusybox('--ipc container:lender', 'sh -c "cat /dev/shm/word; echo there > /dev/shm/answer"'), 'hello\n'],
  ['docker exec lender cat /dev/shm/answer', 'there\n'],
  [
    inBusybox('--ipc container:miser', 'true'),
    /failed to join IPC namespace: container [0-9a-f]{64}: non-shareable IPC \(hint: use IpcMode:shareable for the donor container\)\n/,
    125,
  ],
  [
    inBusybox('--ipc container:still', 'true'),
    /failed to join IPC namespace: container [0-9a-f]{64} is not running\n/,
    125,
  ],
  [
    inBusybox('--ipc container:nobody', 'true'),
    /^docker: Error response from daemon: No such container: nobody\n/,
    125,
  ],
  [
    inBusybox('--pid container:still', 'true'),
    /failed to join PID namespace: container [0-9a-f]{64} is not running\n/,
    125,
  ],
  ['echo host > /dev/shm/word', ''],
  [
    inBusybox('--ipc host', 'sh -c "cat /dev/shm/word; mount | grep /dev/shm"'),
    'host\ntmpfs on /dev/shm type tmpfs (rw,nosuid,nodev)\n',
  ],
  [inBusybox('--ipc none', 'sh -c "mount | grep -c /dev/shm"'), '0\n', 1],
])('%s', async (line, seen, exit = 0) => {
  const { stdout, stderr, exit: code } = await laptop.type(line)
  const all = stdout + stderr
  if (typeof seen !== 'string') expect(all).toMatch(seen)
  else if (seen === MOUNT_ERROR) expect(all).toContain(seen)
  else expect(all).toBe(seen)
  expect(code).toBe(exit)
})

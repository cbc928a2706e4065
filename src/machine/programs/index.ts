// Every everyday program by the id that stands in an executable file.
import type { Program, ProgramTable } from '../program.ts'
import { bash, ash, dash } from '../shell/programs.ts'
import { busyboxOf } from './busybox.ts'
import { ALPINE, DEBIAN, USUAL } from './busybox-build.ts'
import { gosu } from './account/gosu.ts'
import { su, sudo } from './account/sudo.ts'
import { adduser, deluser, passwd, useradd, userdel, usermod } from './account/manage.ts'
import { addgroup, groupadd } from './account/groups.ts'
import { find } from './file/find.ts'
import { chgrp, chmod, chown, touch } from './file/attributes.ts'
import { cat, tac } from './file/cat.ts'
import { cp, install, mv } from './file/copy.ts'
import { mkdir, mktemp, pwd, rmdir } from './file/directories.ts'
import { basename, dirname, ln, readlink, realpath } from './file/links.ts'
import { ls } from './file/ls.ts'
import { dd, envsubst, fallocate, split, truncate } from './file/pieces.ts'
import { rm, unlink } from './file/remove.ts'
import { curl } from './network/curl.ts'
import { dig, getent, host, nslookup } from './network/names.ts'
import { ping } from './network/ping.ts'
import { netstat, ss } from './network/sockets.ts'
import { ifconfig, ip, route } from './network/interfaces.ts'
import { nc, telnet } from './network/nc.ts'
import { ssh, sshd } from './network/ssh.ts'
import { wget } from './network/wget.ts'
import { ps } from './process/ps.ts'
import { env, nice, nohup, printenv, sleep, sync, time, timeout, watch } from './process/run.ts'
import { kill, killall, pgrep, pidof, pkill } from './process/signals.ts'
import { top } from './process/top.ts'
import { xargs } from './process/xargs.ts'
import { init } from './service/init.ts'
import { service, systemctl } from './service/systemctl.ts'
import { journalctl } from './service/journal.ts'
import { httpd } from './server/httpd.ts'
import { java } from './server/java.ts'
import { nginx } from './server/nginx.ts'
import { samples } from './server/samples.ts'
import { date } from './system/date.ts'
import { arch, groupsOf, hostname, id, logname, nproc, tty, uname, users, who, whoami } from './system/identity.ts'
import { free, uptime, vmstat } from './system/memory.ts'
import { df, du, lsblk } from './file/disk.ts'
import { getconf, locale, lsbRelease } from './system/configuration.ts'
import { whereis, which } from './system/which.ts'
import { mount, mountpoint, umount } from './system/mounts.ts'
import { sysctl } from './system/sysctl.ts'
import { clear, editor, less, man, more, reset, stty, tput } from './system/screen.ts'
import { file, stat } from './system/status.ts'
import { bracket, test } from './system/test.ts'
import { tree } from './file/tree.ts'
import type { Tool } from './spec.ts'
import { cmp, diff } from './text/compare.ts'
import { head } from './text/head.ts'
import { fold, nl, rev } from './text/layout.ts'
import { tail } from './text/tail.ts'
import { tee } from './text/tee.ts'
import { wc } from './text/wc.ts'
import { egrep, fgrep, grep } from './text/grep.ts'
import { echo, expr, falsehood, printf, seq, truth, yes } from './text/print.ts'
import { comm, cut, paste, tr, uniq } from './text/select.ts'
import { sed } from './text/sed.ts'
import { shuf, sort } from './text/sort.ts'
import { programOf } from './tool.ts'

const tools: Tool[] = [
  ...[ls, cat, tac, cp, mv, install, rm, unlink, mkdir, rmdir, pwd, mktemp, touch, chmod, chown, chgrp, ln],
  ...[readlink, realpath, basename, dirname],
  ...[echo, printf, yes, seq, expr, truth, falsehood, head, tail, wc, nl, rev, fold, tee],
  ...[grep, egrep, fgrep, cut, tr, uniq, paste, comm, sort, shuf],
  ...[ps, kill, pgrep, pkill, pidof, killall, sleep, env, printenv, timeout, nohup, nice, time, watch, sync],
  ...[hostname, whoami, id, groupsOf, uname, arch, nproc, tty, who, logname, users, date],
  ...[find, xargs, sed],
  ...[curl, wget, ping, nslookup, host, dig, getent, ssh],
  ...[systemctl, service, journalctl],
  ...[sudo, su],
  ...[java, nginx],
  ...[df, du, lsblk, free, getconf, locale, lsbRelease, uptime, vmstat, whereis, which],
  ...[clear, less, man, more, reset, stty, tput, bracket, file, stat, test, tree],
  ...['nano', 'vi', 'vim'].map(editor),
  ...[gosu, addgroup, adduser, deluser, groupadd, passwd, useradd, userdel, usermod],
  ...[dd, envsubst, fallocate, split, truncate, cmp, diff, top, httpd, mount, mountpoint, umount, sysctl],
  ...[ifconfig, ip, nc, netstat, route, ss, telnet],
]

/** Heavy or rare ones are loaded when they are first run. */
const lazy = (names: readonly string[], load: () => Promise<Record<string, Tool>>) =>
  names.map((name) => [name, { load: async () => programOf((await load())[name]!) }] as const)

export const programs: ProgramTable = new Map<string, Program | { load: () => Promise<Program> }>([
  ...tools.map((tool) => [tool.spec.name, programOf(tool)] as const),
  ...samples,
  ...['adminer', 'elasticsearch', 'ghost', 'grafana', 'jenkins', 'prometheus', 'traefik', 'wordpress'].map(
    (name) => [name, { load: async () => (await import('./server/services.ts')).services[name]! }] as const,
  ),
  ['bash', bash],
  ['dash', dash],
  ['ash', ash],
  ['busybox', busyboxOf(USUAL)],
  ['busybox-alpine', busyboxOf(ALPINE)],
  ['busybox-static', busyboxOf(DEBIAN)],
  ['sh', dash],
  ['init', init],
  ['sshd', sshd],
  ...lazy(['apt-get', 'apt', 'apt-cache'], async () => {
    const { aptGet, apt, aptCache } = await import('../packages/apt/apt.ts')
    return { 'apt-get': aptGet, apt, 'apt-cache': aptCache }
  }),
  ...lazy(['dpkg', 'dpkg-query'], async () => {
    const { dpkg, dpkgQuery } = await import('../packages/dpkg.ts')
    return { dpkg, 'dpkg-query': dpkgQuery }
  }),
  ...lazy(['apk'], async () => ({ ...(await import('../packages/apk.ts')) })),
  ...lazy(['base64', 'md5sum', 'sha1sum', 'sha256sum', 'sha512sum', 'cksum'], async () => ({
    ...(await import('./text/digest.ts')),
  })),
  ...lazy(['xxd', 'hexdump', 'od', 'strings'], async () => {
    const { xxd, hexdump, od, strings } = await import('./text/dump.ts')
    return { xxd, hexdump, od, strings }
  }),
  ...lazy(['mysqld'], async () => ({ mysqld: (await import('./database/mysqld.ts')).mysqld })),
  ...lazy(['postgres'], async () => ({ postgres: (await import('./database/postgres.ts')).postgres })),
  ...lazy(['mysql', 'mysqladmin'], async () => {
    const { mysql, mysqladmin } = await import('./database/mysql.ts')
    return { mysql, mysqladmin }
  }),
  ...lazy(['psql', 'pg_isready'], async () => {
    const { psql, pgIsReady } = await import('./database/psql.ts')
    return { psql, pg_isready: pgIsReady }
  }),
  ...lazy(['redis-server', 'redis-cli'], async () => {
    const { redisServer, redisCli } = await import('./database/redis.ts')
    return { 'redis-server': redisServer, 'redis-cli': redisCli }
  }),
  ...lazy(['awk', 'mawk'], async () => {
    const { awk } = await import('./text/awk.ts')
    return { awk, mawk: awk }
  }),
  ...lazy(['jq'], async () => ({ jq: (await import('./text/jq.ts')).jq })),
  ...lazy(['tar'], async () => ({ tar: (await import('./archive/tar.ts')).tar })),
  ...lazy(['gzip', 'gunzip', 'zcat'], async () => ({ ...(await import('./archive/gzip.ts')) })),
  ...lazy(['stress', 'stress-ng'], async () => {
    const { stress, stressNg } = await import('./process/stress.ts')
    return { stress, 'stress-ng': stressNg }
  }),
  ...lazy(['htpasswd'], async () => ({ ...(await import('./server/htpasswd.ts')) })),
  ...lazy(['npm', 'npx'], async () => {
    const { npm, npx } = await import('../packages/npm/npm.ts')
    return { npm, npx }
  }),
  ...lazy(['node'], async () => ({ node: (await import('./javascript/node.ts')).node })),
  ...lazy(['go'], async () => ({ go: (await import('./language/go.ts')).go })),
  ...lazy(['ruby', 'perl', 'php'], async () => ({ ...(await import('./language/interpreters.ts')) })),
  ...lazy(['python'], async () => ({ python: (await import('./server/python.ts')).python })),
])

// Every everyday program by the id that stands in an executable file.
import type { Program, ProgramTable } from '../program.ts'
import { bash, ash, dash } from '../shell/programs.ts'
import { busybox } from './busybox.ts'
import { gosu } from './account/gosu.ts'
import { su, sudo } from './account/sudo.ts'
import { addgroup, adduser, deluser, groupadd, passwd, useradd, userdel, usermod } from './account/manage.ts'
import { find } from './file/find.ts'
import { chgrp, chmod, chown, touch } from './file/attributes.ts'
import { cat, tac } from './file/cat.ts'
import { cp, install, mv } from './file/copy.ts'
import { mkdir, mktemp, rmdir } from './file/directories.ts'
import { basename, dirname, ln, readlink, realpath } from './file/links.ts'
import { ls } from './file/ls.ts'
import { dd, envsubst, split, truncate } from './file/pieces.ts'
import { rm, unlink } from './file/remove.ts'
import { curl } from './network/curl.ts'
import { dig, getent, host, nslookup } from './network/names.ts'
import { ping } from './network/ping.ts'
import { ifconfig, ip, nc, netstat, route, ss, telnet } from './network/sockets.ts'
import { ssh, sshd } from './network/ssh.ts'
import { wget } from './network/wget.ts'
import { ps } from './process/ps.ts'
import { env, nice, nohup, printenv, sleep, sync, time, timeout, watch } from './process/run.ts'
import { kill, killall, pgrep, pidof, pkill } from './process/signals.ts'
import { top } from './process/top.ts'
import { xargs } from './process/xargs.ts'
import { init } from './service/init.ts'
import { journalctl, service, systemctl } from './service/systemctl.ts'
import { httpd } from './server/httpd.ts'
import { java } from './server/java.ts'
import { nginx } from './server/nginx.ts'
import { samples } from './server/samples.ts'
import { date } from './system/date.ts'
import { arch, groupsOf, hostname, id, logname, nproc, tty, uname, users, who, whoami } from './system/identity.ts'
import { df, du, free, getconf, locale, lsbRelease, uptime, vmstat, whereis, which } from './system/memory.ts'
import { mount, mountpoint, umount } from './system/mounts.ts'
import { clear, editor, less, man, more, reset, stty, tput } from './system/screen.ts'
import { bracket, file, stat, test, tree } from './system/status.ts'
import type { Tool } from './spec.ts'
import { cmp, diff } from './text/compare.ts'
import { fold, head, nl, rev, tail, tee, wc } from './text/ends.ts'
import { egrep, fgrep, grep } from './text/grep.ts'
import { echo, expr, falsehood, printf, seq, truth, yes } from './text/print.ts'
import { comm, cut, paste, tr, uniq } from './text/select.ts'
import { sed } from './text/sed.ts'
import { shuf, sort } from './text/sort.ts'
import { programOf } from './tool.ts'

const tools: Tool[] = [
  ...[ls, cat, tac, cp, mv, install, rm, unlink, mkdir, rmdir, mktemp, touch, chmod, chown, chgrp, ln],
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
  ...[df, du, free, getconf, locale, lsbRelease, uptime, vmstat, whereis, which],
  ...[clear, less, man, more, reset, stty, tput, bracket, file, stat, test, tree],
  ...['nano', 'vi', 'vim'].map(editor),
  ...[gosu, addgroup, adduser, deluser, groupadd, passwd, useradd, userdel, usermod],
  ...[dd, envsubst, split, truncate, cmp, diff, top, httpd, mount, mountpoint, umount],
  ...[ifconfig, ip, nc, netstat, route, ss, telnet],
]

/** Heavy or rare ones are loaded when they are first run. */
const lazy = <M>(names: readonly string[], load: () => Promise<M>, pick: (module: M) => Record<string, Tool>) =>
  names.map((name) => [name, { load: async () => programOf(pick(await load())[name]!) }] as const)

export const programs: ProgramTable = new Map<string, Program | { load: () => Promise<Program> }>([
  ...tools.map((tool) => [tool.spec.name, programOf(tool)] as const),
  ...samples,
  ['bash', bash],
  ['dash', dash],
  ['ash', ash],
  ['busybox', busybox],
  ['sh', dash],
  ['init', init],
  ['sshd', sshd],
  ...lazy(
    ['apt-get', 'apt', 'apt-cache'],
    () => import('../packages/apt.ts'),
    ({ aptGet, apt, aptCache }) => ({ 'apt-get': aptGet, apt, 'apt-cache': aptCache }),
  ),
  ...lazy(
    ['dpkg', 'dpkg-query'],
    () => import('../packages/dpkg.ts'),
    ({ dpkg, dpkgQuery }) => ({ dpkg, 'dpkg-query': dpkgQuery }),
  ),
  ...lazy(
    ['apk'],
    () => import('../packages/apk.ts'),
    ({ apk }) => ({ apk }),
  ),
  ...lazy(
    ['base64', 'md5sum', 'sha1sum', 'sha256sum', 'sha512sum', 'cksum', 'xxd', 'hexdump', 'od', 'strings'],
    () => import('./text/digest.ts'),
    (module) => ({ ...module }),
  ),
  ...lazy(
    ['mysqld'],
    () => import('./database/mysqld.ts'),
    ({ mysqld }) => ({ mysqld }),
  ),
  ...lazy(
    ['postgres'],
    () => import('./database/postgres.ts'),
    ({ postgres }) => ({ postgres }),
  ),
  ...lazy(
    ['mysql', 'mysqladmin', 'psql', 'pg_isready'],
    () => import('./database/client.ts'),
    ({ mysql, mysqladmin, psql, pgIsReady }) => ({ mysql, mysqladmin, psql, pg_isready: pgIsReady }),
  ),
  ...lazy(
    ['redis-server', 'redis-cli'],
    () => import('./database/redis.ts'),
    ({ redisServer, redisCli }) => ({ 'redis-server': redisServer, 'redis-cli': redisCli }),
  ),
  ...lazy(
    ['awk', 'mawk'],
    () => import('./text/awk.ts'),
    ({ awk }) => ({ awk, mawk: awk }),
  ),
  ...lazy(
    ['tar'],
    () => import('./archive/tar.ts'),
    ({ tar }) => ({ tar }),
  ),
  ...lazy(
    ['gzip', 'gunzip', 'zcat'],
    () => import('./archive/gzip.ts'),
    (module) => ({ ...module }),
  ),
  ...lazy(
    ['python'],
    () => import('./server/python.ts'),
    ({ python }) => ({ python }),
  ),
])

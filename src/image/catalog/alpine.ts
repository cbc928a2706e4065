// BusyBox and Alpine Linux: small systems whose commands are all one program.
import { executable } from '../../kernel/executable.ts'
import { ALPINE_GROUP, ALPINE_PASSWD, BUSYBOX_GROUP, BUSYBOX_PASSWD, shadowOf } from './accounts.ts'
import { cmd, copy, made, once, type Recipe, recipe } from './recipe.ts'
import type { Tree } from './tree.ts'

const APPLETS =
  '[ [[ acpid addgroup adduser adjtimex ar arch arp arping ascii ash awk base32 base64 basename bc blkid brctl bunzip2 bzcat bzip2 cal cat chgrp chmod chown chpasswd chroot chrt cksum clear cmp comm cp cpio crc32 crond crontab cryptpw cttyhack cut date dc dd deluser df diff dirname dmesg dnsdomainname dos2unix du echo ed egrep env expand expr factor fallocate false fdisk fgrep find flock fold free fsync fuser getopt getty grep groups gunzip gzip halt hd head hexdump host hostid hostname httpd hwclock id ifconfig ifdown ifup init insmod install ionice ip ipcalc ipcrm ipcs kill killall killall5 less link ln logger login logname logread losetup ls lsmod lsof lspci lsusb lzcat lzma makemime md5sum mesg mkdir mkfifo mknod mkpasswd mkswap mktemp modinfo modprobe more mount mountpoint mpstat mv nameif nc netstat nice nl nohup nproc nsenter nslookup ntpd od openvt passwd paste patch pgrep pidof ping ping6 pivot_root pkill pmap poweroff printenv printf ps pstree pwd pwdx rdate readlink realpath reboot renice reset resize rev rm rmdir rmmod route run-parts sed sendmail seq setsid sh sha1sum sha256sum sha3sum sha512sum shred shuf sleep sort split stat strings stty su sum swapoff swapon switch_root sync sysctl syslogd tac tail tar taskset tee telnet telnetd test tftp time timeout top touch tr traceroute tree true truncate tsort tty ttysize udhcpc umount uname uncompress unexpand uniq unix2dos unlink unlzma unshare unxz unzip uptime users usleep uudecode uuencode vconfig vi watch watchdog wc wget which who whoami xargs xxd xz xzcat yes zcat'

const busyboxFiles = (libc: 'glibc' | 'musl', size: number) => (tree: Tree) => {
  tree.dir('dev etc home root tmp usr usr/bin usr/sbin var var/spool/mail var/www')
  tree.dir('home', { uid: 65534, gid: 65534 })
  tree.file('bin/[', executable('busybox', libc === 'glibc' ? 1_131_168 : 1_029_712), { mode: 0o755 })
  for (const applet of `${APPLETS} busybox`.split(' ')) if (applet !== '[') tree.hard(`bin/${applet}`, 'bin/[')
  tree.link('usr/bin/env', '../../bin/env')
  tree
    .file('etc/passwd', BUSYBOX_PASSWD)
    .file('etc/group', BUSYBOX_GROUP)
    .file('etc/shadow', shadowOf(BUSYBOX_PASSWD), { mode: 0o640 })
  tree.file('etc/nsswitch.conf', 'hosts:\tfiles dns\n').file('etc/localtime', 'TZif2UTC0\n')
  tree.file('etc/network/interfaces', 'auto lo\niface lo inet loopback\n')
  if (libc === 'glibc') {
    tree.link('lib64', 'lib')
    tree.pad(
      size,
      'lib/ld-linux-x86-64.so.2 lib/libc.so.6 lib/libm.so.6 lib/libnss_compat.so.2 lib/libnss_dns.so.2 lib/libnss_files.so.2 lib/libpthread.so.0 lib/libresolv.so.2',
    )
  }
}

/** What Debian 12 builds into its busybox besides, and what it leaves out. */
const DEBIAN_MORE =
  'blkdiscard blockdev busybox chvt deallocvt depmod devmem dpkg dpkg-deb dumpkmap dumpleases fatattr findfs freeramdisk fsfreeze fstrim ftpget ftpput i2cdetect i2cdump i2cget i2cset i2ctransfer ipneigh klogd last linux32 linux64 linuxrc loadfont loadkmap lsscsi lzop mdev microcom mim mkdosfs mke2fs mt nologin nuke partprobe resume rpm rpm2cpio run-init setkeycodes setpriv ssl_client start-stop-daemon sulogin svc svok tc traceroute6 ts tunctl ubirename udhcpd uevent w'
const DEBIAN_LESS =
  'addgroup adduser base32 blkid chpasswd chrt cksum comm cryptpw deluser flock fsync fuser hd host install ipcrm ipcs killall5 lsof lspci lsusb makemime mesg mountpoint mpstat nice nohup ntpd pgrep pkill pmap printenv pstree pwdx resize sendmail split sum tree tsort ttysize users'

const debianApplets = (): string[] =>
  [...APPLETS.split(' '), ...DEBIAN_MORE.split(' ')].filter((applet) => !DEBIAN_LESS.split(' ').includes(applet)).sort()

/** Debian's statically linked BusyBox with the accounts of Debian's nobody, in directories made by hand. */
export function busyboxStatic(tree: Tree): void {
  tree.dir('bin dev etc home lib proc root sys tmp usr usr/bin usr/sbin var')
  tree.file('bin/[', executable('busybox-static', 1_982_000), { mode: 0o755 })
  for (const applet of debianApplets()) if (applet !== '[') tree.hard(`bin/${applet}`, 'bin/[')
  tree.file('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/home:/bin/false\n')
  tree.file('etc/group', 'root:x:0:\nnogroup:x:65534:\n')
  tree.pad(1_982_743, 'etc/services')
}

const BUSYBOX_DATES: Record<string, string> = {
  '1.24': '2016-10-07T21:03:58.000Z',
  '1.28': '2018-05-23T01:19:24.000Z',
  '1.31': '2020-06-02T21:19:58.000Z',
  '1.35': '2022-12-29T19:37:00.000Z',
  '1.36': '2023-05-19T22:19:53.000Z',
  '1.37': '2024-09-26T21:31:42.000Z',
}

/** `busybox('1.37')`, `busybox('1.37-musl')`. */
export const busybox = once((name: string): Recipe => {
  const [version, variant] = name.split('-') as [string, string | undefined]
  const musl = variant === 'musl'
  const size = musl ? 1_489_000 : version === '1.24' || version === '1.28' ? 1_150_000 : 4_430_000
  const weight = musl ? 847_000 : size < 2_000_000 ? 723_000 : 2_220_000
  const created = BUSYBOX_DATES[version]!
  const layer = { name: `busybox ${version}`, weight, files: busyboxFiles(musl ? 'musl' : 'glibc', size) }
  const recent = Number(version.slice(2)) >= 36
  const sum = '9aad7b3ee6f3c0dcd2d3a3ac4a2e1c8d16ad4fd1d9ee1c5c0cf1e1a6d8a7c6b5'
  const by = recent
    ? `BusyBox ${version}.0 (${musl ? 'musl' : 'glibc'}), Debian 13`
    : `/bin/sh -c #(nop) ADD file:${sum} in / `
  if (!recent) return recipe(undefined, created, 'classic', [made(by, '', layer), cmd('sh')])
  return recipe(undefined, created, 'classic', [made(by, '', layer), (draft) => void (draft.run.Cmd = ['sh'])])
})

const ALPINE: Record<string, [date: string, point: string, size: number, weight: number]> = {
  '3.9': ['2020-01-23T16:53:06.000Z', '3.9.5', 5_551_000, 2_773_000],
  '3.12': ['2021-04-14T19:19:39.000Z', '3.12.7', 5_581_000, 2_800_000],
  '3.18': ['2023-08-07T19:20:20.000Z', '3.18.3', 7_334_000, 3_401_000],
  '3.20': ['2024-07-22T22:26:43.000Z', '3.20.2', 7_797_000, 3_623_000],
  '3.21': ['2025-02-14T03:28:36.000Z', '3.21.3', 7_828_000, 3_642_000],
  '3.22': ['2025-10-08T11:04:56.000Z', '3.22.2', 8_317_000, 3_802_000],
}

const SBIN = new Set(
  'acpid adjtimex arp blkid fdisk getty halt hwclock ifconfig ifdown ifup init insmod ip losetup lsmod mkswap modinfo modprobe nameif pivot_root poweroff reboot rmmod route swapoff swapon switch_root sysctl syslogd udhcpc vconfig watchdog'.split(
    ' ',
  ),
)
const BIN = new Set(
  'ash base64 bbconfig cat chgrp chmod chown cp date dd df dmesg dnsdomainname echo ed egrep false fgrep fsync getopt grep gunzip gzip hostname ionice ipcalc kill link ln login ls lzop makemime mkdir mknod mktemp more mount mountpoint mpstat mv netstat nice pidof ping ping6 printenv ps pwd rev rm rmdir run-parts sed setpriv sh sleep stat stty su sync tar touch true umount uname usleep watch zcat'.split(
    ' ',
  ),
)

function alpineFiles(tree: Tree, point: string, size: number): void {
  tree.dir(
    'dev etc home media media/cdrom media/floppy mnt opt proc root run srv sys tmp usr/local/bin usr/local/lib usr/local/share var/cache var/log var/tmp var/lib var/empty',
  )
  tree.file('bin/busybox', executable('busybox-alpine', 808_712), { mode: 0o755 })
  const skip = new Set(['httpd', 'ar', 'host', 'lspci', 'lsusb'])
  for (const applet of APPLETS.split(' ')) {
    if (skip.has(applet)) continue
    const home = SBIN.has(applet) ? 'sbin' : BIN.has(applet) ? 'bin' : 'usr/bin'
    tree.link(`${home}/${applet}`, '/bin/busybox')
  }
  tree.bin('sbin', 'apk:74352').bin('usr/bin', 'getent ldd iconv scanelf ssl_client getconf')
  tree
    .file('etc/passwd', ALPINE_PASSWD)
    .file('etc/group', ALPINE_GROUP)
    .file('etc/shadow', shadowOf(ALPINE_PASSWD), { mode: 0o640, gid: 42 })
  tree
    .file('etc/alpine-release', `${point}\n`)
    .file('etc/hostname', 'localhost\n')
    .file('etc/shells', '# valid login shells\n/bin/sh\n/bin/ash\n')
  tree
    .file('etc/os-release', alpineRelease(point))
    .file('etc/issue', `Welcome to Alpine Linux ${minor(point)}\nKernel \\r on an \\m (\\l)\n\n`)
  tree.file('etc/hosts', '127.0.0.1\tlocalhost localhost.localdomain\n::1\t\tlocalhost localhost.localdomain\n')
  tree.file(
    'etc/profile',
    'export PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"\nexport PAGER=less\numask 022\n',
  )
  tree.file(
    'etc/apk/repositories',
    ['main', 'community'].map((r) => `https://dl-cdn.alpinelinux.org/alpine/v${minor(point)}/${r}\n`).join(''),
  )
  tree
    .file('etc/apk/world', 'alpine-baselayout\nalpine-keys\nalpine-release\napk-tools\nbusybox\nlibc-utils\n')
    .file('etc/apk/arch', 'x86_64\n')
  tree.file('lib/apk/db/installed', alpineInstalled(point)).file('etc/ssl/certs/ca-certificates.crt', CERTIFICATES)
  tree.dir('var/cache/apk')
  tree.pad(
    size,
    'lib/ld-musl-x86_64.so.1 lib/libcrypto.so.3 lib/libssl.so.3 lib/libz.so.1 lib/libapk.so.2.14.0 usr/share/apk/keys.db',
  )
}

const minor = (point: string) => point.split('.').slice(0, 2).join('.')

const CERTIFICATES = '-----BEGIN CERTIFICATE-----\nTmFydSBSb290IENB\n-----END CERTIFICATE-----\n'

const alpineRelease = (point: string) => `NAME="Alpine Linux"
ID=alpine
VERSION_ID=${point}
PRETTY_NAME="Alpine Linux v${minor(point)}"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
`

function alpineInstalled(point: string): string {
  const rows: [string, string][] = [
    ['alpine-baselayout', '3.7.0-r0'],
    ['alpine-keys', '2.5-r0'],
    ['alpine-release', `${point}-r0`],
    ['apk-tools', '2.14.9-r3'],
    ['busybox', '1.37.0-r19'],
    ['busybox-binsh', '1.37.0-r19'],
    ['ca-certificates-bundle', '20250911-r0'],
    ['libcrypto3', '3.5.4-r0'],
    ['libssl3', '3.5.4-r0'],
    ['musl', '1.2.5-r10'],
    ['musl-utils', '1.2.5-r10'],
    ['scanelf', '1.3.8-r1'],
    ['ssl_client', '1.37.0-r19'],
    ['zlib', '1.3.1-r2'],
  ]
  return rows.map(([name, version]) => `P:${name}\nV:${version}\nA:x86_64\n`).join('\n')
}

/** `alpine('3.22')`. */
export const alpine = once((version: string): Recipe => {
  const [created, point, size, weight] = ALPINE[version]!
  const files = (tree: Tree) => alpineFiles(tree, point, size)
  const layer = { name: `alpine ${version}`, weight, files }
  if (Number(version.slice(2)) >= 20) {
    return recipe(undefined, created, 'buildkit', [
      copy(`alpine-minirootfs-${point}-x86_64.tar.gz`, '/', layer, 'ADD'),
      cmd('/bin/sh'),
    ])
  }
  return recipe(undefined, created, 'classic', [copy(`alpine-${point}`, '/', layer, 'ADD'), cmd('/bin/sh')])
})

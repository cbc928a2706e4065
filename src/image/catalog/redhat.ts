// Red Hat's Universal Base Image and Oracle Linux: rpm systems. The minimal ones have no `ps`.
import { REDHAT_GROUP, REDHAT_PASSWD, shadowOf } from './accounts.ts'
import { cmd, copy, env, label, made, once, type Recipe, recipe } from './recipe.ts'
import type { Tree } from './tree.ts'

const COREUTILS =
  '[ arch b2sum base32 base64 basename cat chgrp chmod chown cksum comm cp csplit cut date dd df dir dircolors dirname du echo env expand expr factor false fold groups head hostid id install join link ln logname ls md5sum mkdir mkfifo mknod mktemp mv nice nl nohup nproc numfmt od paste pathchk pr printenv printf pwd readlink realpath rm rmdir seq sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stdbuf stty sum sync tac tail tee test timeout touch tr true truncate tsort tty uname unexpand uniq unlink uptime users wc who whoami yes'
const COMMON =
  'bash:1150704 awk=gawk:680152 gawk:680152 curl:239848 find:238832 xargs grep:197608 egrep fgrep sed:117672 gzip gunzip zcat tar:457568 getent ldd rpm:16456 gpg getopt login'
const FULL =
  'cmp diff dmesg findmnt flock getopt hostname kill lsblk lscpu logger more mount mountpoint nsenter passwd python3.6=python:11336 rev setsid su taskset umount unshare vi:1147560 xz'

interface Flavour {
  name: string
  pretty: string
  id: string
  version: string
  size: number
  weight: number
  created: string
  /** `minimal` has microdnf and no python; `full` has dnf and yum. */
  packages: 'minimal' | 'full'
}

const FLAVOURS: Record<string, Flavour> = {
  ubi8: {
    name: 'ubi 8.7',
    pretty: 'Red Hat Enterprise Linux 8.7 (Ootpa)',
    id: 'rhel',
    version: '8.7',
    size: 205_000_000,
    weight: 79_300_000,
    created: '2023-02-07T15:56:32.000Z',
    packages: 'full',
  },
  'ubi9-minimal': {
    name: 'ubi-minimal 9.6',
    pretty: 'Red Hat Enterprise Linux 9.6 (Plow)',
    id: 'rhel',
    version: '9.6',
    size: 107_000_000,
    weight: 39_400_000,
    created: '2025-09-01T05:11:00.000Z',
    packages: 'minimal',
  },
  'oracle7-slim': {
    name: 'oraclelinux 7-slim',
    pretty: 'Oracle Linux Server 7.9',
    id: 'ol',
    version: '7.9',
    size: 135_000_000,
    weight: 51_300_000,
    created: '2023-11-14T20:00:00.000Z',
    packages: 'minimal',
  },
  'oracle8-slim': {
    name: 'oraclelinux 8-slim',
    pretty: 'Oracle Linux Server 8.6',
    id: 'ol',
    version: '8.6',
    size: 111_000_000,
    weight: 41_900_000,
    created: '2022-05-03T01:20:00.000Z',
    packages: 'minimal',
  },
  'oracle9-slim': {
    name: 'oraclelinux 9-slim',
    pretty: 'Oracle Linux Server 9.6',
    id: 'ol',
    version: '9.6',
    size: 118_000_000,
    weight: 47_800_000,
    created: '2025-10-07T18:22:00.000Z',
    packages: 'minimal',
  },
  fedora: {
    name: 'fedora 43',
    pretty: 'Fedora Linux 43 (Container Image)',
    id: 'fedora',
    version: '43',
    size: 179_000_000,
    weight: 67_200_000,
    created: '2025-10-24T06:02:00.000Z',
    packages: 'full',
  },
}

function files(tree: Tree, flavour: Flavour): void {
  tree.dir(
    'boot dev etc home media mnt opt proc root run srv sys tmp usr/bin usr/sbin usr/lib usr/lib64 usr/local/bin usr/local/sbin usr/local/lib var/cache var/lib/rpm var/log var/tmp',
  )
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) tree.link(name, `usr/${name}`)
  tree.link('var/run', '../run').link('etc/mtab', '../proc/self/mounts')
  tree.bin('usr/bin', COREUTILS).bin('usr/bin', COMMON).link('usr/bin/sh', 'bash')
  if (flavour.packages === 'full') {
    tree.bin('usr/bin', FULL).bin('usr/bin', 'dnf-3=dnf').link('usr/bin/dnf', 'dnf-3').link('usr/bin/yum', 'dnf-3')
  } else tree.bin('usr/bin', 'microdnf')
  tree.bin('usr/sbin', 'chroot ldconfig groupadd useradd userdel usermod nologin')
  tree
    .file('etc/passwd', REDHAT_PASSWD)
    .file('etc/group', REDHAT_GROUP)
    .file('etc/shadow', shadowOf(REDHAT_PASSWD), { mode: 0 })
  tree.file('usr/lib/os-release', osRelease(flavour)).link('etc/os-release', '../usr/lib/os-release')
  tree.file('etc/redhat-release', `${releaseLine(flavour)}\n`).link('etc/system-release', 'redhat-release')
  tree
    .file('etc/hostname', '')
    .file('etc/shells', '/bin/sh\n/bin/bash\n/usr/bin/sh\n/usr/bin/bash\n')
    .file('etc/nsswitch.conf', 'hosts: files dns\n')
  tree.file(
    'root/.bashrc',
    "# .bashrc\n\nalias rm='rm -i'\nalias cp='cp -i'\nalias mv='mv -i'\n\n# Source global definitions\nif [ -f /etc/bashrc ]; then\n\t. /etc/bashrc\nfi\n",
  )
  tree.file('etc/bashrc', '# /etc/bashrc\n\n[ "$PS1" ] && PS1="[\\u@\\h \\W]\\\\$ "\n')
  tree.file(
    'etc/pki/tls/certs/ca-bundle.crt',
    '-----BEGIN CERTIFICATE-----\nTmFydSBSb290IENB\n-----END CERTIFICATE-----\n',
  )
  tree.pad(
    flavour.size,
    'usr/lib64/libc.so.6 usr/lib64/libcrypto.so.1.1 usr/lib64/libstdc++.so.6 usr/lib64/libgnutls.so.30 usr/lib64/librpm.so.8 usr/lib64/libsystemd.so.0 usr/lib64/libglib-2.0.so.0 usr/lib/locale/locale-archive var/lib/rpm/Packages usr/share/zoneinfo/tzdata.zi usr/lib64/gconv/gconv-modules.cache',
  )
}

const releaseLine = ({ pretty, id }: Flavour) =>
  id === 'rhel' ? pretty.replace('Linux ', 'Linux release ') : pretty.replace('Server ', 'Server release ')

const osRelease = ({ pretty, id, version }: Flavour) => `NAME="${pretty.replace(/ [\d.]+.*$/, '')}"
VERSION="${version}"
ID="${id}"
ID_LIKE="fedora"
VERSION_ID="${version}"
PLATFORM_ID="platform:el${version.split('.')[0]}"
PRETTY_NAME="${pretty}"
`

export const redhat = once((name: string): Recipe => {
  const flavour = FLAVOURS[name]!
  const layer = { name: flavour.name, weight: flavour.weight, files: (tree: Tree) => files(tree, flavour) }
  if (flavour.id === 'rhel') {
    return recipe(undefined, flavour.created, 'classic', [
      made('', `Imported from -`, layer),
      label('com.redhat.component', `${name}-container`),
      label('vendor', 'Red Hat, Inc.'),
      env('container', 'oci'),
      cmd('/bin/bash'),
    ])
  }
  const steps = [copy(`${name}-rootfs.tar.xz`, '/', layer, 'ADD'), cmd('/bin/bash')]
  return recipe(undefined, flavour.created, 'buildkit', steps)
})

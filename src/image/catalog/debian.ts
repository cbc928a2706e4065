// Debian and Ubuntu base systems: file trees made of packages, and the base images that Debian and Canonical publish.
import { type Accounts, debianAccounts } from './accounts.ts'
import { osRelease, sources } from './apt.ts'
import { BASE, packages } from './packages.ts'
import { cmd, label, made, once, type Recipe, recipe, type Step } from './recipe.ts'
import { type Release, RELEASES } from './releases.ts'
import type { Tree } from './tree.ts'

const LIBRARIES =
  'usr/lib/x86_64-linux-gnu/libc.so.6 usr/lib/x86_64-linux-gnu/libstdc++.so.6 usr/lib/x86_64-linux-gnu/libm.so.6 usr/lib/x86_64-linux-gnu/libapt-pkg.so.6.0 usr/lib/x86_64-linux-gnu/libcrypto.so.3 usr/lib/x86_64-linux-gnu/libgnutls.so.30 usr/lib/x86_64-linux-gnu/libunistring.so.2 usr/lib/x86_64-linux-gnu/libsystemd.so.0 usr/lib/x86_64-linux-gnu/libdb-5.3.so usr/lib/x86_64-linux-gnu/libp11-kit.so.0 usr/lib/x86_64-linux-gnu/libpcre2-8.so.0 usr/lib/x86_64-linux-gnu/libtinfo.so.6 usr/lib/x86_64-linux-gnu/libz.so.1 usr/lib/x86_64-linux-gnu/perl-base/unicore.bin usr/lib/locale/C.utf8/LC_CTYPE usr/share/zoneinfo/tzdata.zi usr/share/perl5/Debconf.db'
const DOCUMENTS = 'usr/share/doc/index.db usr/share/locale/messages.mo usr/share/man/index.db usr/share/i18n/locales.db'

const BASHRC = `# ~/.bashrc: executed by bash(1) for non-login shells.

# Note: PS1 and umask are already set in /etc/profile. You should not
# need this unless you want different defaults for root.
# PS1='\${debian_chroot:+($debian_chroot)}\\h:\\w\\$ '
# umask 022
`

const PROFILE = `# ~/.profile: executed by Bourne-compatible login shells.

if [ "$BASH" ]; then
  if [ -f ~/.bashrc ]; then
    . ~/.bashrc
  fi
fi

mesg n 2> /dev/null || true
`

/** In the merged layout /bin and /sbin are links into /usr (Debian 12, Ubuntu 20.04 and later). */
const merged = (release: Release) => release.family === 'ubuntu' || Number(release.version) >= 12

/** Adds the programs of packages. */
export function placePrograms(tree: Tree, inUsr: boolean, names: string): void {
  const [bin, sbin] = inUsr ? ['usr/bin', 'usr/sbin'] : ['bin', 'sbin']
  for (const name of names.split(' ').filter(Boolean)) {
    const found = packages.get(name)
    if (!found) throw new Error(`no package ${name}`)
    if (found.bin) tree.bin(bin, found.bin)
    if (found.sbin) tree.bin(sbin, found.sbin)
    if (found.usrBin) tree.bin('usr/bin', found.usrBin)
    if (found.usrSbin) tree.bin('usr/sbin', found.usrSbin)
  }
}

/** Adds packages with their programs and their rows of the dpkg database; `before` are those already there. */
export function install(tree: Tree, release: Release, names: string, before = ''): void {
  placePrograms(tree, merged(release), names)
  const all = [...new Set(`${before} ${names}`.split(' ').filter(Boolean))].sort()
  tree.file('var/lib/dpkg/status', all.map(statusOf).join('\n'))
}

function statusOf(name: string): string {
  const { version, kilobytes, summary } = packages.get(name)!
  return `Package: ${name}
Status: install ok installed
Priority: optional
Section: utils
Installed-Size: ${kilobytes}
Maintainer: Debian Developers <debian-devel@lists.debian.org>
Architecture: amd64
Version: ${version}
Description: ${summary}
`
}

/** Directories and files of /etc that every Debian or Ubuntu has. */
export function skeleton(tree: Tree, release: Release, accounts: Accounts = debianAccounts()): void {
  tree.dir(
    'boot dev etc home media mnt opt proc root run run/lock srv sys tmp usr var var/tmp var/log var/cache var/lib',
  )
  tree.dir('usr/local/bin usr/local/sbin usr/local/lib usr/local/share usr/share etc/default etc/init.d etc/profile.d')
  tree.dir('var/lib/apt/lists/partial var/cache/apt/archives/partial var/lib/dpkg/info var/backups var/mail var/spool')
  if (merged(release)) {
    tree.dir('usr/bin usr/sbin usr/lib usr/lib64')
    for (const name of ['bin', 'sbin', 'lib', 'lib64']) tree.link(name, `usr/${name}`)
  }
  const bin = merged(release) ? 'usr/bin' : 'bin'
  tree.link(`${bin}/sh`, 'dash').link(`${bin}/rbash`, 'bash')
  tree.link('etc/alternatives/awk', '/usr/bin/mawk').link('usr/bin/awk', '/etc/alternatives/awk')
  tree.link('var/run', '/run').link('var/lock', '/run/lock').link('etc/mtab', '/proc/mounts')
  tree.file('etc/passwd', accounts.passwd).file('etc/group', accounts.group)
  tree.file('etc/shadow', accounts.shadow, { mode: 0o640, gid: 42 })
  tree.file('etc/hostname', 'debuerreotype\n').file('etc/debian_version', `${release.point}\n`)
  tree.file('usr/lib/os-release', osRelease(release)).link('etc/os-release', '../usr/lib/os-release')
  tree.file('etc/issue', `${release.pretty} \\n \\l\n\n`).file('etc/shells', SHELLS)
  tree.file(
    'etc/nsswitch.conf',
    'passwd:         files\ngroup:          files\nshadow:         files\nhosts:          files dns\n',
  )
  tree.file('etc/host.conf', 'multi on\n').file('etc/profile', ETC_PROFILE).file('etc/bash.bashrc', ETC_BASHRC)
  tree.file('root/.bashrc', BASHRC).file('root/.profile', PROFILE)
  tree.file('etc/skel/.bashrc', BASHRC).file('etc/skel/.profile', PROFILE)
  tree
    .file('etc/environment', release.family === 'ubuntu' ? `PATH="${FULL_PATH}"\n` : '')
    .file('etc/fstab', '# UNCONFIGURED FSTAB FOR BASE SYSTEM\n')
  tree.file('etc/ld.so.conf', 'include /etc/ld.so.conf.d/*.conf\n').file('etc/timezone', 'Etc/UTC\n')
  tree.link('etc/localtime', '/usr/share/zoneinfo/Etc/UTC')
  sources(tree, release)
}

const FULL_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/games:/usr/local/games:/snap/bin'
const SHELLS =
  '# /etc/shells: valid login shells\n/bin/sh\n/usr/bin/sh\n/bin/bash\n/usr/bin/bash\n/bin/rbash\n/usr/bin/rbash\n/usr/bin/dash\n'
const ETC_PROFILE = `# /etc/profile: system-wide .profile file for the Bourne shell (sh(1))

if [ "$(id -u)" -eq 0 ]; then
  PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
else
  PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
fi
export PATH
`
const ETC_BASHRC = `# System-wide .bashrc file for interactive bash(1) shells.

[ -z "$PS1" ] && return

PS1='\${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '
`

/** Adds the root file system of a base image. */
function baseSystem(tree: Tree, release: Release, slim: boolean): void {
  skeleton(tree, release)
  install(tree, release, `${BASE} ${release.also}`)
  const [total] = (slim ? release.slim : release.size)!
  tree.pad(total, slim || release.family === 'ubuntu' ? LIBRARIES : `${LIBRARIES} ${DOCUMENTS}`)
}

/** Debian 12 as debootstrap's smallest variant makes it; `total` is the bytes of all its files. */
export function debianMinimal(tree: Tree, total: number): void {
  const release = RELEASES.bookworm!
  skeleton(tree, release)
  install(tree, release, `${BASE} ${release.also}`)
  // What dpkg and debconf keep about the packages lies outside of /usr.
  tree.bulk('var/lib/dpkg/info/debconf.templates', 1_150_000).bulk('var/cache/debconf/templates.dat', 930_000)
  tree.pad(total, LIBRARIES)
}

const layerSpec = (release: Release, slim: boolean) => ({
  name: `${release.family} ${release.version}${slim ? '-slim' : ''}`,
  weight: (slim ? release.slim : release.size)![1],
  files: (tree: Tree) => baseSystem(tree, release, slim),
})

/** `debian('bookworm')`, `debian('bookworm-slim')`: one recipe, whoever stands on it. */
export const debian = once((name: string): Recipe => {
  const [codename, variant] = name.split('-') as [string, string | undefined]
  const release = RELEASES[codename]!
  const date = Math.floor(Date.parse(release.created) / 1000)
  const old = Number(release.version) < 12
  const sum = 'bd8ed0d6bd5d1b4c1a3a4ed2b1a4a0c1f6ee4a8f6c1e0d5b6f0a4e2b7f7d5c21'
  const layer = layerSpec(release, variant === 'slim')
  if (old) {
    return recipe(undefined, release.created, 'classic', [
      made(`/bin/sh -c #(nop) ADD file:${sum} in / `, '', layer),
      cmd('bash'),
    ])
  }
  const by = `# debian.sh --arch 'amd64' out/ '${codename}' '@${date}'`
  return recipe(undefined, release.created, 'classic', [made(by, 'debuerreotype 0.16', layer), debianCmd])
})

/** Debian's own tool writes this row as its comment has it. */
const debianCmd: Step = (draft) => {
  draft.run.Cmd = ['bash']
}

export const ubuntu = once((codename: string): Recipe => {
  const release = RELEASES[codename]!
  const sum = 'eb4a1a8f3a1f4e3a3f5bcfd9b6f5ed2f2bfd1a3a7c8c9b0f1d2e3c4b5a697887'
  return recipe(undefined, release.created, 'classic', [
    argument('RELEASE'),
    argument('LAUNCHPAD_BUILD_ARCH'),
    label('org.opencontainers.image.ref.name', 'ubuntu'),
    label('org.opencontainers.image.version', release.version),
    made(`/bin/sh -c #(nop) ADD file:${sum} in / `, '', layerSpec(release, false)),
    cmd('/bin/bash'),
  ])
})

const argument =
  (name: string): Step =>
  (draft) => {
    draft.history.push({ created: draft.created, created_by: `/bin/sh -c #(nop)  ARG ${name}`, empty_layer: true })
  }

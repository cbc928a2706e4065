// Package managers against a mirror: what they print, and that the programs are found afterwards.
import { describe, expect, it } from 'vitest'
import { executable } from '../../kernel/executable.ts'
import { Network, NetworkNamespace } from '../../net/namespace.ts'
import { run, testMachine } from '../../testing/machine.ts'
import { ROOT } from '../machine.ts'
import { programs } from '../programs/index.ts'
import { packageMirror } from './mirror.ts'

function connected(files: Record<string, string>) {
  const world = testMachine({ programs, files })
  const net = new Network('internet', 'internet', '0.0.0.0/0')
  const mirror = new NetworkNamespace('mirror', 'mirror')
  mirror.attach(net, '1.2.3.4')
  const listener = { component: 'deb.debian.org/mirror', ...packageMirror() }
  mirror.listen(80, listener)
  mirror.listen(443, listener)
  world.machine.net.attach(net, '5.6.7.8')
  world.fs.write('/etc/hosts', '127.0.0.1 localhost\n1.2.3.4 deb.debian.org dl-cdn.alpinelinux.org\n')
  for (const name of ['ps', 'nc', 'tree', 'htop'])
    if (world.fs.exists(`/usr/bin/${name}`)) world.fs.remove(`/usr/bin/${name}`)
  return world
}

const SOURCES = { '/etc/apt/sources.list': 'deb http://deb.debian.org/debian bullseye main\n' }
const asRoot = { user: ROOT, env: { PATH: '/usr/local/bin:/usr/bin:/bin' } }

describe('apt-get', () => {
  it('needs root, and lists before packages', async () => {
    const { machine } = connected(SOURCES)
    const denied = await run(machine, ['apt-get', 'install', '-y', 'procps'])
    expect(denied).toEqual({
      exit: 100,
      stdout: '',
      stderr:
        'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)\nE: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?\n',
    })
    const early = await run(machine, ['apt-get', 'install', '-y', 'netcat'], asRoot)
    expect(early).toMatchObject({ exit: 100, stderr: 'E: Unable to locate package netcat\n' })
  })

  it('updates, installs and removes', async () => {
    const { machine } = connected(SOURCES)
    const update = await run(machine, ['apt-get', 'update'], asRoot)
    expect(update.stdout).toMatch(
      /^Get:1 http:\/\/deb\.debian\.org\/debian bullseye InRelease \[116 kB\]\nGet:2 http:\/\/deb\.debian\.org\/debian bullseye\/main amd64 Packages \[8066 kB\]\nFetched 8182 kB in \ds \(.*\/s\)\nReading package lists\.\.\.\n$/,
    )
    const installed = await run(machine, ['apt-get', '-y', 'install', 'netcat'], asRoot)
    expect(installed).toMatchObject({ exit: 0, stdout: expect.stringContaining('Setting up') })
    expect(installed.stdout).toContain(
      'The following additional packages will be installed:\n  netcat-traditional\nThe following NEW packages will be installed:\n  netcat netcat-traditional\n0 upgraded, 2 newly installed, 0 to remove and 0 not upgraded.\n',
    )
    expect(installed.stdout).toContain('Setting up netcat-traditional (1.10-47) ...\n')
    expect((await run(machine, ['apt-get', 'install', '-y', '-qq', 'procps'], asRoot)).exit).toBe(0)
    expect((await run(machine, ['ps', '-e'], asRoot)).stdout).toContain('CMD')
    expect((await run(machine, ['dpkg', '-L', 'procps'], asRoot)).stdout).toContain('/usr/bin/ps\n')
    const asked = (answer: string) => run(machine, ['apt-get', 'remove', 'procps'], { ...asRoot, stdin: answer })
    expect(await asked('n\n')).toMatchObject({ exit: 1, stdout: expect.stringMatching(/\[Y\/n\] Abort\.\n$/) })
    expect(await asked('\n')).toMatchObject({ exit: 0, stderr: '' })
    expect((await run(machine, ['apt-get', 'install', '--only-upgrade', 'procps'], asRoot)).stdout).toContain(
      'Skipping procps, it is not installed and only upgrades are requested.\n',
    )
    await expect(run(machine, ['ps'], asRoot)).rejects.toThrow('No such file')
  })
})

describe('apk', () => {
  it('adds packages', async () => {
    const { machine, fs } = connected({
      '/etc/apk/repositories':
        'https://dl-cdn.alpinelinux.org/alpine/v3.22/main\nhttps://dl-cdn.alpinelinux.org/alpine/v3.22/community\n',
    })
    const added = await run(machine, ['apk', 'add', '--no-cache', 'tree'], asRoot)
    expect(added).toMatchObject({
      exit: 0,
      stdout:
        'fetch https://dl-cdn.alpinelinux.org/alpine/v3.22/main/x86_64/APKINDEX.tar.gz\nfetch https://dl-cdn.alpinelinux.org/alpine/v3.22/community/x86_64/APKINDEX.tar.gz\n(1/1) Installing tree (2.2.1-r0)\nExecuting busybox-1.37.0-r19.trigger\nOK: 8 MiB in 1 packages\n',
    })
    expect(fs.exists('/usr/bin/tree')).toBe(true)
    const wrong = await run(machine, ['apk', 'add', '--no-cache', 'nothing-like-it'], asRoot)
    expect(wrong).toMatchObject({
      exit: 1,
      stderr:
        'ERROR: unable to select packages:\n  nothing-like-it (no such package):\n    required by: world[nothing-like-it]\n',
    })
  })
})

describe('busybox', () => {
  it('is many programs', async () => {
    const { machine, fs } = connected({})
    fs.mkdir('/bb')
    for (const applet of ['ls', 'cat', 'ps', 'wget', 'nothing'])
      fs.write(`/bb/${applet}`, executable('busybox', 1000), { mode: 0o755 })
    expect(await run(machine, ['/bb/ls', 'x'])).toEqual({
      exit: 1,
      stdout: '',
      stderr: 'ls: x: No such file or directory\n',
    })
    expect(await run(machine, ['/bb/cat', 'x'])).toMatchObject({
      exit: 1,
      stderr: "cat: can't open 'x': No such file or directory\n",
    })
    expect((await run(machine, ['/bb/ps'])).stdout).toMatch(
      /^PID {3}USER {5}TIME {2}COMMAND\n {4}\d student {3}0:00 \/bb\/ps\n$/,
    )
    expect(await run(machine, ['/bb/wget', 'http://nowhere'])).toMatchObject({
      exit: 1,
      stderr: "wget: bad address 'nowhere'\n",
    })
    expect(await run(machine, ['/bb/nothing'])).toMatchObject({ exit: 127, stderr: 'nothing: applet not found\n' })
    expect((await run(machine, ['busybox', 'echo', 'hi'])).stdout).toBe('hi\n')
  })
})

// sed, awk, find, xargs, tar, diff and their like: exact outputs.
import { describe, expect, it } from 'vitest'
import { run, testMachine } from '../../testing/machine.ts'
import { ROOT } from '../machine.ts'
import { programs } from './index.ts'

const machineWith = (files: Record<string, string> = {}) => testMachine({ programs, files }).machine
const filter = async (argv: string[], stdin: string, files = {}) =>
  (await run(machineWith(files), argv, { stdin })).stdout

describe('sed', () => {
  it.each([
    [['s/a/b/'], 'aaa\n', 'baa\n'],
    [['s/a/b/g;s/b$/c/'], 'aaa\n', 'bbc\n'],
    [['-n', '2p'], 'a\nb\nc\n', 'b\n'],
    [['2,3d'], 'a\nb\nc\nd\n', 'a\nd\n'],
    [['/b/,$d'], 'a\nb\nc\n', 'a\n'],
    [['-E', 's/(.)(.)/\\2\\1/'], 'xy\n', 'yx\n'],
    [['$!N;s/\\n/ /'], 'a\nb\nc\n', 'a b\nc\n'],
    [['1a\\', '-e', 'x'], 'a\n', 'a\nx\n'],
    [['y/abc/xyz/'], 'cab\n', 'zxy\n'],
    [['s,/usr,/opt,'], '/usr/bin\n', '/opt/bin\n'],
    [[':a;s/^\\(x*\\)a/\\1x/;ta'], 'aab\n', 'xxb\n'],
    [['-n', '$='], 'a\nb\n', '2\n'],
    [['2q'], 'a\nb\nc\n', 'a\nb\n'],
    [['s/.*/\\U&/'], 'abc\n', 'ABC\n'],
    [['/a/{n;d}'], 'a\nb\nc\n', 'a\nc\n'],
    [['s/[/]/-/g'], 'a/b\n', 'a-b\n'],
  ])('%j', async (args, stdin, expected) => {
    const argv = args[0] === '1a\\' ? ['sed', '1a x'] : ['sed', ...args]
    expect(await filter(argv, stdin)).toBe(expected)
  })

  it('edits in place and complains', async () => {
    const machine = machineWith({ '/home/student/f': 'listen 80;\n' })
    await run(machine, ['sed', '-i', 's/80/8080/', 'f'])
    expect((await run(machine, ['cat', 'f'])).stdout).toBe('listen 8080;\n')
    expect(await run(machine, ['sed', 's/a/b'])).toMatchObject({
      exit: 1,
      stderr: "sed: -e expression #1, char 5: unterminated `s' command\n",
    })
  })
})

describe('awk', () => {
  it.each([
    ['{print $2}', 'a b\nc d\n', 'b\nd\n'],
    ['{s+=$1} END {print s, NR}', '1\n2\n3\n', '6 3\n'],
    ['NR==2', 'a\nb\n', 'b\n'],
    ['/b/ {print NR": "$0}', 'a\nb\n', '2: b\n'],
    ['{c[$1]++} END {for (k in c) print k, c[k]}', 'x\ny\nx\n', 'x 2\ny 1\n'],
    ['{printf "%-5s|%3d\\n", $1, $2}', 'ab 7\n', 'ab   |  7\n'],
    ['BEGIN {FS=":"; OFS="-"} {$1=$1; print}', 'a:b\n', 'a-b\n'],
    ['function f(n) {return n<2?n:f(n-1)+f(n-2)} BEGIN {print f(10)}', '', '55\n'],
    ['{gsub(/o/,"0"); print length($0), toupper($0)}', 'foo\n', '3 F00\n'],
    ['{print $NF; n=split($0,p,","); print n}', 'a,b c\n', 'c\n2\n'],
    ['BEGIN {print substr("hello",2,3), index("hello","l"), 7/2, 2^3, 10%3}', '', 'ell 3 3.5 8 1\n'],
    ['BEGIN { while (i < 3) { i++; if (i == 2) continue; print i } }', '', '1\n3\n'],
    ['$1 > 9 {print "big"} !($1 > 9) {print "small"}', '10\n9\n', 'big\nsmall\n'],
    ['BEGIN {print "b\\na" | "sort"}', '', 'a\nb\n'],
    ['BEGIN {"echo hi" | getline x; print x}', '', 'hi\n'],
    ['/a/,/c/', 'x\na\nb\nc\ny\n', 'a\nb\nc\n'],
    ['{ print ($1 == "a") ? "yes" : "no" }', 'a\nb\n', 'yes\nno\n'],
  ])('%s', async (program, stdin, expected) => {
    const world = testMachine({ programs })
    world.fs.write('/usr/bin/sh', world.fs.read('/usr/bin/dash'), { mode: 0o755 })
    expect(await run(world.machine, ['awk', program], { stdin })).toEqual({ exit: 0, stdout: expected, stderr: '' })
  })

  it('takes -F and -v', async () => {
    expect(await filter(['awk', '-F:', '-v', 'n=2', '{print $n}'], 'a:b\n')).toBe('b\n')
  })
})

describe('files', () => {
  const files = {
    '/home/student/d/a.txt': 'one\ntwo\n',
    '/home/student/d/b.log': 'x\n',
    '/home/student/e.txt': 'one\n2\n',
  }

  it('finds and passes on', async () => {
    const machine = machineWith(files)
    expect((await run(machine, ['find', '.', '-name', '*.txt'])).stdout).toBe('./d/a.txt\n./e.txt\n')
    expect((await run(machine, ['find', 'd', '-type', 'f', '-size', '-5c', '-o', '-name', 'a*'])).stdout).toBe(
      'd/a.txt\nd/b.log\n',
    )
    expect((await run(machine, ['find', 'd', '-name', '*.log', '-exec', 'cat', '{}', ';'])).stdout).toBe('x\n')
    expect((await run(machine, ['find', 'd', '-name', '*.log', '-delete'])).exit).toBe(0)
    expect((await run(machine, ['find', 'nope'])).stderr).toBe('find: ‘nope’: No such file or directory\n')
    expect(await filter(['xargs', '-n1', 'echo', 'x'], 'a b\n')).toBe('x a\nx b\n')
    expect(await filter(['xargs', '-I{}', 'echo', '<{}>'], 'a b\nc\n')).toBe('<a b>\n<c>\n')
  })

  it('packs and unpacks', async () => {
    const machine = machineWith(files)
    expect(await run(machine, ['tar', 'czf', 'd.tgz', 'd'])).toMatchObject({ exit: 0, stderr: '' })
    expect((await run(machine, ['tar', 'tf', 'd.tgz'])).stdout).toBe('d/\nd/a.txt\nd/b.log\n')
    await run(machine, ['mkdir', 'x'])
    expect(await run(machine, ['tar', '-xzvf', 'd.tgz', '-C', 'x'])).toMatchObject({
      exit: 0,
      stdout: 'd/\nd/a.txt\nd/b.log\n',
    })
    expect((await run(machine, ['cat', 'x/d/a.txt'])).stdout).toBe('one\ntwo\n')
    expect((await run(machine, ['gzip', '-k', 'e.txt'])).exit).toBe(0)
    expect((await run(machine, ['zcat', 'e.txt.gz'])).stdout).toBe('one\n2\n')
  })

  it('compares', async () => {
    const machine = machineWith(files)
    expect(await run(machine, ['diff', 'd/a.txt', 'e.txt'])).toMatchObject({
      exit: 1,
      stdout: '2c2\n< two\n---\n> 2\n',
    })
    expect((await run(machine, ['diff', '-u', '--label', 'a', '--label', 'b', 'd/a.txt', 'e.txt'])).stdout).toBe(
      '--- a\n+++ b\n@@ -1,2 +1,2 @@\n one\n-two\n+2\n',
    )
    expect((await run(machine, ['sha256sum', 'd/b.log'])).stdout).toBe(
      '73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac  d/b.log\n',
    )
    expect(await filter(['base64'], 'hello\n')).toBe('aGVsbG8K\n')
    expect(await filter(['base64', '-d'], 'aGVsbG8K\n')).toBe('hello\n')
    expect(await filter(['xxd'], 'hello\n')).toBe('00000000: 6865 6c6c 6f0a                           hello.\n')
  })

  it('makes users and becomes them', async () => {
    const machine = machineWith()
    expect(await run(machine, ['useradd', '-m', 'ann'])).toMatchObject({ exit: 1 })
    expect(await run(machine, ['useradd', '-m', 'ann'], { user: ROOT })).toMatchObject({ exit: 0, stderr: '' })
    expect((await run(machine, ['id', 'ann'])).stdout).toBe('uid=1001(ann) gid=1001(ann) groups=1001(ann)\n')
    expect((await run(machine, ['sudo', 'whoami'])).stdout).toBe('root\n')
    expect((await run(machine, ['sudo', '-u', 'ann', 'whoami'])).stdout).toBe('ann\n')
    expect((await run(machine, ['ss', '-tln'])).stdout).toContain('Local Address:Port')
    expect((await run(machine, ['df', '-h', '/'])).stdout).toMatch(
      /^Filesystem +Size +Used Avail Use% Mounted on\n\/dev\/vda1 +64G/,
    )
    expect((await run(machine, ['free', '-m'])).stdout).toMatch(
      /^ +total +used +free +shared +buff\/cache +available\nMem: +8192 /,
    )
    expect((await run(machine, ['top', '-b', '-n', '1'])).stdout).toMatch(
      /^top - 09:00:\d\d up 0 min, {2}0 users, {2}load average: /,
    )
  })
})

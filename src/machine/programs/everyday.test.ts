// The first everyday programs, run on a machine: exact outputs and exit codes.
import { describe, expect, it } from 'vitest'
import { run, testMachine } from '../../testing/machine.ts'
import { programs } from './index.ts'

const machineWith = (files: Record<string, string> = {}) => testMachine({ programs, files }).machine

describe('everyday programs', () => {
  it('lists a folder', async () => {
    const machine = machineWith({ '/home/student/b.txt': 'hello\n', '/home/student/a/c': '' })
    expect(await run(machine, ['ls'])).toEqual({ exit: 0, stdout: 'a\nb.txt\n', stderr: '' })
    expect((await run(machine, ['ls', '-R'])).stdout).toBe('.:\na\nb.txt\n\n./a:\nc\n')
    expect((await run(machine, ['ls', '-l', 'b.txt'])).stdout).toBe(
      '-rw-r--r-- 1 student student 6 Jan  5 09:00 b.txt\n',
    )
    expect(await run(machine, ['ls', 'nope'])).toEqual({
      exit: 2,
      stdout: '',
      stderr: "ls: cannot access 'nope': No such file or directory\n",
    })
    expect(await run(machine, ['ls', '-%'])).toEqual({
      exit: 2,
      stdout: '',
      stderr: "ls: invalid option -- '%'\nTry 'ls --help' for more information.\n",
    })
  })

  it('says which options it only knows by name', async () => {
    const refused = (option: string) => ({ exit: 1, stdout: '', stderr: `naru: ${option} is not simulated\n` })
    expect(await run(machineWith(), ['df', '--inodes'])).toEqual(refused('df -i'))
    expect(await run(machineWith(), ['redis-cli', '-n', '1', 'ping'])).toEqual(refused('redis-cli -n'))
    expect((await run(machineWith(), ['df', '--help'])).stdout).toContain(
      '-i, --inodes                 not simulated\n',
    )
  })

  it('reads and filters', async () => {
    const machine = machineWith({ '/home/student/f': 'one\ntwo\nthree\n' })
    expect((await run(machine, ['cat', '-n', 'f'])).stdout).toBe('     1\tone\n     2\ttwo\n     3\tthree\n')
    expect((await run(machine, ['head', '-n', '1', 'f'])).stdout).toBe('one\n')
    expect((await run(machine, ['head', '-2', 'f'])).stdout).toBe('one\ntwo\n')
    expect((await run(machine, ['tail', '-n', '2', 'f'])).stdout).toBe('two\nthree\n')
    expect((await run(machine, ['tail', '-n', '+2', 'f'])).stdout).toBe('two\nthree\n')
    expect((await run(machine, ['wc', 'f'])).stdout).toBe(' 3  3 14 f\n')
    expect((await run(machine, ['wc', '-l'], { stdin: 'a\nb\n' })).stdout).toBe('2\n')
    expect((await run(machine, ['wc'], { stdin: 'a\nb\n' })).stdout).toBe('      2       2       4\n')
    expect(await run(machine, ['grep', '-n', 't', 'f'])).toMatchObject({ exit: 0, stdout: '2:two\n3:three\n' })
    expect((await run(machine, ['grep', '-v', '-c', 't', 'f'])).stdout).toBe('1\n')
    expect((await run(machine, ['grep', '-oE', '[a-n]+', 'f'])).stdout).toBe('n\ne\nh\nee\n'.replace('n\ne', 'ne'))
    expect(await run(machine, ['grep', 'x', 'f'])).toMatchObject({ exit: 1, stdout: '' })
    expect(await run(machine, ['grep', 'x', 'nope'])).toMatchObject({
      exit: 2,
      stderr: 'grep: nope: No such file or directory\n',
    })
    expect((await run(machine, ['sort', '-r', 'f'])).stdout).toBe('two\nthree\none\n')
    expect((await run(machine, ['cut', '-d:', '-f1,3'], { stdin: 'a:b:c\n' })).stdout).toBe('a:c\n')
    expect((await run(machine, ['tr', 'a-z', 'A-Z'], { stdin: 'abc\n' })).stdout).toBe('ABC\n')
    expect((await run(machine, ['uniq', '-c'], { stdin: 'a\na\nb\n' })).stdout).toBe('      2 a\n      1 b\n')
    expect((await run(machine, ['seq', '3'])).stdout).toBe('1\n2\n3\n')
    expect((await run(machine, ['printf', '%s-%03d\\n', 'a', '7'])).stdout).toBe('a-007\n')
    expect((await run(machine, ['printf', '\\101|\\0101|%b|%b', '\\101', '\\0101'])).stdout).toBe('A|\b1|A|A')
    expect((await run(machine, ['echo', '-e', '\\101|\\0101'])).stdout).toBe('\\101|A\n')
    expect((await run(machine, ['echo', '-e', 'a\\tb'])).stdout).toBe('a\tb\n')
  })

  it('makes and removes files', async () => {
    const machine = machineWith()
    expect(await run(machine, ['mkdir', 'a'])).toMatchObject({ exit: 0 })
    expect(await run(machine, ['mkdir', 'a'])).toMatchObject({
      exit: 1,
      stderr: 'mkdir: cannot create directory ‘a’: File exists\n',
    })
    expect(await run(machine, ['mkdir', '/x'])).toMatchObject({
      exit: 1,
      stderr: 'mkdir: cannot create directory ‘/x’: Permission denied\n',
    })
    expect(await run(machine, ['touch', 'a/f'])).toMatchObject({ exit: 0, stderr: '' })
    expect(await run(machine, ['cp', 'a', 'b'])).toMatchObject({
      exit: 1,
      stderr: "cp: -r not specified; omitting directory 'a'\n",
    })
    expect(await run(machine, ['cp', '-r', 'a', 'b'])).toMatchObject({ exit: 0, stderr: '' })
    expect(await run(machine, ['mv', 'b/f', 'b/g'])).toMatchObject({ exit: 0, stderr: '' })
    expect(await run(machine, ['rm', 'b'])).toMatchObject({
      exit: 1,
      stderr: "rm: cannot remove 'b': Is a directory\n",
    })
    expect(await run(machine, ['rm', '-rv', 'b'])).toMatchObject({
      exit: 0,
      stdout: "removed 'b/g'\nremoved directory 'b'\n",
    })
    expect(await run(machine, ['rmdir', 'a'])).toMatchObject({
      exit: 1,
      stderr: 'rmdir: failed to remove ‘a’: Directory not empty\n',
    })
  })

  it('says who and where', async () => {
    const machine = machineWith()
    expect((await run(machine, ['id'])).stdout).toBe(
      'uid=1000(student) gid=1000(student) groups=1000(student),27(sudo),999(docker)\n',
    )
    expect((await run(machine, ['hostname'])).stdout).toBe('laptop\n')
    expect((await run(machine, ['date', '+%F %T'])).stdout).toBe('2026-01-05 09:00:00\n')
    expect((await run(machine, ['uname', '-sr'])).stdout).toBe('Linux 6.8.0-90-generic\n')
    expect((await run(machine, ['ps', 'aux'])).stdout).toMatch(
      /^USER {9}PID %CPU %MEM {4}VSZ {3}RSS TTY {6}STAT START {3}TIME COMMAND\nstudent {8}\d {2}0\.0 {2}0\.0 +\d+ +\d+ \? {8}Rs {3}09:00 {3}0:00 ps aux\n$/,
    )
    expect(await run(machine, ['env', 'nope'])).toMatchObject({
      exit: 127,
      stderr: 'env: ‘nope’: No such file or directory\n',
    })
    expect(await run(machine, ['timeout', '1', 'sleep', '5'])).toMatchObject({ exit: 124 })
  })
})

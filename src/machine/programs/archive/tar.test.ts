// tar: its command lines, with dashes, without them, and in words.
import { expect, test } from 'vitest'
import { run, testMachine } from '../../../testing/machine.ts'
import { programs } from '../index.ts'

const machineWith = () =>
  testMachine({ programs, files: { '/home/student/d/a': 'one\n', '/home/student/d/b': '' } }).machine

test.each([
  [['cf', 'x.tar', 'd']],
  [['cfz', 'x.tar', 'd']],
  [['-czf', 'x.tar', 'd']],
  [['-cz', '-fx.tar', 'd']],
  [['cfC', 'x.tar', '/home/student', 'd']],
  [['--create', '--gzip', '--file=x.tar', '--', 'd']],
  [['--create', '--no-same-owner', '--file', 'x.tar', 'd']],
])('tar %j', async (words) => {
  const machine = machineWith()
  expect(await run(machine, ['tar', ...words])).toEqual({ exit: 0, stdout: '', stderr: '' })
  expect((await run(machine, ['tar', '-tf', 'x.tar'])).stdout).toBe('d/\nd/a\nd/b\n')
})

test('-a looks at the name of the archive', async () => {
  const machine = machineWith()
  await run(machine, ['tar', 'caf', 'x.tgz', 'd'])
  await run(machine, ['tar', 'caf', 'x.tar', 'd'])
  expect((await run(machine, ['gzip', '-t', 'x.tgz'])).exit).toBe(0)
  expect((await run(machine, ['gzip', '-t', 'x.tar'])).exit).not.toBe(0)
})

test.each([
  [['rf', 'x.tar', 'd'], 1, 'naru: tar -r is not simulated\n'],
  [['-cJf', 'x.tar.xz', 'd'], 1, 'naru: tar -J is not simulated\n'],
  [['--owner=root', '-cf', 'x.tar', 'd'], 1, 'naru: tar --owner=root is not simulated\n'],
  [['--nope'], 2, "tar: unrecognized option '--nope'\nTry 'tar --help' for more information.\n"],
  [['-cf', 'x.tar', '-%'], 2, "tar: invalid option -- '%'\nTry 'tar --help' for more information.\n"],
])('tar %j is refused', async (words, exit, stderr) => {
  expect(await run(machineWith(), ['tar', ...words])).toEqual({ exit, stdout: '', stderr })
})

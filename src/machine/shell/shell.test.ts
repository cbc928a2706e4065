// Snippets and what the real shells (bash 5.2, dash 0.5.12) made of them, recorded: output, errors and exit status.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { run, testMachine } from '../../testing/machine.ts'
import { programs } from '../programs/index.ts'
import type { ProgramTable } from '../program.ts'
import { ash, bash, dash } from './programs.ts'

interface Recorded {
  run: string
  stdout: string
  stderr: string
  exit: number
}

const table: ProgramTable = new Map([...programs, ['bash', bash], ['sh', dash], ['dash', dash], ['ash', ash]])

const recorded = (name: string): Recorded[] =>
  readFileSync(join(import.meta.dirname, 'testdata', `${name}.jsonl`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Recorded)

/** The recordings were made where /bin came first in PATH. */
const normal = (text: string) => text.replace(/\/usr\/bin\/(ls|bash)/g, '/bin/$1')

async function outcome(shell: string, line: string) {
  const { machine, kernel } = testMachine({ programs: table })
  const { exit, stdout, stderr } = await run(machine, [shell, '-c', line])
  expect(kernel.bugs).toEqual([])
  return { exit, stdout: normal(stdout), stderr: normal(stderr) }
}

describe.each(['bash', 'dash'])('%s as recorded', (shell) => {
  it.each(recorded(shell).map((each) => [each.run, each] as const))('%s', async (_, { run: line, ...expected }) => {
    expect(await outcome(shell, line)).toEqual(expected)
  })
})

describe('what recordings cannot hold', () => {
  it.each([
    ['ash', 'foo', '', 'ash: foo: not found\n', 127],
    ['ash', 'cd /nope', '', "ash: cd: line 0: can't cd to /nope: No such file or directory\n", 1],
    ['bash', 'sleep 3600; date +%H:%M', '10:00\n', '', 0],
    ['bash', 'for i in 1 2 3; do sleep 1; done; echo $SECONDS', '3\n', '', 0],
    ['bash', 'sleep 100 & kill $!; wait $!; echo $?', '143\n', '', 0],
    ['bash', 'yes | head -1; echo ${PIPESTATUS[@]}', 'y\n141 0\n', '', 0],
    ['bash', 'trap "echo term; exit 3" TERM; kill $$; sleep 1; echo no', 'term\n', '', 3],
    ['bash', 'source <(echo "x=5"); echo $x', '5\n', '', 0],
    ['bash', 'shopt -s expand_aliases\nalias hi="echo hello "\nalias you="world"\nhi you', 'hello world\n', '', 0],
    ['bash', 'f() { echo in; }; declare -f f', 'f () \n{ \n    echo in\n}\n', '', 0],
    ['bash', 'echo $0 "$@"', 'bash\n', '', 0],
  ] as const)('%s -c %s', async (shell, line, stdout, stderr, exit) => {
    expect(await outcome(shell, line)).toEqual({ exit, stdout, stderr })
  })

  it('takes the place of the shell for its last command', async () => {
    const { machine } = testMachine({ programs: table })
    const seen: string[] = []
    machine.onStarted.add((process) => void seen.push(process.argv.join(' ')))
    await run(machine, ['sh', '-c', 'sleep 1'])
    expect(seen).toEqual(['sh -c sleep 1', 'sleep 1'])
    expect([...machine.pids.processes.keys()]).toEqual([])
  })

  it('reads a script from standard input, line by line', async () => {
    const { machine } = testMachine({ programs: table })
    const { stdout } = await run(machine, ['bash'], {
      stdin: 'read x\nhello\necho "got $x"\nif true\nthen echo yes\nfi\n',
    })
    expect(stdout).toBe('got hello\nyes\n')
  })

  it('runs a script with arguments and its own name in complaints', async () => {
    const { machine } = testMachine({
      programs: table,
      files: { '/home/student/s.sh': '#!/bin/bash\n\necho $0 $#\nnope\n' },
    })
    machine.fs.chmod('/home/student/s.sh', 0o755)
    expect(await run(machine, './s.sh a b')).toEqual({
      exit: 127,
      stdout: './s.sh 2\n',
      stderr: './s.sh: line 4: nope: command not found\n',
    })
  })

  it('gives a command what its kind of shell gives: bash the path as _, ash no _, dash no SHLVL', async () => {
    const { machine } = testMachine({ programs: table })
    const given = async (shell: string) =>
      (await run(machine, [shell, '-c', "env -u PATH | grep -E '^(_|SHLVL)='"])).stdout
    expect(await given('bash')).toMatch(/^_=\/.*bin\/env$/m)
    expect(await given('ash')).toBe('SHLVL=1\n')
    expect(await given('dash')).toBe('')
  })

  it('takes any quoted character in a pattern for itself', async () => {
    const { machine } = testMachine({ programs: table })
    const { stdout } = await run(machine, `x=-a; case "$x" in '-'*) echo "\${x#-} \${x%'/'}";; esac; echo "n-"["m-o"]*`)
    expect(stdout).toBe('a -a\nn-[m-o]*\n')
  })

  it('streams through pipes while the first command still runs', async () => {
    const { machine, kernel } = testMachine({ programs: table })
    const { stdout } = await run(machine, 'while true; do echo tick; sleep 1; done | head -3')
    expect(stdout).toBe('tick\ntick\ntick\n')
    expect(kernel.clock.now).toBeLessThan(4000)
  })
})

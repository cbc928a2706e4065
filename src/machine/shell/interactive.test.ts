// What one types at a terminal and sees there: prompts, editing, jobs, completion, type-ahead.
import { beforeAll, describe, expect, it } from 'vitest'
import { nodeDriver } from '../../testing/drive.ts'
import { Collected, STUDENT, testMachine } from '../../testing/machine.ts'
import type { ProgramTable } from '../program.ts'
import { programs } from '../programs/index.ts'
import { Tty } from '../tty.ts'
import { completions } from './completion.ts'
import { embeddedShell } from './embedded.ts'
import { login } from './login.ts'
import { ash, bash, dash } from './programs.ts'
import { isBusy } from './session.ts'

const table: ProgramTable = new Map([...programs, ['bash', bash], ['sh', dash], ['ash', ash], ['kubectl', () => 0]])
const RC = "HISTCONTROL=ignoreboth\nPS1='\\u@\\h:\\w\\$ '\n"
const PROFILE = '. ~/.bashrc\n'

async function terminal(columns = 80) {
  const files = {
    '/home/student/.bashrc': RC,
    '/home/student/.profile': PROFILE,
    '/home/student/crane/Dockerfile': 'FROM scratch\n',
  }
  const { machine, kernel } = testMachine({ programs: table, files })
  const screen = new Collected()
  const tty = new Tty({ columns, rows: 24 }, screen)
  tty.onSignal = (signal, group) => machine.signalGroup(group, signal)
  const shell = login(machine, STUDENT, tty)
  const driver = nodeDriver(kernel)
  let seen = 0
  const pass = async (ms: number) => {
    const until = kernel.clock.now + ms
    await driver.run(() => false, until)
    kernel.clock.pass(until)
  }
  await pass(100)
  /** Types, waits, and gives what appeared since the last time, without the switching of bracketed paste. */
  const type = async (keys: string, ms = 200) => {
    tty.input(keys)
    await pass(ms)
    expect(kernel.bugs).toEqual([])
    const all = String(screen)
    const shown = all.slice(seen)
    seen = all.length
    return shown.replace(/\x1b\[\?2004[hl]\r?/g, '').replaceAll('\r\n', '\n')
  }
  await type('')
  return { type, pass, machine, kernel, tty, shell }
}

const PROMPT = 'student@laptop:~$ '

describe('a terminal', () => {
  it('loses nothing after Ctrl-C at a prompt without line editing', async () => {
    const { type } = await terminal()
    await type('sh\r')
    expect(await type('ls\x03')).toBe('ls^C\n$ ')
    expect(await type('echo one\r')).toBe('echo one\none\n$ ')
  })

  it('greets, runs and says goodbye', async () => {
    const { type, shell, kernel } = await terminal()
    expect(await type('echo hi\r')).toBe(`echo hi\nhi\n${PROMPT}`)
    expect(await type('cd crane; nope\r')).toBe(
      'cd crane; nope\n-bash: nope: command not found\nstudent@laptop:~/crane$ ',
    )
    expect(await type('\x04')).toBe('logout\n')
    expect(shell.exitCode).toBe(127)
    const told = kernel.trace.events.filter((event) => event.kind === 'input' || event.kind === 'done')
    expect(told.map((event) => (event.kind === 'input' ? event.line : event.exit))).toEqual([
      'echo hi',
      0,
      'cd crane; nope',
      127,
    ])
    expect(told[1]!.cause).toBe(told[0]!.seq)
  })

  it('tells what is entered in a shell within it, too', async () => {
    const { type, kernel } = await terminal()
    await type('bash\r')
    expect(isBusy(kernel)).toBe(false)
    await type('true\r')
    await type('exit\r')
    const told = kernel.trace.events.filter((event) => event.kind === 'input' || event.kind === 'done')
    expect(told.map((event) => (event.kind === 'input' ? event.line : event.exit))).toEqual([
      'bash',
      'true',
      0,
      'exit',
      0,
      0,
    ])
  })

  it('makes the line entered the cause of what the command does', async () => {
    const { type, machine } = await terminal()
    const causes: unknown[] = []
    machine.onStarted.add((process) => void causes.push(process.cause))
    await type('true; ls /dev/null | cat\r')
    const input = machine.kernel.trace.events.find((event) => event.kind === 'input')!.seq
    expect(new Set(causes)).toEqual(new Set([input]))
  })

  it('stops what runs with Ctrl-C, loops too', async () => {
    const { type } = await terminal()
    await type('sleep 1000\r')
    expect(await type('\x03')).toBe(`^C\n${PROMPT}`)
    await type('while true; do :; done\r')
    expect(await type('\x03')).toBe(`^C\n${PROMPT}`)
    await type('for i in 1 2 3; do sleep 50; done\r')
    expect(await type('\x03')).toBe(`^C\n${PROMPT}`)
    expect(await type('echo $?\r')).toBe(`echo $?\n130\n${PROMPT}`)
    expect(await type('half a line\x03')).toBe(`half a line^C\n${PROMPT}`)
  })

  it('controls jobs', async () => {
    const { type } = await terminal()
    expect(await type('sleep 60 &\r')).toMatch(/^sleep 60 &\n\[1\] \d+\n/)
    await type('sleep 100\r')
    expect(await type('\x1a')).toBe(`^Z\n[2]+  Stopped                 sleep 100\n${PROMPT}`)
    expect(await type('jobs\r')).toBe(
      `jobs\n[1]-  Running                 sleep 60 &\n[2]+  Stopped                 sleep 100\n${PROMPT}`,
    )
    expect(await type('bg\r')).toBe(`bg\n[2]+ sleep 100 &\n${PROMPT}`)
    expect(await type('kill %2\r')).toBe(`kill %2\n[2]+  Terminated              sleep 100\n${PROMPT}`)
    expect(await type('fg\r')).toBe('fg\nsleep 60\n')
    await type('\x03')
    await type('cat &\r')
    expect(await type('\r')).toMatch(/Stopped {17}cat/)
  })

  it('neither loses nor reorders what is typed ahead', async () => {
    const { type } = await terminal()
    await type('sleep 2\recho one\recho two\r', 500)
    const shown = await type('echo three\r', 3000)
    expect(shown.match(/^(one|two|three)$/gm)).toEqual(['one', 'two', 'three'])
    expect(await type('cat\rtyped for cat\r')).toContain('typed for cat\ntyped for cat\n')
    await type('\x04')
    const many = Array.from({ length: 60 }, (_, i) => `echo line${i}`)
    const flood = await type(many.map((line) => `${line}\r`).join(''), 2000)
    expect(flood.match(/^line\d+$/gm)).toEqual(many.map((line) => line.slice(5)))
  })

  it('asks for the rest of a command that is not whole', async () => {
    const { type } = await terminal()
    expect(await type('if true; then\r')).toBe('if true; then\n> ')
    await type('echo inside\r')
    expect(await type('fi\r')).toBe(`fi\ninside\n${PROMPT}`)
    expect(await type('cat <<E\r$USER\rE\r')).toContain('student\n')
    expect(await type('echo "a\rb"\r')).toContain('a\nb\n')
    expect(await type('\x03')).toContain(PROMPT)
  })

  it('takes a pasted text of many lines as one', async () => {
    const { type } = await terminal()
    await type('\x1b[200~echo a\rsleep 1\recho b\x1b[201~')
    expect((await type('\r', 2000)).match(/^[ab]$/gm)).toEqual(['a', 'b'])
  })

  it('recalls, searches and expands the history, and keeps it', async () => {
    const { type, machine } = await terminal()
    await type('echo first\recho second\r')
    expect(await type('\x1b[A\x1b[A\r')).toContain('first\n')
    expect(await type('!!\r')).toBe(`!!\necho first\nfirst\n${PROMPT}`)
    expect(await type('\x12sec')).toContain("(reverse-i-search)`sec': echo second")
    expect(await type('\r')).toContain('second\n')
    await type('exit\r')
    expect(new TextDecoder().decode(machine.fs.read('/home/student/.bash_history').bytes())).toContain(
      'echo first\necho second\n',
    )
  })

  it('edits wide characters, and lines longer than the window', async () => {
    const { type } = await terminal(30)
    expect(await type('echo 한국\x1b[D\x7f글\r')).toContain('글국\n')
    expect(await type(`echo ${'x'.repeat(50)}\x01\x05y\r`)).toContain(`${'x'.repeat(50)}y\n`)
  })

  it("draws the line again when the window changes, in readline's way and in busybox's", async () => {
    const { type, tty } = await terminal()
    await type('echo hi\x02')
    tty.resize({ columns: 81, rows: 25 })
    expect(await type('')).toBe(`\r\x1b[K\r${PROMPT}echo hi\b`)
    await type('\x03ash\r')
    await type('echo hi\x02')
    tty.resize({ columns: 80, rows: 24 })
    expect(await type('')).toMatch(/^\r\S* ?[$] echo hi\x1b\[J\x1b\[1D$/)
  })
})

describe('Tab', () => {
  beforeAll(() => {
    completions.set('kubectl', (words, cword) =>
      Promise.resolve(
        (cword === 1 ? ['describe', 'get'] : ['nodes', 'pods', 'pvc']).filter((word) => word.startsWith(words[cword]!)),
      ),
    )
  })

  it('completes files, commands and variables', async () => {
    const { type } = await terminal()
    expect(await type('cat cr\tDock\t\r')).toContain('FROM scratch\n')
    expect(await type('kube\t\x03')).toContain('kubectl ')
    expect(await type('echo $HISTC\t\r')).toContain('ignoreboth\n')
    await type('echo x > "a b"\r')
    expect(await type('cat a\t\r')).toContain('x\n')
  })

  it("completes a program's own words, through aliases and sudo", async () => {
    const { type } = await terminal()
    await type("echo 'alias k=kubectl' >> ~/.bashrc; source ~/.bashrc\r")
    expect(await type('k get no\t\x03')).toContain('k get nodes ')
    expect(await type('sudo kubectl desc\t\x03')).toContain('sudo kubectl describe ')
    expect(await type('k get p\t\t\x03')).toContain('pods  pvc\n')
  })
})

describe('an embedded shell', () => {
  it('keeps its state between lines, each with streams of its own', async () => {
    const { machine, kernel } = testMachine({
      programs: table,
      files: { '/home/student/.bashrc': RC, '/home/student/.profile': `${PROFILE}alias hi='echo hello'\n` },
    })
    const shell = embeddedShell(machine, STUDENT)
    const enter = async (line: string, env?: Record<string, string>) => {
      const [stdout, stderr] = [new Collected(), new Collected()]
      let exit: number | undefined
      const stdin = { read: () => Promise.resolve(null) }
      void shell.run(line, { stdin, stdout, stderr, env }).then((code) => (exit = code))
      await nodeDriver(kernel).run(() => exit !== undefined)
      return [exit, String(stdout), String(stderr)]
    }
    expect(await enter('cd /tmp; x=5; false')).toEqual([1, '', ''])
    expect(await enter('echo $? $x $PWD; hi')).toEqual([0, '1 5 /tmp\nhello\n', ''])
    expect(await enter('echo $EXTRA; env | grep EXTRA', { EXTRA: 'yes' })).toEqual([0, 'yes\nEXTRA=yes\n', ''])
    expect(await enter('echo [$EXTRA]; nope')).toEqual([127, '[]\n', '-bash: nope: command not found\n'])
    expect((await enter('exit 4'))[0]).toBe(4)
    expect(await enter('echo [$x]')).toEqual([0, '[]\n', ''])
    expect(kernel.bugs).toEqual([])
  })
})

// Processes, signals, terminals and open files.
import { describe, expect, it } from 'vitest'
import { text } from '../kernel/bytes.ts'
import { Content } from '../kernel/content.ts'
import { nodeDriver, settled } from '../testing/drive.ts'
import { Collected, STUDENT, run, testMachine } from '../testing/machine.ts'
import { ROOT } from './machine.ts'
import { openRead, openWrite } from './open.ts'
import { PidNamespace } from './pids.ts'
import type { Process } from './process.ts'
import type { Program } from './program.ts'
import { Tty } from './tty.ts'

const cat: Program = async (process) => {
  for (const path of process.argv.slice(1)) {
    const file = openRead(process, path)
    for (let chunk = await file.read(); chunk; chunk = await file.read()) await process.print(chunk)
  }
  return 0
}
const forever: Program = (process) => process.forever()
const programs = new Map<string, Program>([
  ['cat', cat],
  ['forever', forever],
])
const start = (options = {}) => testMachine({ programs, ...options })

describe('processes', () => {
  it('end by signals with 128 and the number, unless they handle them', async () => {
    const { machine, kernel } = start()
    machine.start({ argv: ['forever'] })
    const process = machine.start({ argv: ['forever'] })
    let heard = false
    process.on('INT', () => void (heard = true))
    process.signal('INT')
    expect([heard, process.exitCode]).toEqual([true, undefined])
    process.signal('TERM')
    expect([await settled(kernel, process.exited), process.endedBy]).toEqual([143, 'TERM'])
  })

  it('protect the first process of a namespace, and take everybody with it', async () => {
    const { machine, kernel } = start()
    const pids = new PidNamespace(machine.pids)
    const namespaces = { ...machine.namespaces, pids }
    const first = machine.start({ argv: ['forever'], namespaces })
    const second = machine.start({ argv: ['forever'], namespaces, parent: first })
    expect([first.pid, second.pid, second.hostPid]).toEqual([1, 2, 2])
    first.signal('TERM')
    first.signal('KILL', true)
    expect(first.exitCode).toBeUndefined()
    first.signal('KILL')
    expect([await settled(kernel, first.exited), await settled(kernel, second.exited)]).toEqual([137, 137])
  })

  it('stop and go on', async () => {
    const { machine, kernel } = start()
    const out = new Collected()
    const ticker: Program = async (process) => {
      for (;;) {
        await process.sleep(10)
        await process.print('.')
      }
    }
    machine.start({ argv: ['init'], program: forever })
    const process = machine.start({ argv: ['ticker'], program: ticker, stdout: out })
    const driver = nodeDriver(kernel)
    await driver.run(() => false, 25)
    process.signal('STOP')
    await driver.run(() => false, 100)
    expect([String(out), process.state]).toEqual(['..', 'T'])
    process.signal('CONT')
    await driver.run(() => false, 120)
    expect(String(out).length).toBeGreaterThan(2)
    process.signal('KILL')
  })

  it('are found through PATH and #!, with the errors of execve', async () => {
    const { machine, fs } = start({ files: { '/usr/bin/script': '#!/usr/bin/cat -n\n', '/usr/bin/plain': 'text' } })
    fs.chmod('/usr/bin/script', 0o755)
    const code = (argv: string[]) => {
      try {
        machine.start({ argv, user: STUDENT, env: { PATH: '/usr/bin' } })
      } catch (error) {
        return (error as { code: string }).code
      }
      return 'started'
    }
    expect([code(['script']), code(['nope']), code(['plain']), code(['/tmp'])]).toEqual([
      'started',
      'ENOENT',
      'EACCES',
      'EACCES',
    ])
    fs.chmod('/usr/bin/plain', 0o755)
    expect(code(['plain'])).toBe('ENOEXEC')
  })
})

describe('open files', () => {
  const at = (user = ROOT) => {
    const made = start({ files: { '/home/student/f': 'mine', '/etc/secret': 'root only' } })
    made.fs.chmod('/etc/secret', 0o600)
    let process: Process | undefined
    made.machine.start({ argv: ['forever'], user, program: (self) => ((process = self), self.forever()) })
    return { ...made, process: process! }
  }

  it('are guarded by mode bits, and by directories that let nobody pass', () => {
    const student = at(STUDENT).process
    const message = (act: () => unknown) => {
      try {
        act()
      } catch (error) {
        return (error as Error).message
      }
      return 'fine'
    }
    expect(message(() => openRead(student, '/etc/secret'))).toBe('Permission denied')
    expect(message(() => openRead(student, '/root/x'))).toBe('Permission denied')
    expect(message(() => openWrite(student, '/etc/new'))).toBe('Permission denied')
    expect(message(() => openWrite(student, '/home/student/new'))).toBe('fine')
    expect(message(() => openWrite(student, '/tmp'))).toBe('Is a directory')
    expect(message(() => openRead(at().process, '/etc/secret'))).toBe('fine')
  })

  it('append and truncate, and see a file grow', async () => {
    const { process, fs } = at()
    const reading = openRead(process, '/home/student/f')
    expect(text((await reading.read())!)).toBe('mine')
    expect(await reading.read()).toBeNull()
    await openWrite(process, '/home/student/f', { append: true }).write(' too')
    expect(text((await reading.read())!)).toBe(' too')
    openWrite(process, '/home/student/f')
    expect(fs.stat('/home/student/f').size).toBe(0)
  })

  it('know devices, fifos and what a process has open', async () => {
    const { process, machine, kernel, fs } = at()
    expect(await openRead(process, '/dev/null').read()).toBeNull()
    expect(await settled(kernel, openRead(process, '/dev/zero').read(3))).toEqual(new Uint8Array(3))
    await expect(openWrite(process, '/dev/full').write('x')).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(() => openRead(process, '/dev/tty')).toThrow('No such device or address')
    fs.mknod('/tmp/fifo', { device: 'fifo' })
    const writing = openWrite(process, '/tmp/fifo')
    const read = openRead(process, '/tmp/fifo').read()
    await writing.write('through')
    expect(text((await read)!)).toBe('through')
    const out = new Collected()
    const logger = machine.start({ argv: ['forever'], stdout: out })
    fs.symlink('/dev/stdout', '/var/log/access.log')
    await openWrite(logger, '/var/log/access.log').write('logged')
    await openWrite(process, `/proc/${logger.pid}/fd/1`).write(' twice')
    expect(String(out)).toBe('logged twice')
  })

  it('stream megabytes piece by piece', async () => {
    const { machine } = start({ files: { '/opt/big': Content.bulk(3_000_000, 'jar') } })
    let [bytes, largest] = [0, 0]
    const count = {
      write: async (data: Uint8Array | string) =>
        void ((bytes += data.length), (largest = Math.max(largest, data.length))),
    }
    await settled(machine.kernel, machine.start({ argv: ['cat', '/opt/big'], stdout: count }).exited)
    expect([bytes, largest <= 65_536]).toEqual([3_000_000, true])
  })

  it('shows processes in /proc', async () => {
    const { machine } = start()
    const { stdout } = await run(machine, ['cat', '/proc/self/cmdline', '/proc/self/status'], { user: STUDENT })
    expect(stdout).toContain('cat\0/proc/self/cmdline\0')
    expect(stdout).toMatch(/Name:\tcat\n[\s\S]*Pid:\t1\n[\s\S]*Uid:\t1000\t/)
  })
})

describe('a terminal', () => {
  const open = () => {
    const screen = new Collected()
    return { screen, tty: new Tty({ columns: 80, rows: 24 }, screen) }
  }

  it('edits a cooked line, echoing', async () => {
    const { screen, tty } = open()
    tty.input('ab한\x7fc\r')
    expect(text((await tty.read())!)).toBe('abc\n')
    expect(String(screen)).toBe('ab한\b\b  \b\bc\r\n')
    tty.input('\x04')
    expect(await tty.read()).toBeNull()
  })

  it('sends signal keys to the foreground', () => {
    const { tty } = open()
    const got: unknown[] = []
    tty.foreground = 7
    tty.onSignal = (...what) => void got.push(what)
    tty.input('\x03\x1a\x1c')
    tty.hangUp()
    expect(got).toEqual([
      ['INT', 7],
      ['TSTP', 7],
      ['QUIT', 7],
      ['HUP', 7],
    ])
  })

  it('keeps what is typed when it changes between raw and cooked', async () => {
    const { tty } = open()
    tty.input('half')
    tty.raw = true
    tty.input(' and\rrest\r')
    expect(text((await tty.read(9))!)).toBe('half')
    expect(text((await tty.read(5))!)).toBe(' and\r')
    tty.raw = false
    tty.input('more\r')
    expect([text((await tty.read())!), text((await tty.read())!)]).toEqual(['rest\n', 'more\n'])
  })

  it('stops a background process that wants to read', async () => {
    const { tty } = open()
    const { machine, kernel } = start()
    tty.onSignal = (signal, group) => machine.signalGroup(group, signal)
    const reader: Program = async (process) => ((await process.stdin.read()) ? 0 : 1)
    machine.start({ argv: ['init'], program: forever })
    const process = machine.start({ argv: ['reader'], program: reader, tty })
    tty.foreground = 999
    await nodeDriver(kernel).settle()
    expect(process.state).toBe('T')
    tty.foreground = process.group
    process.signal('CONT')
    tty.input('x\r')
    expect(await settled(kernel, process.exited)).toBe(0)
  })
})

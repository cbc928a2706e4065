// Time, chance, bytes and pipes: what everything else stands on.
import { describe, expect, it } from 'vitest'
import { settled } from '../testing/drive.ts'
import { base64, concat, fromBase64, hex, streamDecoder, text, utf8 } from './bytes.ts'
import { Cancel } from './cancel.ts'
import { Clock } from './clock.ts'
import { Content } from './content.ts'
import { executable, programId } from './executable.ts'
import { Kernel } from './kernel.ts'
import { BrokenPipe, Pipe, Queue, readAll } from './queue.ts'
import { Rng } from './rng.ts'

const kernel = () => new Kernel({ seed: 1, epoch: Date.UTC(2026, 0, 5) })

describe('the clock', () => {
  it('fires timers in the order of time, then of setting', () => {
    const clock = new Clock(0)
    const fired: string[] = []
    clock.after(5, () => void fired.push('late'))
    clock.after(1, () => void fired.push('a'))
    clock.after(1, () => void fired.push('b'))
    clock.clear(clock.after(2, () => void fired.push('never')))
    while (clock.step());
    expect([fired, clock.now]).toEqual([['a', 'b', 'late'], 5])
  })

  it('lets what a timer sets for the same moment wait for the next step', () => {
    const clock = new Clock(0)
    let inner = false
    clock.after(1, () => clock.after(0, () => void (inner = true)))
    clock.step()
    expect(inner).toBe(false)
    clock.step()
    expect([inner, clock.now]).toEqual([true, 1])
  })

  it('writes times as Kubernetes and as dockerd do', () => {
    const clock = new Clock(Date.UTC(2026, 0, 5, 9))
    clock.pass(1234.5)
    expect([clock.rfc3339(), clock.rfc3339Nano()]).toEqual(['2026-01-05T09:00:01Z', '2026-01-05T09:00:01.234500000Z'])
  })

  it('wakes a sleeper early when it is cancelled', async () => {
    const { clock } = kernel()
    const cancel = new Cancel()
    const sleeping = clock.sleep(1000, cancel)
    cancel.cancel('enough')
    await expect(sleeping).rejects.toBe('enough')
    expect(clock.next()).toBeUndefined()
  })
})

describe('chance', () => {
  it('is the same for the same seed and name', () => {
    const draw = (seed: number, name: string) => new Rng(seed, name).hex(16)
    expect(draw(1, 'a')).toBe(draw(1, 'a'))
    expect(new Set([draw(1, 'a'), draw(1, 'b'), draw(2, 'a')]).size).toBe(3)
    expect(new Rng(1).uuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  })
})

describe('bytes', () => {
  it('goes to base64 and back, in both alphabets', () => {
    for (const word of ['', 'a', 'ab', 'abc', '한글?>']) expect(text(fromBase64(base64(utf8(word)))!)).toBe(word)
    expect(text(fromBase64('Pz8_')!)).toBe('???')
    expect(fromBase64('a*b')).toBeUndefined()
    expect(hex(utf8('\x00\xff'))).toBe('00c3bf')
  })

  it('holds back a character that is cut in two', () => {
    const decode = streamDecoder()
    const bytes = utf8('한')
    expect([decode(bytes.subarray(0, 1)), decode(bytes.subarray(1))]).toEqual(['', '한'])
  })
})

describe('content', () => {
  it('generates the same bulk wherever it is cut', () => {
    const whole = Content.bulk(1000, 'seed', utf8('head'))
    const bytes = whole.bytes()
    expect(text(whole.head())).toBe('head')
    expect(concat([whole.slice(0, 333).bytes(), whole.slice(333).bytes()])).toEqual(bytes)
    expect(whole.slice(500, 510).bytes()).toEqual(bytes.subarray(500, 510))
  })

  it('a file that grows line by line stays a few pieces', () => {
    let content = Content.of('')
    for (let i = 0; i < 10_000; i++) content = content.append(Content.of(`line ${i}\n`))
    expect(content.parts.length).toBeLessThan(10)
    expect(content.bytes().length).toBe(content.size)
  })

  it('carries the program of an executable', () => {
    expect([programId(executable('ls', 1000)), programId(Content.of('#!/bin/sh'))]).toEqual(['ls', undefined])
    expect(executable('ls', 1000).size).toBe(1000)
  })
})

describe('pipes', () => {
  it('hold back a writer who is faster than the reader', async () => {
    const pipe = new Pipe(4)
    await pipe.write('abcd')
    let written = false
    const writing = pipe.write('ef').then(() => (written = true))
    await Promise.resolve()
    expect(written).toBe(false)
    expect(text((await pipe.read(3))!)).toBe('abc')
    await writing
    pipe.end()
    expect(text(await readAll(pipe))).toBe('def')
  })

  it('refuse bytes that nobody will read', async () => {
    const pipe = new Pipe()
    pipe.break()
    await expect(pipe.write('x')).rejects.toBeInstanceOf(BrokenPipe)
  })

  it('give a cancelled read no bytes', async () => {
    const pipe = new Pipe()
    const cancel = new Cancel()
    const reading = pipe.read(10, cancel)
    cancel.cancel('stop')
    await expect(reading).rejects.toBe('stop')
    await pipe.write('kept')
    expect(text((await pipe.read())!)).toBe('kept')
  })

  it('queue values for one reader after another', async () => {
    const queue = new Queue<number>()
    const first = queue.shift()
    queue.push(1)
    queue.push(2)
    queue.close()
    expect([await first, await queue.shift(), await queue.shift()]).toEqual([1, 2, undefined])
  })
})

describe('a kernel', () => {
  it('holds the clock while something is loaded', async () => {
    const world = kernel()
    const order: string[] = []
    void world.clock.sleep(1).then(() => order.push('timer'))
    await settled(
      world,
      world.load(async () => new Promise<void>((resolve) => setImmediate(resolve))).then(() => order.push('loaded')),
    )
    expect(order[0]).toBe('loaded')
  })

  it('ends visibly when an invariant breaks', async () => {
    const world = kernel()
    world.spawn(() => Promise.reject(new Error('broken')))
    await Promise.resolve()
    await Promise.resolve()
    expect(String(world.crash)).toBe('Error: broken')
  })

  it('gives equal traces equal hashes', () => {
    const [a, b] = [kernel(), kernel()]
    for (const { trace } of [a, b]) trace.add({ kind: 'input', topic: 'shell.command', on: 'laptop', line: 'ls' })
    expect(a.trace.hash()).toBe(b.trace.hash())
    b.trace.add({ kind: 'done', topic: 'shell.done', on: 'laptop', exit: 0, cause: 0 })
    expect(a.trace.hash()).not.toBe(b.trace.hash())
  })
})

// Node's test runner: tests one after another, told in the way of the reporter `spec`, or as TAP where there is no terminal.
import type { Host } from './host.ts'
import type { Module } from './http-module.ts'
import { inspect } from './inspect.ts'
import type { Callable, Value } from './scope.ts'

interface Case {
  name: string
  run: Callable
}

export function testRunner(host: Host): Module {
  const cases: Case[] = []
  const hooks: Record<string, Callable[]> = { before: [], after: [], beforeEach: [], afterEach: [] }
  const groups: string[] = []
  const add = (...args: Value[]) => {
    if (cases.length === 0) host.process.kernel.clock.after(0, () => host.promise(() => runAll(host, cases, hooks)))
    if (cases.length === 0) host.hold(cases)
    const name = typeof args[0] === 'string' ? args[0] : '<anonymous>'
    cases.push({ name: [...groups, name].join(' > '), run: args.find((arg) => typeof arg === 'function') as Callable })
  }
  const describe = (...args: Value[]) => {
    groups.push(String(args[0]))
    ;(args.find((arg) => typeof arg === 'function') as Callable)()
    groups.pop()
  }
  const kinds = Object.entries(hooks).map(([name, list]) => [name, (run: Value) => void list.push(run as Callable)])
  return Object.assign(add, {
    test: add,
    it: add,
    describe,
    suite: describe,
    ...Object.fromEntries(kinds),
  }) as unknown as Module
}

async function runAll(host: Host, cases: Case[], hooks: Record<string, Callable[]>): Promise<void> {
  const { clock } = host.process.kernel
  const started = clock.now
  const terminal = host.process.isTty.stdout
  let failed = 0
  const ms = (since: number) => (clock.now - since + 0.5).toFixed(3)
  if (!terminal) host.write('TAP version 13\n')
  const all = async (list: Callable[]) => {
    for (const run of list) await run()
  }
  await all(hooks.before!)
  for (const [i, { name, run }] of cases.entries()) {
    const began = clock.now
    let error: Value
    try {
      await all(hooks.beforeEach!)
      await run({ name })
    } catch (thrown) {
      error = thrown ?? new Error('failed')
      failed++
    }
    await all(hooks.afterEach!)
    const text = error === undefined ? '' : inspect(error)
    const indented = (by: string) =>
      text
        .split('\n')
        .map((line) => `${by}${line}\n`)
        .join('')
    if (terminal) host.write(`${error ? '✖' : '✔'} ${name} (${ms(began)}ms)\n${error ? indented('  ') : ''}`)
    else
      host.write(
        `# Subtest: ${name}\n${error ? 'not ok' : 'ok'} ${i + 1} - ${name}\n  ---\n  duration_ms: ${ms(began)}\n  type: 'test'\n${error ? `  error: |-\n${indented('    ')}` : ''}  ...\n`,
      )
  }
  await all(hooks.after!)
  const mark = terminal ? 'ℹ' : '#'
  const counts = {
    tests: cases.length,
    suites: 0,
    pass: cases.length - failed,
    fail: failed,
    cancelled: 0,
    skipped: 0,
    todo: 0,
  }
  if (!terminal) host.write(`1..${cases.length}\n`)
  host.write(
    Object.entries(counts)
      .map(([name, count]) => `${mark} ${name} ${count}\n`)
      .join(''),
  )
  host.write(`${mark} duration_ms ${ms(started)}\n`)
  if (failed > 0) host.exitCode = 1
  host.release(cases)
}

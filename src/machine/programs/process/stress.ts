// stress(1): workers that burn processor time and hold memory, to see what limits do.
import type { Call } from '../call.ts'
import type { Process } from '../../process.ts'
import type { Spec, Tool } from '../spec.ts'
import { parseSize } from '../size.ts'

const spec: Spec = {
  name: 'stress',
  summary: 'impose certain types of compute stress on your system',
  usage: '[OPTION [ARG]] ...',
  options: {
    '-v, --verbose': 'be verbose',
    '-q, --quiet': 'be quiet',
    '-t, --timeout=N': 'stop after N seconds',
    '--backoff=N': 'ignored',
    '-c, --cpu=N': 'spawn N workers spinning on sqrt()',
    '-i, --io=N': 'spawn N workers spinning on sync()',
    '-m, --vm=N': 'spawn N workers spinning on malloc()/free()',
    '--vm-bytes=B': 'malloc B bytes per vm worker (default is 256MB)',
    '--vm-stride=B': 'ignored',
    '--vm-hang=N': 'sleep N secs before free (0 is for ever)',
    '--vm-keep': 'redirty memory instead of freeing and reallocating',
    '-d, --hdd=N': 'spawn N workers spinning on write()/unlink()',
  },
}

const DEFAULT_BYTES = 256 * 1024 ** 2
/** A worker fills its memory in steps of so many bytes, each in a few ms. */
const STEP = 16 * 1024 ** 2
const SPIN_MS = 100

/** `30`, `2m`, `1h` in ms. */
function duration(word: string): number {
  const match = /^(\d+)([smhdy]?)$/.exec(word)
  const seconds = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 }[match?.[2] ?? '']!
  return Number(match?.[1] ?? 0) * seconds * 1000
}

async function spin(process: Process): Promise<never> {
  for (;;) await process.work(SPIN_MS)
}

async function hold(process: Process, bytes: number, hang: number | undefined): Promise<never> {
  const own = process.memory
  for (;;) {
    for (let held = STEP; held < bytes + STEP; held += STEP) {
      process.allocate(own + Math.min(held, bytes))
      await process.work(4)
    }
    if (hang === 0) await process.forever()
    else if (hang === undefined) await process.work(10 * SPIN_MS)
    else await process.sleep(hang * 1000)
  }
}

async function run(call: Call): Promise<number> {
  const { process } = call
  const count = (name: string) => Number(call.value(name) ?? 0)
  const say = (level: string, text: string) =>
    call.has('quiet') ? undefined : call.print(`stress: ${level}: [${process.pid}] ${text}\n`)
  const { kernel } = process
  const bytes = parseSize(call.value('vm-bytes') ?? '') ?? DEFAULT_BYTES
  const hang = call.has('vm-hang') ? Number(call.value('vm-hang')) : undefined
  const kinds: [string, (worker: Process) => Promise<never>][] = [
    ['cpu', spin],
    ['io', spin],
    ['vm', (worker) => hold(worker, bytes, hang)],
    ['hdd', spin],
  ]
  if (kinds.every(([name]) => count(name) === 0)) {
    await call.print(
      `\`stress' imposes certain types of compute stress on your system\n\nUsage: stress ${spec.usage}\n`,
    )
    return 0
  }
  await say('info', `dispatching hogs: ${kinds.map(([name]) => `${count(name)} ${name}`).join(', ')}`)
  const begun = kernel.clock.now
  const workers = kinds.flatMap(([name, program]) =>
    Array.from({ length: count(name) }, () => process.spawn([...process.argv], { program })),
  )
  const limit = call.value('timeout')
  const failed = Promise.race(workers.map(async (worker) => ({ worker, code: await worker.exited })))
  const enough =
    limit === undefined ? new Promise<undefined>(() => {}) : process.sleep(duration(limit)).then(() => undefined)
  const first = await process.alive(() => Promise.race([failed, enough]))
  const seconds = Math.round((kernel.clock.now - begun) / 1000)
  for (const worker of workers) worker.signal('KILL')
  if (!first) {
    await say('info', `successful run completed in ${seconds}s`)
    return 0
  }
  await say('FAIL', `(416) <-- worker ${first.worker.pid} got signal ${first.code - 128}`)
  await say('WARN', '(418) now reaping child worker processes')
  await say('FAIL', `(452) failed run completed in ${seconds}s`)
  return 1
}

export const stress: Tool = { spec, run }

/** The newer program of the same options, which words its messages otherwise. */
export const stressNg: Tool = {
  spec: { ...spec, name: 'stress-ng' },
  async run(call) {
    const { process } = call
    const bytes = parseSize(call.value('vm-bytes') ?? '') ?? DEFAULT_BYTES
    const say = (text: string) => process.error(`stress-ng: info:  [${process.pid}] ${text}\n`)
    const names = ['cpu', 'vm', 'io', 'hdd'].filter((name) => Number(call.value(name) ?? 0) > 0)
    if (names.length === 0) return call.fail('No stress workers invoked')
    const limit = call.value('timeout') ?? '1d'
    await say(`setting to a ${call.has('timeout') ? `${duration(limit) / 1000} secs` : '1 day'} run per stressor`)
    await say(`dispatching hogs: ${names.map((name) => `${call.value(name)} ${name}`).join(', ')}`)
    const begun = process.kernel.clock.now
    const until = begun + duration(limit)
    const again = async (worker: Process, name: string): Promise<void> => {
      const child = process.spawn([...process.argv], {
        program: name === 'vm' ? (each) => hold(each, bytes, undefined) : spin,
      })
      running.add(child)
      await child.exited
      running.delete(child)
      if (worker.kernel.clock.now < until && worker.exitCode === undefined) await again(worker, name)
    }
    const running = new Set<Process>()
    for (const name of names) {
      for (let i = 0; i < Number(call.value(name)); i++) process.kernel.spawn(() => again(process, name))
    }
    await process.sleep(duration(limit))
    for (const child of running) child.signal('KILL')
    await say(`passed: ${names.length}: ${names.map((name) => `${name} (${call.value(name)})`).join(' ')}`)
    await say(`successful run completed in ${((process.kernel.clock.now - begun) / 1000).toFixed(2)} secs`)
    return 0
  },
}

// journalctl(1).
import type { Call } from '../call.ts'
import { ABSENT, type Tool } from '../spec.ts'
import { strftime } from '../time.ts'
import { type JournalLine, keeperOf } from './init.ts'
import { fullName } from './unit.ts'

export const journalText = (call: Call, { at, source, text }: JournalLine) =>
  `${strftime('%b %d %H:%M:%S', call.process.kernel.clock.epoch + at)} ${call.process.namespaces.uts.hostname} ${source}: ${text}\n`

export const journalctl: Tool = {
  spec: {
    name: 'journalctl',
    summary: 'print log entries of the services',
    usage: '[OPTIONS...] [MATCHES...]',
    version: 'systemd 255',
    options: {
      '-u, --unit=UNIT': 'of this unit',
      '-f, --follow': 'go on with new ones',
      '-n, --lines[=N]': 'the last N',
      '--no-pager': 'no pager',
      '-r, --reverse': 'newest first',
      '-x, --catalog': 'ignored',
      '-e, --pager-end': 'ignored',
      '-b, --boot': 'ignored',
      '-k, --dmesg': ABSENT,
      '-q, --quiet': 'less',
      '--since=DATE': 'ignored',
    },
  },
  async run(call) {
    const keeper = keeperOf(call.process)
    if (!keeper) return call.print('No journal files were found.\n-- No entries --\n').then(() => 0)
    const units = call.values('u').map(fullName)
    const mine = (line: JournalLine) => units.length === 0 || units.includes(line.unit)
    const all = keeper.journal.filter(mine)
    const count = call.has('n')
      ? Number(call.value('n') ?? 10)
      : call.has('f', 'e')
        ? call.has('f')
          ? 10
          : 1000
        : Infinity
    const shown = all.slice(-count)
    if (call.has('r')) shown.reverse()
    if (shown.length === 0) await call.print('-- No entries --\n')
    for (const line of shown) await call.print(journalText(call, line))
    if (!call.has('f')) return 0
    const fresh: JournalLine[] = []
    let wake = () => {}
    const listener = (line: JournalLine) => {
      if (mine(line)) fresh.push(line)
      wake()
    }
    keeper.listeners.add(listener)
    call.process.defer(() => keeper.listeners.delete(listener))
    for (;;) {
      for (const line of fresh.splice(0)) await call.print(journalText(call, line))
      await call.process.alive(() => new Promise<void>((resolve) => (wake = resolve)))
    }
  },
}

// date(1).
import { FsError } from '../../fs/filesystem.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'
import { parseDate, strftime } from '../time.ts'

export const date: Tool = {
  spec: {
    name: 'date',
    summary: 'print the date and time',
    usage: '[OPTION]... [+FORMAT]',
    version: 'GNU coreutils 9.4',
    options: {
      '-d, --date=STRING': 'this time instead of now',
      '-f, --file=FILE': 'each line of FILE',
      '-I, --iso-8601[=UNIT]': 'as 2006-08-14',
      '-R, --rfc-email': 'as Mon, 14 Aug 2006 02:34:56 +0000',
      '--rfc-3339=UNIT': 'as 2006-08-14 02:34:56+00:00',
      '-r, --reference=FILE': 'when FILE was changed',
      '-s, --set=STRING': 'set the time',
      '-u, --utc': 'universal time',
    },
  },
  async run(call) {
    const { process } = call
    const now = process.kernel.clock.unix()
    const word = call.value('d')
    if (call.has('s')) return call.fail('cannot set date: Operation not permitted')
    const reference = call.value('r')
    const time = word !== undefined ? parseDate(word, now) : reference !== undefined ? changed(call, reference) : now
    if (time === undefined)
      return call.fail(call.busybox ? `invalid date '${word}'` : `invalid date ${call.quote(word ?? '')}`)
    const [format] = call.operands
    if (format !== undefined && !format.startsWith('+')) return call.fail(`invalid date ${call.quote(format)}`)
    await call.print(`${strftime(format?.slice(1) ?? standard(call), time)}\n`)
    return 0
  },
}

function changed(call: Call, name: string): number {
  try {
    return call.process.fs.stat(call.process.path(name)).mtime
  } catch (error) {
    if (error instanceof FsError) throw new FsError(error.code, name)
    throw error
  }
}

const ISO: Record<string, string> = {
  date: '%Y-%m-%d',
  hours: '%Y-%m-%dT%H+00:00',
  minutes: '%Y-%m-%dT%H:%M+00:00',
  seconds: '%Y-%m-%dT%H:%M:%S+00:00',
  ns: '%Y-%m-%dT%H:%M:%S,%N+00:00',
}

function standard(call: Call): string {
  if (call.has('I')) return ISO[call.value('I') ?? 'date'] ?? ISO.date!
  if (call.has('R')) return '%a, %d %b %Y %H:%M:%S +0000'
  const rfc = call.value('rfc-3339')
  if (rfc !== undefined)
    return rfc === 'date' ? '%Y-%m-%d' : rfc === 'ns' ? '%Y-%m-%d %H:%M:%S.%N+00:00' : '%Y-%m-%d %H:%M:%S+00:00'
  const { env } = call.process
  const english = /^en_US/.test(env.LC_ALL || env.LC_TIME || env.LANG || '')
  return english ? '%a %b %e %I:%M:%S %p %Z %Y' : '%a %b %e %H:%M:%S %Z %Y'
}

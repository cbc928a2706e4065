// docker events: what the daemon tells of, as it happens.
import type { EventMessage } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { compileTemplate } from '../../template/execute.ts'
import { dockerFunctions } from '../../template/functions.ts'
import { TemplateError } from '../../template/lexer.ts'
import { Struct } from '../../template/value.ts'
import { Client, filtersOf } from '../client.ts'
import { jsonLines } from '../../../net/json-lines.ts'
import { filter, format } from '../flags.ts'
import { timestamp } from '../timestamp.ts'

export const events = command({
  name: 'events',
  usage: '[OPTIONS]',
  summary: 'Get real time events from the server',
  synonyms: ['docker system events', 'docker events'],
  args: { max: 0 },
  flags: {
    filter,
    format,
    since: { type: 'string', summary: 'Show all events created since timestamp' },
    until: { type: 'string', summary: 'Stream events until this timestamp' },
  },
  async run(process, options, _, call) {
    const show = printer(options.format)
    const client = new Client(process, call.global)
    const now = process.kernel.clock.unix()
    const response = await client.request('GET', '/events', {
      query: {
        filters: filtersOf(options.filter),
        since: options.since ? timestamp(options.since, now) : undefined,
        until: options.until ? timestamp(options.until, now) : undefined,
      },
    })
    for await (const event of jsonLines<EventMessage>(response.body)) await process.print(`${show(event)}\n`)
    return 0
  },
})

/** A template is tried at once, so that a wrong one is told before anything happens. */
function printer(template: string): (event: EventMessage) => string {
  if (template === '') return plain
  const wanted = template === 'json' ? '{{json .}}' : template
  try {
    const run = compileTemplate(wanted, {
      functions: {
        ...dockerFunctions,
        json: (value) => JSON.stringify(value instanceof Struct ? value.fields.raw : value),
      },
    })
    run(
      struct({
        Type: 'container',
        Action: '',
        Actor: { ID: '', Attributes: {} },
        scope: 'local',
        time: 0,
        timeNano: 0,
      }),
    )
    return (event) => run(struct(event))
  } catch (error) {
    if (error instanceof TemplateError) throw new StatusError(`Error parsing format: ${error.message}`, 64)
    throw error
  }
}

const struct = (event: EventMessage) =>
  new Struct('*events.Message', {
    Type: event.Type,
    Action: event.Action,
    Actor: event.Actor,
    Status: event.status ?? '',
    ID: event.id ?? '',
    From: event.from ?? '',
    Scope: event.scope,
    Time: event.time,
    TimeNano: event.timeNano,
    raw: event,
  })

/** `2026-11-23T03:08:33.123456789Z container start 3f2a… (image=busybox, name=web)`. */
function plain(event: EventMessage): string {
  const ms = event.timeNano ? Math.floor(event.timeNano / 1e6) : event.time * 1000
  const nanos = String(Math.round(event.timeNano % 1e9)).padStart(9, '0')
  const at = `${new Date(ms).toISOString().slice(0, 19)}.${nanos}Z`
  const attributes = Object.entries(event.Actor.Attributes)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${value}`)
  const tail = attributes.length > 0 ? ` (${attributes.join(', ')})` : ''
  return `${at} ${event.Type} ${event.Action} ${event.Actor.ID}${tail}`
}

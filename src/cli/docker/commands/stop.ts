// docker stop: ask the first process to end, then make it.
import { type Call, command } from '../../command.ts'
import type { Process } from '../../../machine/process.ts'
import { Client } from '../client.ts'
import { containers, signals } from '../complete.ts'
import { forEach } from '../each.ts'

export const endingFlags = {
  signal: { type: 'string', short: 's', summary: 'Signal to send to the container', complete: signals },
  time: { type: 'int', deprecated: 'use --timeout instead', summary: 'Seconds to wait before killing the container' },
  timeout: { type: 'int', short: 't', summary: 'Seconds to wait before killing the container' },
} as const

/** `stop` and `restart` differ in the path only. */
export function endEach(
  process: Process,
  act: 'stop' | 'restart',
  options: { signal: string; time: number; timeout: number },
  names: string[],
  call: Call,
): Promise<number> {
  const client = new Client(process, call.global)
  const t = call.changed('timeout') ? options.timeout : call.changed('time') ? options.time : undefined
  return forEach(process, names, async (name) => {
    await client.post(`/containers/${name}/${act}`, { query: { t, signal: options.signal || undefined } })
    return name
  })
}

export const stop = command({
  name: 'stop',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Stop one or more running containers',
  synonyms: ['docker container stop', 'docker stop'],
  args: { min: 1 },
  complete: containers('running', 'paused', 'restarting'),
  flags: endingFlags,
  run: (process, options, args, call) => endEach(process, 'stop', options, args, call),
})

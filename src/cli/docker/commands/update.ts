// docker update: limits and restart policy of containers that exist.
import type { ContainerUpdateResponse } from '../../../api/docker.ts'
import { type Flags, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { parseBytes } from '../../parse.ts'
import { Client } from '../client.ts'
import { containers } from '../complete.ts'
import { parseRestart } from '../containerconfig.ts'
import { checkCpus, checkSwap, parseCpus } from '../containerflags.ts'
import { forEach } from '../each.ts'

const flags = {
  'blkio-weight': {
    type: 'uint',
    label: 'uint16',
    shownDefault: '0',
    summary: 'Block IO (relative weight), between 10 and 1000, or 0 to disable',
  },
  'cpu-period': { type: 'int', summary: 'Period of the CPU scheduler (CFS) to limit against' },
  'cpu-quota': { type: 'int', summary: 'CPU time (CFS) allowed in a period' },
  'cpu-rt-period': { type: 'int', summary: 'Real-time CPU period in microseconds' },
  'cpu-rt-runtime': { type: 'int', summary: 'Real-time CPU time in microseconds' },
  'cpu-shares': { type: 'int', short: 'c', summary: 'CPU shares (relative weight)' },
  cpus: { type: 'string', label: 'decimal', summary: 'Number of CPUs', check: checkCpus },
  'cpuset-cpus': { type: 'string', summary: 'CPUs that may be used (0-3, 0,1)' },
  'cpuset-mems': { type: 'string', summary: 'Memory nodes that may be used (0-3, 0,1)' },
  'kernel-memory': { type: 'bytes', hidden: true, summary: 'Kernel memory limit (deprecated)' },
  memory: { type: 'bytes', short: 'm', summary: 'Memory limit' },
  'memory-reservation': { type: 'bytes', summary: 'Memory soft limit' },
  'memory-swap': {
    check: checkSwap,
    type: 'string',
    label: 'bytes',
    summary: 'Limit of memory and swap together: -1 for unlimited swap',
  },
  'pids-limit': { type: 'int', summary: 'Limit of processes (-1 for unlimited)' },
  restart: { type: 'string', summary: 'Restart policy to apply when a container exits' },
} as const satisfies Flags

export const update = command({
  name: 'update',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Update configuration of one or more containers',
  synonyms: ['docker container update', 'docker update'],
  args: { min: 1 },
  complete: containers(),
  flags,
  async run(process, options, args, call) {
    if (!Object.keys(flags).some((flag) => call.changed(flag))) {
      throw new StatusError('you must provide one or more flags when using this command')
    }
    const client = new Client(process, call.global)
    const swap = options['memory-swap']
    const json = {
      BlkioWeight: options['blkio-weight'],
      CpuPeriod: options['cpu-period'],
      CpuQuota: options['cpu-quota'],
      CpuShares: options['cpu-shares'],
      NanoCpus: Math.round(parseCpus(options.cpus) * 1e9),
      CpusetCpus: options['cpuset-cpus'],
      CpusetMems: options['cpuset-mems'],
      Memory: options.memory,
      MemoryReservation: options['memory-reservation'],
      MemorySwap: swap === '' ? 0 : swap === '-1' ? -1 : parseBytes(swap),
      PidsLimit: call.changed('pids-limit') ? options['pids-limit'] : null,
      RestartPolicy: parseRestart(options.restart),
    }
    const warnings: string[] = []
    const code = await forEach(process, args, async (name) => {
      const answer = await client.post<ContainerUpdateResponse>(`/containers/${name}/update`, { json })
      warnings.push(...(answer.Warnings ?? []))
      return name
    })
    if (warnings.length > 0) await process.print(`${warnings.join('\n')}\n`)
    return code
  },
})

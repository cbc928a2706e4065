// docker diff: what changed in a container's writable layer.
import type { FilesystemChange } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { Client } from '../client.ts'
import { containers, firstOnly } from '../complete.ts'

const KINDS = ['C', 'A', 'D'] as const

export const diff = command({
  name: 'diff',
  usage: 'CONTAINER',
  summary: "Inspect changes to files or directories on a container's filesystem",
  synonyms: ['docker container diff', 'docker diff'],
  args: { min: 1, max: 1 },
  complete: firstOnly(containers()),
  flags: {},
  async run(process, _, args, call) {
    const client = new Client(process, call.global)
    const changes = await client.get<FilesystemChange[] | null>(`/containers/${args[0]!}/changes`)
    await process.print((changes ?? []).map(({ Kind, Path }) => `${KINDS[Kind]} ${Path}\n`).join(''))
    return 0
  },
})

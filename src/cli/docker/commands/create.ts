// docker create: a container that is not started.
import { command } from '../../command.ts'
import { Client } from '../client.ts'
import { firstOnly, images } from '../complete.ts'
import { containerConfig } from '../containerconfig.ts'
import { containerFlags } from '../containerflags.ts'
import { createContainer } from '../creating.ts'

export const create = command({
  name: 'create',
  usage: '[OPTIONS] IMAGE [COMMAND] [ARG...]',
  summary: 'Create a new container',
  synonyms: ['docker container create', 'docker create'],
  args: { min: 1 },
  interspersed: false,
  complete: firstOnly(images),
  flags: containerFlags,
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const body = containerConfig(process, options, args, call)
    await process.print(`${await createContainer(process, client, options, body)}\n`)
    return 0
  },
})

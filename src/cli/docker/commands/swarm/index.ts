// The commands of a swarm, as docker lists them.
import type { Command } from '../../../command.ts'
import { node } from './node.ts'
import { config, secret } from './secret.ts'
import { service } from './service.ts'
import { stack } from './stack.ts'
import { swarm } from './swarm.ts'

export const swarmCommands: Command[] = [config, node, secret, service, stack, swarm]

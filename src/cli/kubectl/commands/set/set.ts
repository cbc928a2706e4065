// kubectl set: single features of objects that are there.
import { command } from '../../../command.ts'
import { bareGroup } from '../../group.ts'
import { setEnv } from './env.ts'
import { setImage } from './image.ts'
import { setSelector, setServiceAccount, setSubject } from './reference.ts'
import { setResources } from './resources.ts'

export const set = command({
  name: 'set',
  usage: 'SUBCOMMAND',
  summary: 'Set specific features on objects',
  long: 'Configure application resources.\n\n These commands change objects that are there already.',
  group: 'Basic Commands (Beginner)',
  flags: {},
  subcommands: [setEnv, setImage, setResources, setSelector, setServiceAccount, setSubject],
  run: bareGroup,
})

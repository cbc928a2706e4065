// docker restart.
import { command } from '../../command.ts'
import { containers } from '../complete.ts'
import { endEach, endingFlags } from './stop.ts'

export const restart = command({
  name: 'restart',
  usage: '[OPTIONS] CONTAINER [CONTAINER...]',
  summary: 'Restart one or more containers',
  synonyms: ['docker container restart', 'docker restart'],
  args: { min: 1 },
  complete: containers(),
  flags: endingFlags,
  run: (process, options, args, call) => endEach(process, 'restart', options, args, call),
})

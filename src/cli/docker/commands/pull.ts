// docker pull: an image from a registry.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { canonical, familiar, familiarName, parseReference, withDefaultTag } from '../../../image/reference.ts'
import { Client } from '../client.ts'
import { firstOnly, images } from '../complete.ts'
import { platform } from '../flags.ts'
import { sinkOf } from '../progress.ts'
import { pullImage } from '../pulling.ts'

export const pull = command({
  name: 'pull',
  usage: '[OPTIONS] NAME[:TAG|@DIGEST]',
  summary: 'Download an image from a registry',
  synonyms: ['docker image pull', 'docker pull'],
  group: 'Common Commands',
  args: { min: 1, max: 1 },
  complete: firstOnly(images),
  flags: {
    'all-tags': { type: 'bool', short: 'a', summary: 'Download all tagged images in the repository' },
    'disable-content-trust': { type: 'bool', default: true, summary: 'Skip image verification' },
    platform,
    quiet: { type: 'bool', short: 'q', summary: 'Suppress verbose output' },
  },
  async run(process, options, args, call) {
    const typed = parseReference(args[0]!)
    const all = options['all-tags']
    if (all && (typed.tag || typed.digest)) throw new StatusError("tag can't be used with --all-tags/-a")
    const reference = all ? typed : withDefaultTag(typed)
    if (!all && !typed.tag && !typed.digest && !options.quiet) {
      await process.print(`Using default tag: ${reference.tag}\n`)
    }
    const client = new Client(process, call.global)
    await pullImage(client, reference, { all, platform: options.platform }, options.quiet ? undefined : sinkOf(process))
    await process.print(
      `${reference.domain === 'docker.io' ? canonical(reference) : all ? familiarName(reference) : familiar(reference)}\n`,
    )
    return 0
  },
})

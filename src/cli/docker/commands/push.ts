// docker push: an image to a registry.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { canonical, canonicalName, parseReference, withDefaultTag } from '../../../image/reference.ts'
import { Client } from '../client.ts'
import { firstOnly, images } from '../complete.ts'
import { platform } from '../flags.ts'
import { note } from '../format/note.ts'
import { platformFault, platformQuery } from '../platform.ts'
import { showProgress, sinkOf } from '../progress.ts'

const ONE_PLATFORM = `Using --platform pushes only the specified platform manifest of a multi-platform image index.
Other components, like attestations, will not be included.
To push the complete multi-platform image, remove the --platform flag.
`

export const push = command({
  name: 'push',
  usage: '[OPTIONS] NAME[:TAG]',
  summary: 'Upload an image to a registry',
  synonyms: ['docker image push', 'docker push'],
  group: 'Common Commands',
  args: { min: 1, max: 1 },
  complete: firstOnly(images),
  flags: {
    'all-tags': { type: 'bool', short: 'a', summary: 'Push all tags of an image to the repository' },
    'disable-content-trust': { type: 'bool', default: true, summary: 'Skip image signing' },
    platform,
    quiet: { type: 'bool', short: 'q', summary: 'Suppress verbose output' },
  },
  async run(process, options, args, call) {
    const fault = platformFault(options.platform)
    if (fault !== undefined) {
      await process.error(`Invalid platform ${options.platform}`)
      throw new StatusError(fault)
    }
    if (options.platform) await process.print(note(ONE_PLATFORM, '--platform', process.isTty.stdout))
    const typed = parseReference(args[0]!)
    const all = options['all-tags']
    if (all && (typed.tag || typed.digest)) throw new StatusError("tag can't be used with --all-tags/-a")
    const reference = all ? typed : withDefaultTag(typed)
    if (!all && !typed.tag && !typed.digest && !options.quiet) await process.print('Using default tag: latest\n')
    if (typed.digest) throw new StatusError('cannot push a digest reference')
    const client = new Client(process, call.global)
    const response = await client.request('POST', `/images/${canonicalName(reference)}/push`, {
      query: { tag: reference.tag, platform: platformQuery(options.platform) },
      headers: { 'x-registry-auth': client.authHeader(reference.domain) },
    })
    if (!options.quiet) {
      await showProgress(response.body, sinkOf(process))
      return 0
    }
    await showProgress(response.body, { write: () => Promise.resolve(), tty: false, columns: 200 })
    await process.print(`${canonical(reference)}\n`)
    return 0
  },
})

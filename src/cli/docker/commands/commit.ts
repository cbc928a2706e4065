// docker commit: an image of a container's changes.
import { canonicalName, parseReference, withDefaultTag } from '../../../image/reference.ts'
import { command } from '../../command.ts'
import { Client, emptyName } from '../client.ts'
import { containers, firstOnly } from '../complete.ts'

export const commit = command({
  name: 'commit',
  usage: '[OPTIONS] CONTAINER [REPOSITORY[:TAG]]',
  summary: "Create a new image from a container's changes",
  synonyms: ['docker container commit', 'docker commit'],
  args: { min: 1, max: 2 },
  complete: firstOnly(containers()),
  flags: {
    author: { type: 'string', short: 'a', summary: 'Author (e.g., "Jane Doe <jane@example.com>")' },
    change: { type: 'list', short: 'c', summary: 'Apply Dockerfile instruction to the created image' },
    message: { type: 'string', short: 'm', summary: 'Commit message' },
    pause: { type: 'bool', short: 'p', default: true, summary: 'Pause container during commit' },
  },
  async run(process, options, args, call) {
    const client = new Client(process, call.global)
    const [container, name] = args
    const reference = name ? withDefaultTag(parseReference(name)) : undefined
    if (!args[0]!.trim()) throw emptyName('container')
    const { Id } = await client.post<{ Id: string }>('/commit', {
      query: {
        author: options.author,
        changes: options.change,
        comment: options.message,
        container: container!,
        repo: reference ? canonicalName(reference) : '',
        tag: reference?.tag ?? '',
        pause: options.pause ? undefined : '0',
      },
    })
    await process.print(`${Id}\n`)
    return 0
  },
})

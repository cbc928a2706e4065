// docker tag: another name for an image.
import { familiarName, isTag, parseReference, withDefaultTag } from '../../../image/reference.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { Client } from '../client.ts'
import { images, inOrder } from '../complete.ts'
import { messageOf } from '../voice.ts'

export const tag = command({
  name: 'tag',
  usage: 'SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]',
  summary: 'Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE',
  synonyms: ['docker image tag', 'docker tag'],
  args: { min: 2, max: 2 },
  complete: inOrder(images, images),
  flags: {},
  async run(process, _, args, call) {
    const client = new Client(process, call.global)
    const [source, target] = args as [string, string]
    check(source)
    const reference = check(target)
    if (reference.digest) throw new StatusError('refusing to create a tag with a digest reference')
    const { tag: name } = withDefaultTag(reference)
    await client.post(`/images/${source}/tag`, { query: { repo: familiarName(reference), tag: name } })
    return 0
  },
})

function check(name: string) {
  try {
    const reference = parseReference(name)
    if (reference.tag !== undefined && !isTag(reference.tag)) throw new StatusError('invalid reference format')
    return reference
  } catch (error) {
    throw new StatusError(
      `Error parsing reference: ${JSON.stringify(name)} is not a valid repository/tag: ${messageOf(error)}`,
    )
  }
}

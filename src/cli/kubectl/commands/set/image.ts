// kubectl set image: other images for the containers of a pod or of a pod template.
import { command } from '../../../command.ts'
import { StatusError } from '../../../error.ts'
import { resourceNames } from '../../completion.ts'
import { RECORD } from '../../record.ts'
import { NOTHING_NAMED, splitPairs } from '../../selection.ts'
import { SET_FLAGS, changeObjects, podSpecOf } from './change.ts'

export const setImage = command({
  name: 'image',
  usage: '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  summary: 'Update the image of a pod template',
  examples:
    '# Another image for the container nginx\nkubectl set image deployment/web nginx=nginx:1.28\n\n# The same image for every container\nkubectl set image deployment/web *=nginx:1.28',
  flags: { ...SET_FLAGS, ...RECORD },
  complete: resourceNames,
  run: (process, options, args, call) => {
    const [words, pairs] = splitPairs(args, 'image')
    if (words.length === 0 && options.filename.length === 0 && !options.kustomize) throw new StatusError(NOTHING_NAMED)
    if (pairs.length === 0) throw new StatusError('error: at least one image update is required')
    const images = pairs.map((pair) => {
      const equals = pair.indexOf('=')
      return [pair.slice(0, equals), pair.slice(equals + 1)] as const
    })
    return changeObjects(
      process,
      options,
      words,
      call,
      'image updated',
      (object) => {
        const spec = podSpecOf(object)
        const all = [...(spec.initContainers ?? []), ...spec.containers]
        for (const [name, image] of images) {
          const found = all.filter((container) => name === '*' || container.name === name)
          if (found.length === 0) throw new StatusError(`error: unable to find container named "${name}"`)
          for (const container of found) container.image = image
        }
      },
      args,
    )
  },
})

// kubectl set resources: limits and requests of the containers of a pod template.
import { command } from '../../../command.ts'
import { StatusError } from '../../../error.ts'
import { matchesPath } from '../../../golang.ts'
import { resourceNames } from '../../completion.ts'
import { RECORD } from '../../record.ts'
import { SET_FLAGS, changeObjects, podSpecOf } from './change.ts'

const QUANTITY = /^[+-]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+|[numkMGTPE]|[KMGTPE]i)?$/

/** `cpu=200m,memory=512Mi`. Throws kubectl's words. */
function quantities(spec: string): Record<string, string> {
  const out: Record<string, string> = {}
  for (const word of spec.split(',').filter(Boolean)) {
    const parts = word.split('=')
    if (parts.length !== 2) throw new StatusError(`error: Invalid argument syntax ${word}, expected <resource>=<value>`)
    if (!QUANTITY.test(parts[1]!))
      throw new StatusError(
        "error: quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      )
    out[parts[0]!] = parts[1]!
  }
  return out
}

export const setResources = command({
  name: 'resources',
  usage: '(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  summary: 'Update resource requests/limits on objects with pod templates',
  examples:
    '# At most 200 millicores and 512 MiB for each container\nkubectl set resources deployment web --limits=cpu=200m,memory=512Mi',
  flags: {
    ...SET_FLAGS,
    ...RECORD,
    containers: { type: 'string', short: 'c', default: '*', summary: 'Containers to change; may have *' },
    limits: { type: 'string', default: '', summary: 'At most this much: cpu=200m,memory=512Mi' },
    requests: { type: 'string', default: '', summary: 'At least this much: cpu=100m,memory=256Mi' },
  },
  complete: resourceNames,
  run: (process, options, args, call) => {
    if (!options.limits && !options.requests)
      throw new StatusError(
        'error: you must specify an update to requests or limits (in the form of --requests/--limits)',
      )
    const [limits, requests] = [quantities(options.limits), quantities(options.requests)]
    return changeObjects(process, options, args, call, 'resource requirements updated', (object) => {
      const spec = podSpecOf(object)
      const found = [...spec.containers, ...(spec.initContainers ?? [])].filter(({ name }) =>
        matchesPath(options.containers, name),
      )
      if (found.length === 0) throw new StatusError(`error: unable to find container named ${options.containers}`)
      for (const container of found) {
        const merged = { ...container.resources }
        if (options.limits) merged.limits = { ...merged.limits, ...limits }
        if (options.requests) merged.requests = { ...merged.requests, ...requests }
        container.resources = merged
      }
    })
  },
})

// kubectl create poddisruptionbudget, priorityclass, token.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { ApiFailure } from '../answer.ts'
import { resourcePath } from '../discovery.ts'
import { PRINT } from '../flags.ts'
import { labelsOf } from '../labels.ts'
import { type AnyObject, at } from '../object.ts'
import { printerFor } from '../print/output.ts'
import { Kube, nameOfWith } from '../session.ts'
import { COMMON, generate, oneName } from './generator.ts'

const countOrPercent = (word: string): number | string => (/^\d+$/.test(word) ? Number(word) : word)

export const poddisruptionbudget = command({
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  usage: 'NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  summary: 'Create a pod disruption budget with the specified name',
  flags: {
    ...COMMON,
    'max-unavailable': { type: 'string', default: '', summary: 'So many pods may be missing: a number or a share' },
    'min-available': { type: 'string', default: '', summary: 'So many pods must be there: a number or a share' },
    selector: { type: 'string', default: '', summary: 'Labels of the pods' },
  },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    const { selector, 'min-available': min, 'max-unavailable': max } = options
    if (!selector) throw new StatusError('error: a selector must be specified')
    if (!min && !max) throw new StatusError('error: one of min-available or max-unavailable must be specified')
    if (min && max) throw new StatusError('error: min-available and max-unavailable cannot be both specified')
    return generate(
      process,
      options,
      call,
      () => ({
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: { name },
        spec: {
          ...(min ? { minAvailable: countOrPercent(min) } : {}),
          selector: { matchLabels: labelsOf(selector) },
          ...(max ? { maxUnavailable: countOrPercent(max) } : {}),
        },
        status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
      }),
      'poddisruptionbudgets:',
    )
  },
})

export const priorityclass = command({
  name: 'priorityclass',
  aliases: ['pc'],
  usage: 'NAME --value=VALUE --global-default=BOOL [--dry-run=server|client|none]',
  summary: 'Create a priority class with the specified name',
  flags: {
    ...COMMON,
    description: { type: 'string', default: '', summary: 'What it is for' },
    'global-default': { type: 'bool', summary: 'For pods that name none' },
    'preemption-policy': { type: 'string', default: 'PreemptLowerPriority', summary: 'PreemptLowerPriority or Never' },
    value: { type: 'int', default: 0, summary: 'The higher the more important' },
  },
  run: (process, options, args, call) => {
    const name = oneName(args, call)
    return generate(
      process,
      options,
      call,
      () => ({
        apiVersion: 'scheduling.k8s.io/v1',
        kind: 'PriorityClass',
        metadata: { name },
        value: options.value,
        ...(options['global-default'] ? { globalDefault: true } : {}),
        ...(options.description ? { description: options.description } : {}),
        preemptionPolicy: options['preemption-policy'],
      }),
      'priorityclass:',
    )
  },
})

export const token = command({
  name: 'token',
  usage: 'SERVICE_ACCOUNT_NAME',
  summary: 'Request a service account token',
  flags: {
    ...PRINT,
    audience: { type: 'list', summary: 'Who is to accept it' },
    'bound-object-kind': { type: 'string', default: '', summary: 'Kind of the object that it lives as long as' },
    'bound-object-name': { type: 'string', default: '', summary: 'Name of that object' },
    'bound-object-uid': { type: 'string', default: '', summary: 'UID of that object' },
    duration: { type: 'duration', default: '0s', shownDefault: '0s', summary: 'How long it is good' },
  },
  run: async (process, options, args, call) => {
    const name = oneName(args, call)
    const kube = await Kube.open(process, call)
    const { audience: audiences, duration } = options
    const kind = options['bound-object-kind']
    const request = {
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: {
        ...(audiences.length > 0 ? { audiences } : {}),
        ...(duration > 0 ? { expirationSeconds: Math.ceil(duration / 1000) } : {}),
        ...(kind
          ? {
              boundObjectRef: {
                kind,
                apiVersion: 'v1',
                name: options['bound-object-name'],
                uid: options['bound-object-uid'],
              },
            }
          : {}),
      },
    }
    const resource = await kube.mapper.find('serviceaccounts')
    const path = resourcePath(resource, kube.namespace, name, 'token')
    const answer = await kube.client
      .json<AnyObject>(path, { method: 'POST', body: request })
      .catch((error: unknown) => {
        throw error instanceof ApiFailure ? new StatusError(`error: failed to create token: ${error.message}`) : error
      })
    const printer = printerFor(process, options, nameOfWith(resource), { typed: true })
    if (printer) await printer(answer)
    else await process.print(String(at(answer, 'status', 'token') ?? '') + (process.isTty.stdout ? '\n' : ''))
    return 0
  },
})

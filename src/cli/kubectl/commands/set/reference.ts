// kubectl set selector, serviceaccount, subject: what an object points to.
import { command } from '../../../command.ts'
import { StatusError } from '../../../error.ts'
import { resourceNames } from '../../completion.ts'
import { labelsOf } from '../../labels.ts'
import type { AnyObject } from '../../object.ts'
import { RECORD } from '../../record.ts'
import { NOTHING_NAMED } from '../../selection.ts'
import { SET_FLAGS, changeObjects, podSpecOf } from './change.ts'

export const setSelector = command({
  name: 'selector',
  usage: '(-f FILENAME | TYPE NAME) EXPRESSIONS [--resource-version=version]',
  summary: 'Set the selector on a resource',
  flags: {
    ...SET_FLAGS,
    ...RECORD,
    'resource-version': { type: 'string', default: '', summary: 'Only at this version of the object', absent: true },
  },
  complete: resourceNames,
  run: (process, options, args, call) => {
    const expression = args.at(-1) ?? ''
    const words = args.slice(0, -1)
    if (words.length === 0 && options.filename.length === 0) throw new StatusError(NOTHING_NAMED)
    const selector = labelsOf(expression)
    return changeObjects(
      process,
      options,
      words,
      call,
      'selector updated',
      (object) => {
        if (object.kind !== 'Service')
          throw new StatusError(
            'error: selector for services only is supported: setting a selector is only supported for Services',
          )
        ;(object.spec as { selector?: Record<string, string> }).selector = selector
      },
      args,
    )
  },
})

export const setServiceAccount = command({
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  summary: 'Update the service account of a resource',
  flags: { ...SET_FLAGS, ...RECORD },
  complete: resourceNames,
  run: (process, options, args, call) => {
    const account = args.at(-1)
    if (account === undefined) throw new StatusError('error: serviceaccount is required')
    return changeObjects(
      process,
      options,
      args.slice(0, -1),
      call,
      'serviceaccount updated',
      (object) => {
        const spec = podSpecOf(object)
        spec.serviceAccountName = account
        spec.serviceAccount = account
      },
      args,
    )
  },
})

interface Subject {
  kind: string
  name: string
  namespace?: string
  apiGroup?: string
}

const GROUP = 'rbac.authorization.k8s.io'

export const setSubject = command({
  name: 'subject',
  usage:
    '(-f FILENAME | TYPE NAME) [--user=username] [--group=groupname] [--serviceaccount=namespace:serviceaccountname] [--dry-run=server|client|none]',
  summary: 'Update the user, group, or service account in a role binding or cluster role binding',
  flags: {
    ...SET_FLAGS,
    group: { type: 'csv', summary: 'Groups to add' },
    serviceaccount: { type: 'csv', summary: 'Service accounts to add: namespace:name' },
    user: { type: 'csv', summary: 'Users to add' },
  },
  complete: resourceNames,
  run: (process, options, args, call) => {
    const subjects: Subject[] = [
      ...options.user.map((name) => ({ apiGroup: GROUP, kind: 'User', name })),
      ...options.group.map((name) => ({ apiGroup: GROUP, kind: 'Group', name })),
      ...options.serviceaccount.map(accountOf),
    ]
    if (subjects.length === 0)
      throw new StatusError('error: you must specify at least one value of user, group or serviceaccount')
    return changeObjects(process, options, args, call, 'subjects updated', (object) => {
      const there = ((object as AnyObject & { subjects?: Subject[] }).subjects ??= []) as Subject[]
      for (const subject of subjects) {
        const known = there.some(
          ({ kind, name, namespace }) =>
            kind === subject.kind && name === subject.name && namespace === subject.namespace,
        )
        if (!known) there.push(subject)
      }
    })
  },
})

function accountOf(word: string): Subject {
  const [namespace, name] = word.split(':')
  if (!namespace || !name) throw new StatusError('error: serviceaccount must be <namespace>:<name>')
  return { kind: 'ServiceAccount', name, namespace }
}

// kubectl logs: what a container printed.
import { text } from '../../../kernel/bytes.ts'
import { type Options, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import type { Process } from '../../../machine/process.ts'
import { ApiFailure } from '../answer.ts'
import { namesOf } from '../completion.ts'
import { resourcePath } from '../discovery.ts'
import { SELECTOR } from '../flags.ts'
import { type AnyObject, at } from '../object.ts'
import { containersOf, pickContainer, podsOf } from '../pods.ts'
import { Kube } from '../session.ts'

const FLAGS = {
  ...SELECTOR,
  'all-containers': { type: 'bool', summary: 'Logs of every container of the pods' },
  'all-pods': { type: 'bool', summary: 'Logs of every pod of the workload' },
  container: { type: 'string', short: 'c', default: '', summary: 'The container' },
  follow: { type: 'bool', short: 'f', summary: 'Go on printing as more comes' },
  'ignore-errors': { type: 'bool', summary: 'With -f: go on when one stream fails' },
  'insecure-skip-tls-verify-backend': { type: 'bool', summary: "Do not check the kubelet's certificate" },
  'limit-bytes': { type: 'int', default: 0, summary: 'At most so many bytes' },
  'max-log-requests': { type: 'int', default: 5, summary: 'At most so many streams at once with -f and a selector' },
  'pod-running-timeout': {
    type: 'duration',
    default: '20s',
    shownDefault: '20s',
    summary: 'How long to wait for a pod',
  },
  prefix: { type: 'bool', summary: 'Put pod and container before each line' },
  previous: { type: 'bool', short: 'p', summary: 'Logs of the container that ran before this one' },
  since: { type: 'duration', default: '0s', shownDefault: '0s', summary: 'Only what is newer than this' },
  'since-time': { type: 'string', default: '', summary: 'Only what is newer than this moment (RFC 3339)' },
  tail: { type: 'int', default: -1, summary: 'Only the last lines; -1 is all' },
  timestamps: { type: 'bool', summary: 'Put the time before each line' },
} as const

export const logs = command({
  name: 'logs',
  usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  summary: 'Print the logs for a container in a pod',
  group: 'Troubleshooting and Debugging Commands',
  flags: FLAGS,
  complete: namesOf('pods'),
  run: async (process, options, args, call) => {
    if (args.length === 0 && !options.selector) {
      throw new StatusError(
        "error: expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command\nSee 'kubectl logs -h' for help and examples",
      )
    }
    if (options.since > 0 && options['since-time'])
      throw new StatusError('error: at most one of `sinceTime` or `sinceSeconds` may be specified')
    const kube = await Kube.open(process, call)
    const pods = options.selector
      ? (await kube.list(await kube.mapper.find('pods'), kube.namespace, { labelSelector: options.selector })).items
      : [await wantedPod(kube, args[0]!)]
    if (pods.length === 0) await process.error(`No resources found in ${kube.namespace} namespace.\n`)
    const wanted = args[1] ?? options.container
    const streams: { pod: AnyObject; container: string }[] = []
    for (const pod of pods) {
      const names = options['all-containers']
        ? containersOf(pod).map(({ name }) => name)
        : [(await loggedContainer(process, pod, wanted)).name]
      for (const container of names) streams.push({ pod, container })
    }
    if (options.follow) await Promise.all(streams.map((stream) => pour(kube, options, call.changed('tail'), stream)))
    else for (const stream of streams) await pour(kube, options, call.changed('tail'), stream)
    return 0
  },
})

/** A pod, or one of several of a workload, which is said. */
async function wantedPod(kube: Kube, word: string): Promise<AnyObject> {
  const slash = word.indexOf('/')
  kube.mapper.tries ??= 4
  const resource = await kube.mapper.find(slash < 0 ? 'pods' : word.slice(0, slash))
  const object = await kube.get(resource, slash < 0 ? word : word.slice(slash + 1)).catch((error: unknown) => {
    if (!(error instanceof ApiFailure)) throw error
    const reason = error.reason ? ` (${error.reason})` : ''
    throw new StatusError(`error: error from server${reason}: ${error.message} in namespace "${kube.namespace}"`)
  })
  if (resource.name === 'pods') return object
  if (resource.name === 'services' && !at(object, 'spec', 'selector'))
    throw new StatusError(
      `error: cannot get the logs from *v1.Service: invalid service '${object.metadata.name}': Service is defined without a selector`,
    )
  const pods = await podsOf(kube, object)
  const [first] = pods
  if (!first) throw new StatusError('error: timed out waiting for the condition')
  if (pods.length > 1) await kube.process.error(`Found ${pods.length} pods, using pod/${first.metadata.name}\n`)
  return first
}

async function loggedContainer(process: Process, pod: AnyObject, wanted: string) {
  const names = containersOf(pod).map(({ name }) => name)
  const init = ((at(pod, 'spec', 'initContainers') as { name: string }[] | undefined) ?? []).map(({ name }) => name)
  if (wanted && ![...names, ...init].includes(wanted)) {
    const others = [...names, ...init.map((name) => `${name} (init)`)].join(', ')
    throw new StatusError(`error: container ${wanted} is not valid for pod ${pod.metadata.name} out of: ${others}`)
  }
  return pickContainer(process, pod, wanted)
}

async function pour(
  kube: Kube,
  options: Options<typeof FLAGS>,
  tailGiven: boolean,
  { pod, container }: { pod: AnyObject; container: string },
): Promise<void> {
  const tail = tailGiven || !options.selector ? options.tail : 10
  const query = {
    container,
    follow: options.follow || undefined,
    previous: options.previous || undefined,
    timestamps: options.timestamps || undefined,
    sinceSeconds: options.since > 0 ? Math.ceil(options.since / 1000) : undefined,
    sinceTime: options['since-time'] || undefined,
    tailLines: tail >= 0 ? tail : undefined,
    limitBytes: options['limit-bytes'] || undefined,
  }
  const pods = await kube.mapper.find('pods')
  const path = resourcePath(pods, pod.metadata.namespace, pod.metadata.name, 'log')
  const response = await kube.client.stream(path, { query, accept: '*/*' })
  const prefix = options.prefix ? `[pod/${pod.metadata.name}/${container}] ` : ''
  for (;;) {
    const chunk = await response.body.read()
    if (chunk === null) return
    await kube.process.print(prefix ? text(chunk).replace(/^(?=.)/gm, prefix) : chunk)
  }
}

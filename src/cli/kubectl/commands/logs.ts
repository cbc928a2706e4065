// kubectl logs: what a container printed.
import { text } from '../../../kernel/bytes.ts'
import { type Options, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { namesOf } from '../completion.ts'
import { resourcePath } from '../discovery.ts'
import { SELECTOR } from '../flags.ts'
import { type AnyObject } from '../object.ts'
import { containersOf, findPod, pickContainer } from '../pods.ts'
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
    const kube = await Kube.open(process, call)
    const pods = options.selector
      ? (await kube.list(await kube.mapper.find('pods'), kube.namespace, { labelSelector: options.selector })).items
      : [await findPod(kube, args[0]!)]
    const wanted = args[1] ?? options.container
    const streams: { pod: AnyObject; container: string }[] = []
    for (const pod of pods) {
      const names = options['all-containers']
        ? containersOf(pod).map(({ name }) => name)
        : [(await pickContainer(process, pod, wanted)).name]
      for (const container of names) streams.push({ pod, container })
    }
    if (options.follow) await Promise.all(streams.map((stream) => pour(kube, options, call.changed('tail'), stream)))
    else for (const stream of streams) await pour(kube, options, call.changed('tail'), stream)
    return 0
  },
})

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

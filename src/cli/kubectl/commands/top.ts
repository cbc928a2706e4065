// kubectl top: use of processor and memory, from the metrics API where a cluster has one.
import type { Process } from '../../../machine/process.ts'
import { type Call, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { namesOf } from '../completion.ts'
import { cpuText, amountOf } from '../describe/quantity.ts'
import { SELECTOR } from '../flags.ts'
import { bareGroup } from '../group.ts'
import { type AnyList, type AnyObject, at } from '../object.ts'
import { columns } from '../print/table.ts'
import { Kube } from '../session.ts'

const METRICS = '/apis/metrics.k8s.io/v1beta1'
const MEBIBYTE = 2 ** 20

async function open(process: Process, call: Call): Promise<Kube> {
  const kube = await Kube.open(process, call)
  kube.mapper.tries = 0
  if ((await kube.mapper.all()).some(({ group }) => group === 'metrics.k8s.io')) return kube
  throw new StatusError('error: Metrics API not available')
}

const FLAGS = {
  ...SELECTOR,
  'no-headers': { type: 'bool', summary: 'Leave the header line out' },
  'sort-by': { type: 'string', default: '', summary: 'cpu or memory' },
  'show-swap': { type: 'bool', summary: 'Swap as well' },
  'use-protocol-buffers': { type: 'bool', default: true, summary: 'Taken, and of no effect here' },
} as const

interface Usage {
  cpu: number
  memory: number
}

function usageOf(value: unknown): Usage {
  const usage = value as Record<string, string> | undefined
  return { cpu: amountOf(usage?.cpu ?? '0'), memory: amountOf(usage?.memory ?? '0') }
}

const cpuCell = ({ cpu }: Usage) => `${Math.ceil(cpu * 1000)}m`
const memoryCell = ({ memory }: Usage) => `${Math.floor(memory / MEBIBYTE)}Mi`

const order =
  (by: string) =>
  (a: { usage: Usage }, b: { usage: Usage }): number =>
    by === 'cpu' ? b.usage.cpu - a.usage.cpu : by === 'memory' ? b.usage.memory - a.usage.memory : 0

function checkOrder(by: string): void {
  if (by && by !== 'cpu' && by !== 'memory') throw new StatusError('error: --sort-by accepts only cpu or memory')
}

const topNode = command({
  name: 'node',
  aliases: ['nodes', 'no'],
  usage: '[NAME | -l label]',
  summary: 'Display resource (CPU/memory) usage of nodes',
  flags: {
    ...FLAGS,
    'show-capacity': { type: 'bool', summary: 'In percent of the capacity, not of what is allocatable' },
  },
  complete: namesOf('nodes'),
  run: async (process, options, args, call) => {
    checkOrder(options['sort-by'])
    const kube = await open(process, call)
    const path = args[0] ? `${METRICS}/nodes/${args[0]}` : `${METRICS}/nodes`
    const answer = await kube.client.json<AnyList & AnyObject>(path, {
      query: { labelSelector: options.selector || undefined },
    })
    const nodes = await kube.list(await kube.mapper.find('nodes'), undefined)
    const rows = (answer.items ?? [answer]).map((item) => ({ name: item.metadata.name!, usage: usageOf(item.usage) }))
    const whole = (name: string) => {
      const node = nodes.items.find(({ metadata }) => metadata.name === name)
      return usageOf(at(node, 'status', options['show-capacity'] ? 'capacity' : 'allocatable'))
    }
    const percent = (part: number, of: number) => (of > 0 ? `${Math.floor((part / of) * 100)}%` : '<unknown>')
    const lines = rows.sort(order(options['sort-by'])).map(({ name, usage }) => {
      const all = whole(name)
      return [name, cpuCell(usage), percent(usage.cpu, all.cpu), memoryCell(usage), percent(usage.memory, all.memory)]
    })
    const head = options['no-headers'] ? [] : [['NAME', 'CPU(cores)', 'CPU(%)', 'MEMORY(bytes)', 'MEMORY(%)']]
    await process.print(`${columns([...head, ...lines].map((cells) => cells.join('\t')).join('\n'))}\n`)
    return 0
  },
})

const topPod = command({
  name: 'pod',
  aliases: ['pods', 'po'],
  usage: '[NAME | -l label]',
  summary: 'Display resource (CPU/memory) usage of pods',
  flags: {
    ...FLAGS,
    'all-namespaces': { type: 'bool', short: 'A', summary: 'Pods of every namespace' },
    containers: { type: 'bool', summary: 'Every container by itself' },
    'field-selector': { type: 'string', default: '', summary: 'Only pods with these fields', absent: true },
    sum: { type: 'bool', summary: 'Print the sum below' },
  },
  complete: namesOf('pods'),
  run: async (process, options, args, call) => {
    checkOrder(options['sort-by'])
    const kube = await open(process, call)
    const scope = options['all-namespaces'] ? '' : `/namespaces/${kube.namespace}`
    const answer = await kube.client.json<AnyList & AnyObject>(
      `${METRICS}${scope}/pods${args[0] ? `/${args[0]}` : ''}`,
      {
        query: { labelSelector: options.selector || undefined },
      },
    )
    const rows = (answer.items ?? [answer]).flatMap((pod) => {
      const containers = (pod.containers as { name: string; usage: unknown }[]).map(({ name, usage }) => ({
        cells: [pod.metadata.name!, name],
        namespace: pod.metadata.namespace!,
        usage: usageOf(usage),
      }))
      if (options.containers) return containers
      const usage = containers.reduce(
        (sum, one) => ({ cpu: sum.cpu + one.usage.cpu, memory: sum.memory + one.usage.memory }),
        { cpu: 0, memory: 0 },
      )
      return [{ cells: [pod.metadata.name!], namespace: pod.metadata.namespace!, usage }]
    })
    const all = options['all-namespaces']
    const head = [
      ...(all ? ['NAMESPACE'] : []),
      ...(options.containers ? ['POD', 'NAME'] : ['NAME']),
      'CPU(cores)',
      'MEMORY(bytes)',
    ]
    const lines = rows
      .sort(order(options['sort-by']))
      .map(({ cells, namespace, usage }) => [...(all ? [namespace] : []), ...cells, cpuCell(usage), memoryCell(usage)])
    if (options.sum) {
      const total = rows.reduce(
        (sum, { usage }) => ({ cpu: sum.cpu + usage.cpu, memory: sum.memory + usage.memory }),
        usageOf(undefined),
      )
      const blank = Array.from({ length: head.length - 3 }, () => '')
      lines.push([...blank, '', '________', '________'], [...blank, '', cpuText(total.cpu), memoryCell(total)])
    }
    await process.print(
      `${columns([...(options['no-headers'] ? [] : [head]), ...lines].map((cells) => cells.join('\t')).join('\n'))}\n`,
    )
    return 0
  },
})

export const top = command({
  name: 'top',
  usage: '[flags]',
  summary: 'Display resource (CPU/memory) usage',
  long: 'Display resource (CPU/memory) usage.\n\n The numbers come from the metrics API, which a cluster has when the metrics server runs in it.',
  group: 'Cluster Management Commands',
  flags: {},
  subcommands: [topNode, topPod],
  run: bareGroup,
})

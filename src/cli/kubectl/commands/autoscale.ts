// kubectl autoscale: a HorizontalPodAutoscaler for a workload.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { saveConfig } from '../apply/annotation.ts'
import { resourceNames } from '../completion.ts'
import { groupVersion, resourcePath } from '../discovery.ts'
import { DRY_RUN, FIELD_MANAGER, FILES, PRINT } from '../flags.ts'
import type { AnyObject } from '../object.ts'
import { RECORD, recordOn } from '../record.ts'
import { printerFor } from '../print/output.ts'
import { choose } from '../selection.ts'
import { Kube, dryRunOf, dryRunQuery, dryRunSuffix, nameOfWith, reference } from '../session.ts'
import { Failures } from '../voice.ts'

const FLAGS = {
  ...PRINT,
  ...FILES,
  ...DRY_RUN,
  ...FIELD_MANAGER('kubectl-autoscale'),
  ...RECORD,
  cpu: { type: 'string', default: '', summary: 'CPU per pod: 70% of what it requests, or a quantity such as 500m' },
  'cpu-percent': {
    type: 'int',
    default: -1,
    summary: 'CPU per pod in percent of what it requests',
    deprecated:
      "Use --cpu with percentage or resource quantity format (e.g., '70%' for utilization or '500m' for milliCPU).",
  },
  max: { type: 'int', default: -1, summary: 'At most so many pods' },
  memory: {
    type: 'string',
    default: '',
    summary: 'Memory per pod: 60% of what it requests, or a quantity such as 200Mi',
  },
  min: { type: 'int', default: -1, summary: 'At least so many pods' },
  name: { type: 'string', default: '', summary: 'Name of the autoscaler; otherwise that of the workload' },
  'save-config': { type: 'bool', summary: 'Keep the configuration in the annotation of kubectl apply' },
} as const

/** `70%` is a share of the request, `500m` an amount; a bare number is in `unit`. */
function metric(name: string, word: string, unit: string) {
  const percent = /^(\d+)%$/.exec(word)
  const target = percent
    ? { type: 'Utilization', averageUtilization: Number(percent[1]) }
    : { type: 'AverageValue', averageValue: /^\d+$/.test(word) ? word + unit : word }
  return { type: 'Resource', resource: { name, target } }
}

function metrics(options: { cpu: string; memory: string; 'cpu-percent': number }) {
  const out = []
  if (options['cpu-percent'] >= 0) out.push(metric('cpu', `${options['cpu-percent']}%`, 'm'))
  if (options.cpu) out.push(metric('cpu', options.cpu, 'm'))
  if (options.memory) out.push(metric('memory', options.memory, 'Mi'))
  return out
}

export const autoscale = command({
  name: 'autoscale',
  usage: '(-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY]',
  summary: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  examples:
    '# Between 2 and 10 pods, at half of the CPU that they request\nkubectl autoscale deployment web --min=2 --max=10 --cpu=50%',
  group: 'Deploy Commands',
  flags: FLAGS,
  complete: resourceNames,
  run: async (process, options, args, call) => {
    if (!call.changed('max')) throw new StatusError('error: required flag(s) "max" not set')
    const { min, max } = options
    if (max < 1) throw new StatusError(`error: --max=MAXPODS is required and must be at least 1, max: ${max}`)
    if (max < min)
      throw new StatusError(`error: --max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`)
    const dryRun = dryRunOf(options['dry-run'])
    const kube = await Kube.open(process, call)
    const resource = await kube.mapper.find('horizontalpodautoscalers.autoscaling')
    const failures = new Failures(process)
    for (const { resource: scaled, object } of await choose(kube, options, args)) {
      if (!scaled.subresources.includes('scale')) {
        const place = `${groupVersion(scaled).includes('/') ? groupVersion(scaled) : `/${scaled.version}`}, Resource=${scaled.name}`
        throw new StatusError(
          `error: cannot autoscale a ${scaled.kind}: could not find scale subresource for ${place} in discovery information`,
        )
      }
      await failures.attempt(async () => {
        const wanted = metrics(options)
        const hpa: AnyObject = {
          kind: 'HorizontalPodAutoscaler',
          apiVersion: 'autoscaling/v2',
          metadata: { name: options.name || object.metadata.name! },
          spec: {
            scaleTargetRef: { kind: scaled.kind, name: object.metadata.name!, apiVersion: groupVersion(scaled) },
            ...(min > 0 ? { minReplicas: min } : {}),
            maxReplicas: max,
            ...(wanted.length > 0 ? { metrics: wanted } : {}),
          },
          status: { desiredReplicas: 0, currentMetrics: null },
        }
        recordOn(process, hpa, call, args)
        if (options['save-config']) saveConfig(hpa)
        const query = { ...dryRunQuery(dryRun), fieldManager: options['field-manager'] }
        const path = resourcePath(resource, object.metadata.namespace)
        const made =
          dryRun === 'client' ? hpa : await kube.client.json<AnyObject>(path, { method: 'POST', body: hpa, query })
        const printer = printerFor(process, options, nameOfWith(resource), { typed: true })
        if (printer) await printer(made)
        else await process.print(`${reference(resource, hpa.metadata.name!)} autoscaled${dryRunSuffix(dryRun)}\n`)
      })
    }
    return failures.finish()
  },
})

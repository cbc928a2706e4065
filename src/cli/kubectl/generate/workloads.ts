// kubectl create deployment, job, cronjob.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import type { Rng } from '../../../kernel/rng.ts'
import { type AnyObject, at } from '../object.ts'
import { COMMON, generate, oneName } from './generator.ts'

/** Container names from images: `nginx` of `docker.io/nginx:1.27`, made a valid name. */
function containerName(image: string, rng: Rng): string {
  const name = image
    .split('/')
    .at(-1)!
    .replace(/[:@].*$/, '')
  if (!/[_.]/.test(name)) return name
  const rest = Array.from({ length: SUFFIX_LENGTH }, () => LETTERS[rng.below(LETTERS.length)]).join('')
  return `${name.replace(/[_.]/g, '-')}-${rest}`
}

/** k8s.io/apimachinery/pkg/util/rand: no vowels, no digits that look like them. */
const LETTERS = 'bcdfghjklmnpqrstvwxz2456789'
const SUFFIX_LENGTH = 5

const imageFlag = (call: { changed(name: string): boolean }) => {
  if (!call.changed('image')) throw new StatusError('error: required flag(s) "image" not set')
}

export const deployment = command({
  name: 'deployment',
  aliases: ['deploy'],
  usage: 'NAME --image=image -- [COMMAND] [args...]',
  summary: 'Create a deployment with the specified name',
  flags: {
    ...COMMON,
    image: { type: 'csv', summary: 'Images; one container each' },
    port: { type: 'int', default: -1, summary: 'Port that the container listens on' },
    replicas: { type: 'int', short: 'r', default: 1, summary: 'How many pods' },
  },
  run: (process, options, args, call) => {
    imageFlag(call)
    const words = call.dash === undefined ? [] : args.slice(call.dash)
    const name = oneName(call.dash === undefined ? args : args.slice(0, call.dash), call)
    if (options.image.length > 1 && words.length > 0)
      throw new StatusError('error: cannot specify multiple --image options and command')
    const labels = { app: name }
    const containers = options.image.map((image, i) => ({
      name: containerName(image, process.kernel.rng),
      image,
      ...(words.length > 0 ? { command: words } : {}),
      ...(options.port >= 0 && i === 0 ? { ports: [{ containerPort: options.port }] } : {}),
      resources: {},
    }))
    return generate(
      process,
      options,
      call,
      () => ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name, labels },
        spec: {
          replicas: options.replicas,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers } },
          strategy: {},
        },
        status: {},
      }),
      'deployment:',
    )
  },
})

const jobSpec = (name: string, image: string, words: string[], restartPolicy = 'Never') => ({
  template: {
    metadata: {},
    spec: {
      containers: [{ name, image, ...(words.length > 0 ? { command: words } : {}), resources: {} }],
      restartPolicy,
    },
  },
})

export const job = command({
  name: 'job',
  usage: 'NAME --image=image [--from=cronjob/name] -- [COMMAND] [args...]',
  summary: 'Create a job with the specified name',
  flags: {
    ...COMMON,
    image: { type: 'string', default: '', summary: 'The image' },
    from: { type: 'string', default: '', summary: 'Make it as this cron job would: cronjob/NAME' },
  },
  run: (process, options, args, call) => {
    const words = call.dash === undefined ? [] : args.slice(call.dash)
    const name = oneName(call.dash === undefined ? args : args.slice(0, call.dash), call)
    if (!options.image === !options.from) throw new StatusError('error: either --image or --from must be specified')
    return generate(
      process,
      options,
      call,
      async (kube): Promise<AnyObject> => {
        if (!options.from)
          return {
            apiVersion: 'batch/v1',
            kind: 'Job',
            metadata: { name },
            spec: jobSpec(name, options.image, words),
            status: {},
          }
        const [type, source] = options.from.split('/')
        const cron = await kube.get(await kube.mapper.find(type!), source!)
        const template = at(cron, 'spec', 'jobTemplate') as {
          metadata?: { annotations?: Record<string, string>; labels?: Record<string, string> }
          spec: unknown
        }
        const owner = {
          apiVersion: cron.apiVersion,
          kind: cron.kind,
          name: cron.metadata.name!,
          uid: cron.metadata.uid!,
          controller: true,
        }
        const annotations = { ...template.metadata?.annotations, 'cronjob.kubernetes.io/instantiate': 'manual' }
        const metadata = { name, annotations, labels: template.metadata?.labels, ownerReferences: [owner] }
        return { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: template.spec, status: {} }
      },
      'job:',
    )
  },
})

export const cronjob = command({
  name: 'cronjob',
  aliases: ['cj'],
  usage: "NAME --image=image --schedule='0/5 * * * ?' -- [COMMAND] [args...] [flags]",
  summary: 'Create a cron job with the specified name',
  flags: {
    ...COMMON,
    image: { type: 'string', default: '', summary: 'The image' },
    schedule: { type: 'string', default: '', summary: 'When, as cron writes it' },
    restart: { type: 'string', default: '', summary: 'OnFailure or Never' },
  },
  run: (process, options, args, call) => {
    const words = call.dash === undefined ? [] : args.slice(call.dash)
    const name = oneName(call.dash === undefined ? args : args.slice(0, call.dash), call)
    const missing = ['image', 'schedule'].filter((flag) => !call.changed(flag))
    if (missing.length > 0)
      throw new StatusError(`error: required flag(s) ${missing.map((flag) => `"${flag}"`).join(', ')} not set`)
    const spec = {
      schedule: options.schedule,
      jobTemplate: { metadata: { name }, spec: jobSpec(name, options.image, words, options.restart || 'OnFailure') },
    }
    return generate(
      process,
      options,
      call,
      () => ({
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name },
        spec,
        status: {},
      }),
      'cronjob:',
    )
  },
})

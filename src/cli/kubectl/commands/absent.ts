// Commands of kubectl that are not simulated: they say so, whatever their flags.
import { type Command, type Flags, command } from '../../command.ts'
import { notSimulated } from '../../error.ts'

export const absent = (name: string, usage: string, summary: string, group: string, flags: Flags = {}): Command =>
  command({ name, usage, summary, group, flags, run: () => Promise.reject(notSimulated(`kubectl ${name}`)) })

const text = (summary: string) => ({ type: 'string', default: '', summary }) as const
const flag = (summary: string) => ({ type: 'bool', summary }) as const
const on = (summary: string) => ({ type: 'bool', default: true, summary }) as const
const list = (summary: string) => ({ type: 'list', summary }) as const

export const DEBUG: Flags = {
  'arguments-only': flag('What follows are arguments, not the command'),
  attach: flag('Attach to the new container'),
  container: { ...text('Name of the new container'), short: 'c' },
  'copy-to': text('Make a copy of the pod with this name'),
  custom: text('File with a part of a container spec'),
  env: list('Environment variables'),
  filename: { type: 'csv', short: 'f', summary: 'File that names the resource' },
  image: text('Image of the new container'),
  'image-pull-policy': text('Always, IfNotPresent or Never'),
  'keep-annotations': flag('With --copy-to: keep the annotations'),
  'keep-init-containers': on('With --copy-to: run the init containers'),
  'keep-labels': flag('With --copy-to: keep the labels'),
  'keep-liveness': flag('With --copy-to: keep the liveness probes'),
  'keep-readiness': flag('With --copy-to: keep the readiness probes'),
  'keep-startup': flag('With --copy-to: keep the startup probes'),
  profile: { type: 'string', default: 'general', summary: 'general, baseline, restricted, netadmin or sysadmin' },
  quiet: { ...flag('Say less'), short: 'q' },
  replace: flag('With --copy-to: delete the original pod'),
  'same-node': flag('With --copy-to: on the same node'),
  'set-image': list('With --copy-to: other images, name=image'),
  'share-processes': on('With --copy-to: containers see the processes of each other'),
  stdin: { ...flag('Keep standard input open'), short: 'i' },
  target: text('Look at the processes of this container'),
  tty: { ...flag('Give the container a terminal'), short: 't' },
}

export const KUSTOMIZE: Flags = {
  'as-current-user': flag('Run functions as oneself'),
  'enable-alpha-plugins': flag('Allow plugins'),
  'enable-helm': flag('Allow Helm charts'),
  env: { ...list('Environment of functions'), short: 'e' },
  'helm-api-versions': list('Versions of the API that Helm is told'),
  'helm-command': { type: 'string', default: 'helm', summary: 'The Helm program' },
  'helm-debug': flag('Debug output of Helm'),
  'helm-kube-version': text('Version of Kubernetes that Helm is told'),
  'load-restrictor': { type: 'string', default: 'LoadRestrictionsRootOnly', summary: 'From where files may come' },
  mount: list('Storage for functions'),
  network: flag('Network for functions'),
  'network-name': { type: 'string', default: 'bridge', summary: 'The docker network of functions' },
  output: { ...text('Write to this file'), short: 'o' },
}

// A message on the wire in words: read from its method and path, which are the real ones.
import type { MessageEvent } from '../../kernel/trace.ts'
import { size } from '../../i18n/size.ts'
import type { Key, Translate, Values } from '../../i18n/t.ts'
import { who } from './who.ts'

interface Row {
  path: RegExp
  method?: RegExp
  form?: MessageEvent['form']
  key: Key
}

/** First match wins. Docker Engine API, OCI distribution, Kubernetes API, then anything. */
const TABLE: Row[] = [
  { path: /^\/token$/, key: 'say.token' },
  { path: /\/manifests\//, method: /GET|HEAD/, key: 'say.manifest.get' },
  { path: /\/manifests\//, method: /PUT/, key: 'say.manifest.put' },
  { path: /\/blobs\/uploads/, key: 'say.upload' },
  { path: /\/blobs\//, method: /HEAD/, key: 'say.blob.head' },
  { path: /\/blobs\//, key: 'say.blob.get' },
  { path: /\/containers\/create$/, key: 'say.docker.create' },
  { path: /\/containers\/[^/]+\/(?:start|restart)$/, key: 'say.docker.start' },
  { path: /\/containers\/[^/]+\/(?:stop|kill)$/, key: 'say.docker.stop' },
  { path: /\/containers\/[^/]+\/attach/, key: 'say.docker.attach' },
  { path: /\/containers\/[^/]+\/wait$/, key: 'say.docker.wait' },
  { path: /\/containers\/[^/]+\/exec$|\/exec\/[^/]+\/start$/, key: 'say.docker.exec' },
  { path: /\/images\/create$/, key: 'say.docker.pull' },
  { path: /\/images\/.+\/push$/, key: 'say.docker.push' },
  { path: /\/build$/, key: 'say.docker.build' },
  { path: /\/(?:containers|images|networks|volumes)\/[^/]+$/, method: /DELETE/, key: 'say.docker.remove' },
  { path: /\/(?:containers|images|networks|volumes)(?:\/[^/]+)?(?:\/json)?$/, method: /GET/, key: 'say.docker.list' },
  { path: /^\/apis?\//, form: 'chunk', key: 'say.kube.news' },
  { path: /^\/apis?\/.*[?&]watch=|^\/apis?\/.*\/watch\//, key: 'say.kube.watch' },
  { path: /^\/apis?\//, method: /POST/, key: 'say.kube.create' },
  { path: /^\/apis?\//, method: /PUT|PATCH/, key: 'say.kube.change' },
  { path: /^\/apis?\//, method: /DELETE/, key: 'say.kube.delete' },
  { path: /^\/apis?(?:\/|$)/, key: 'say.kube.get' },
]

/** Empty where the message is not worth a sentence. */
export function messageSentence(message: MessageEvent, t: Translate): string {
  const { method, path, form, topic } = message
  const values: Values = {
    from: who(message.from, t),
    to: who(message.to, t),
    method,
    path: path.length > 48 ? `${path.slice(0, 46)}…` : path,
    name: nameOf(message),
    what: whatOf(message),
    size: size(message.bytes),
  }
  if (topic.startsWith('dns')) return form === 'request' ? t('say.dns', values) : ''
  if (form === 'response') return ''
  if (topic.startsWith('etcd')) return t('say.kube.store', values)
  const docker = message.to.endsWith('/dockerd')
  const row = TABLE.find(
    (one) =>
      one.path.test(path) &&
      (one.method?.test(method) ?? true) &&
      (one.form ?? form) === form &&
      (docker || !one.key.startsWith('say.docker')),
  )
  if (row) return t(row.key, values)
  if (form === 'chunk') return ''
  if (/\/(?:container|pod)\//.test(`${message.to}/`)) return t('say.traffic', values)
  return t('say.message', values)
}

function nameOf({ path, about }: MessageEvent): string {
  const registry = /^\/v2\/(.+)\/manifests\/(.+)$/.exec(path)
  if (registry) {
    const [, name = '', reference = ''] = registry
    const short = name.replace(/^library\//, '')
    return reference.startsWith('sha256:') ? short : `${short}:${reference}`
  }
  return String(about?.name ?? path.split('/').at(-1) ?? '')
}

/** `pods crane`, `services`. */
function whatOf({ path, about }: MessageEvent): string {
  const parts =
    /^\/(?:api\/v1|apis\/[^/]+\/[^/]+)\/(?:namespaces\/[^/]+\/(?=[^/]+))?([^/?]+)(?:\/([^/?]+))?(?:\/([^/?]+))?/.exec(
      path,
    )
  const name = String(about?.name ?? parts?.[2] ?? '')
  const type = about?.type ? `${String(about.type)} ` : ''
  return `${type}${parts?.[1] ?? ''} ${name}${parts?.[3] ? `/${parts[3]}` : ''}`.trim()
}

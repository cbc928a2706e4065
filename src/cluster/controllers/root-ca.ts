// The root CA publisher: every namespace has the config map kube-root-ca.crt, for pods to trust the API server by.
import { type Controller, NOTHING } from '../client/controller.ts'
import { configMaps } from '../kinds/configmap.ts'
import { namespaces } from '../kinds/namespace.ts'
import { create, update } from './plan.ts'

const NAME = 'kube-root-ca.crt'
const DESCRIPTION =
  'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'

/** `certificate`: the PEM text of the cluster's authority. */
export const rootCa = (certificate: string): Controller => ({
  name: 'rootca',
  component: 'root-ca-certificate-publisher-controller',
  watches: [
    { resource: namespaces, keys: (namespace) => [namespace.metadata.name] },
    { resource: configMaps, keys: (map) => (map.metadata.name === NAME ? [map.metadata.namespace!] : []) },
  ],
  reconcile: (key, caches) => {
    const namespace = caches.of(namespaces).get(key)
    if (!namespace || namespace.metadata.deletionTimestamp) return NOTHING
    const data = { 'ca.crt': certificate }
    const have = caches.of(configMaps).get(`${key}/${NAME}`)
    if (have?.data?.['ca.crt'] === certificate) return NOTHING
    if (have) return { writes: [update(configMaps, { ...have, data })] }
    const annotations = { 'kubernetes.io/description': DESCRIPTION }
    return { writes: [create(configMaps, { metadata: { name: NAME, namespace: key, annotations }, data })] }
  },
})

// The service accounts controller: every namespace has an account `default`.
import { type Controller, NOTHING } from '../client/controller.ts'
import { namespaces } from '../kinds/namespace.ts'
import { serviceAccounts } from '../kinds/serviceaccount.ts'
import { create } from './plan.ts'

export const serviceAccount: Controller = {
  name: 'serviceaccount',
  component: 'service-account-controller',
  watches: [
    { resource: namespaces, keys: (namespace) => [namespace.metadata.name] },
    {
      resource: serviceAccounts,
      keys: (account) => (account.metadata.name === 'default' ? [account.metadata.namespace!] : []),
    },
  ],
  reconcile: (key, caches) => {
    const namespace = caches.of(namespaces).get(key)
    if (!namespace || namespace.metadata.deletionTimestamp) return NOTHING
    if (caches.of(serviceAccounts).get(`${key}/default`)) return NOTHING
    return { writes: [create(serviceAccounts, { metadata: { name: 'default', namespace: key } })] }
  },
}

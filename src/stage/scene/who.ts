// Component ids in words.
import type { Translate } from '../../i18n/t.ts'

/** `laptop/dockerd` → `the Docker daemon`. Programs of the laptop go by their own name. */
export function who(component: string, t: Translate): string {
  const [machine = '', program = '', ...rest] = component.split('/')
  switch (program) {
    case '':
      return machine
    case 'dockerd':
      return machine === 'laptop' ? t('who.dockerd') : t('who.dockerd.of', { machine })
    case 'registry':
      return t('who.registry', { machine })
    case 'auth':
      return t('who.auth', { machine })
    case 'kube-apiserver':
      return t('who.apiserver')
    case 'etcd':
      return t('who.etcd')
    case 'kube-scheduler':
      return t('who.scheduler')
    case 'kube-controller-manager':
      return t('who.controllers')
    case 'container':
      return t('who.container', { id: rest[0] ?? '' })
    case 'pod':
      return t('who.pod', { name: rest.at(-1) ?? '' })
    default:
      return machine === 'laptop' ? program : t('who.of', { program, machine })
  }
}

// Quality of service class: what the pod's requests and limits promise (pkg/apis/core/v1/helper/qos).
import type { Pod } from '../../api/kubernetes/core.ts'
import { allContainers } from './facts.ts'

export function qosClass(pod: Pod): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  let any = false
  let guaranteed = true
  for (const { resources } of allContainers(pod)) {
    for (const name of ['cpu', 'memory']) {
      const limit = resources?.limits?.[name]
      const request = resources?.requests?.[name] ?? limit
      if (limit || request) any = true
      if (!limit || request !== limit) guaranteed = false
    }
  }
  return !any ? 'BestEffort' : guaranteed ? 'Guaranteed' : 'Burstable'
}

// Swarm's paths, as an engine answers them that is in no swarm.
import type { Route } from '../../net/router.ts'
import { ApiError } from '../errors.ts'

const NO_MANAGER =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.'

const refusal = (method: string, pattern: string, status: number, message: string): Route => ({
  method,
  pattern,
  topic: 'docker.swarm',
  handle: () => {
    throw new ApiError(status, message)
  },
})

const OBJECTS = ['nodes', 'services', 'secrets', 'configs', 'tasks']

export const swarmRoutes: Route[] = [
  ...OBJECTS.flatMap((kind) => [
    refusal('*', `/${kind}`, 503, NO_MANAGER),
    refusal('*', `/${kind}/:rest+`, 503, NO_MANAGER),
  ]),
  refusal('GET', '/swarm', 503, NO_MANAGER),
  refusal('GET', '/swarm/unlockkey', 503, NO_MANAGER),
  refusal('POST', '/swarm/update', 503, NO_MANAGER),
  refusal('POST', '/swarm/leave', 503, 'This node is not part of a swarm'),
  refusal('POST', '/swarm/unlock', 503, NO_MANAGER),
  refusal('POST', '/swarm/init', 501, 'naru: docker swarm init is not simulated'),
  refusal('POST', '/swarm/join', 501, 'naru: docker swarm join is not simulated'),
]

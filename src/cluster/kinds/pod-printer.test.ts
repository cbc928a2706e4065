// READY, STATUS and RESTARTS of pods in every state.
import { describe, expect, it } from 'vitest'
import type { ContainerStatus, Pod, PodStatus } from '../../api/kubernetes/core.ts'
import { summarize } from './pod-printer.ts'

const NOW = Date.parse('2026-11-23T00:10:00Z')
const ended = (seconds: number, reason = 'Error', exitCode = 1) => ({
  terminated: { exitCode, reason, finishedAt: new Date(NOW - seconds * 1000).toISOString().slice(0, 19) + 'Z' },
})
const container = (state: ContainerStatus['state'], more: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name: 'main',
  image: 'x',
  imageID: '',
  ready: false,
  restartCount: 0,
  state,
  ...more,
})
const running = { running: { startedAt: '2026-11-23T00:00:00Z' } }

const pod = (status: PodStatus, spec: object = {}, metadata: object = {}) =>
  ({
    metadata: { name: 'p', ...metadata },
    spec: { containers: [{ name: 'main' }], ...spec },
    status,
  }) as unknown as Pod

describe('the cells of a pod', () => {
  it.each<[string, Pod, [string, string, string]]>([
    ['waiting for a node', pod({ phase: 'Pending' }), ['0/1', 'Pending', '0']],
    [
      'being made',
      pod({ phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })] }),
      ['0/1', 'ContainerCreating', '0'],
    ],
    [
      'running',
      pod({ phase: 'Running', containerStatuses: [container(running, { ready: true })] }),
      ['1/1', 'Running', '0'],
    ],
    ['running, not ready', pod({ phase: 'Running', containerStatuses: [container(running)] }), ['0/1', 'Running', '0']],
    [
      'backing off from the registry',
      pod({ phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ImagePullBackOff' } })] }),
      ['0/1', 'ImagePullBackOff', '0'],
    ],
    [
      'crashing',
      pod({
        phase: 'Running',
        containerStatuses: [
          container({ waiting: { reason: 'CrashLoopBackOff' } }, { restartCount: 3, lastState: ended(12) }),
        ],
      }),
      ['0/1', 'CrashLoopBackOff', '3 (12s ago)'],
    ],
    ['just failed', pod({ phase: 'Running', containerStatuses: [container(ended(1))] }), ['0/1', 'Error', '0']],
    [
      'done',
      pod({ phase: 'Succeeded', containerStatuses: [container(ended(1, 'Completed', 0))] }),
      ['0/1', 'Completed', '0'],
    ],
    [
      'out of memory',
      pod({ phase: 'Running', containerStatuses: [container(ended(1, 'OOMKilled', 137))] }),
      ['0/1', 'OOMKilled', '0'],
    ],
    ['evicted', pod({ phase: 'Failed', reason: 'Evicted' }), ['0/1', 'Evicted', '0']],
    [
      'going',
      pod(
        { phase: 'Running', containerStatuses: [container(running, { ready: true })] },
        {},
        { deletionTimestamp: 'x' },
      ),
      ['1/1', 'Terminating', '0'],
    ],
    [
      'on a lost node',
      pod({ phase: 'Running', reason: 'NodeLost' }, {}, { deletionTimestamp: 'x' }),
      ['0/1', 'Unknown', '0'],
    ],
    [
      'in its first init container',
      pod(
        { phase: 'Pending', initContainerStatuses: [container(running, { name: 'i' })] },
        { initContainers: [{ name: 'i' }, { name: 'j' }] },
      ),
      ['0/1', 'Init:0/2', '0'],
    ],
    [
      'failing in an init container',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [
            container(
              { waiting: { reason: 'CrashLoopBackOff' } },
              { name: 'i', restartCount: 2, lastState: ended(75) },
            ),
          ],
        },
        { initContainers: [{ name: 'i' }] },
      ),
      ['0/1', 'Init:CrashLoopBackOff', '2 (75s ago)'],
    ],
    [
      'with a side car',
      pod(
        {
          phase: 'Running',
          initContainerStatuses: [container(running, { name: 's', started: true, ready: true })],
          containerStatuses: [container(running, { ready: true })],
        },
        { initContainers: [{ name: 's', restartPolicy: 'Always' }] },
      ),
      ['2/2', 'Running', '0'],
    ],
    [
      'held by a gate',
      pod({ phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }] }),
      ['0/1', 'SchedulingGated', '0'],
    ],
  ])('%s', (_, object, [ready, status, restarts]) => {
    expect(summarize(object, NOW)).toEqual({ ready, status, restarts })
  })
})

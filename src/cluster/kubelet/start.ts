// Starting one container of a pod: environment, mounts, limits, user, and the process itself (kuberuntime's startContainer).
import type { Container as ContainerSpec } from '../../api/kubernetes/core.ts'
import { parseQuantity } from '../../api/kubernetes/quantity.ts'
import type { Cause } from '../../kernel/trace.ts'
import { Container } from '../../runtime/container.ts'
import { snapshot } from '../../runtime/snapshot.ts'
import { Output, makeStreams } from '../../runtime/streams.ts'
import type { PodRecord, Running } from './containerd.ts'
import { expand } from './expansion.ts'
import { type Life, factsOf } from './facts.ts'
import type { PresentImage } from './images.ts'
import type { Kubelet } from './kubelet.ts'
import { componentOf } from './sandbox.ts'
import { groupsOf, isReadOnly, rightsOf, userOf } from './security.ts'
import { mountPoints } from './volumes.ts'

export interface Prepared {
  spec: ContainerSpec
  present: PresentImage
  env: ReadonlyMap<string, string>
  /** Volume name → path on the node. */
  volumes: ReadonlyMap<string, string>
}

/** Runs it and notes its life; the caller looks after its end. Throws OciError. */
export function startContainer(kubelet: Kubelet, record: PodRecord, prepared: Prepared, cause: Cause): Running {
  const { machine, containerd } = kubelet
  const { pod } = record
  const { spec, present, env, volumes } = prepared
  const sandbox = record.sandbox!
  const id = machine.kernel.rng.hex(64)
  const { config } = present.image.config
  const container = new Container({
    machine,
    id,
    component: pod.spec.hostNetwork ? `${machine.name}/${spec.name}` : componentOf(machine, pod),
    fs: snapshot(machine.kernel, present.image.layers, { readOnly: isReadOnly(spec) }),
    net: sandbox.net,
    ...(pod.spec.hostPID ? { pids: machine.pids } : sandbox.pids ? { pids: sandbox.pids } : {}),
    uts: sandbox.uts,
    mounts: mountPoints(machine, pod, spec, volumes, env),
    limits: limitsOf(spec),
    ...rightsOf(pod, spec),
  })
  const log = containerd.newLog(record, spec.name, machine)
  const output = new Output(log)
  const streams = makeStreams({ output, tty: spec.tty ?? false, openStdin: spec.stdin ?? false })
  const life: Life = { id, image: present.name, imageId: containerd.imageRef(present.image), startedAt: kubelet.unix() }
  const all = new Map([...imageEnvironment(config.Env ?? []), ...env])
  const process = container.start(
    {
      argv: argvOf(spec, config, all),
      env: [...all].map(([name, value]) => `${name}=${value}`),
      cwd: spec.workingDir || config.WorkingDir || '/',
      user: userOf(pod, spec, config.User ?? ''),
      groups: groupsOf(pod),
      streams,
    },
    cause,
  )
  const facts = factsOf(record.facts, spec.name)
  if (facts.life) {
    facts.previous = facts.life
    facts.restarts++
  }
  facts.life = life
  facts.waiting = undefined
  const running = { container, process, output, streams, log, stopSignal: config.StopSignal ?? 'SIGTERM' }
  record.running.set(spec.name, running)
  return running
}

const limitsOf = ({ resources }: ContainerSpec) => {
  const { memory, cpu } = resources?.limits ?? {}
  return { ...(memory ? { memory: parseQuantity(memory) } : {}), ...(cpu ? { cpus: parseQuantity(cpu) } : {}) }
}

const imageEnvironment = (entries: readonly string[]): [string, string][] =>
  entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)])

/** `command` replaces the image's entrypoint and its arguments, `args` only the arguments. */
function argvOf(
  spec: ContainerSpec,
  config: { Entrypoint?: string[]; Cmd?: string[] },
  env: ReadonlyMap<string, string>,
): string[] {
  const command = spec.command?.map((word) => expand(word, env))
  const args = spec.args?.map((word) => expand(word, env))
  if (command) return [...command, ...(args ?? [])]
  return [...(config.Entrypoint ?? []), ...(args ?? config.Cmd ?? [])]
}

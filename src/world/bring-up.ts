// Making a cluster out of machines that are switched on: kubeadm, run on each of them as an administrator would.
import { text } from '../kernel/bytes.ts'
import { Pipe, readAll } from '../kernel/queue.ts'
import type { Cause } from '../kernel/trace.ts'
import type { Machine } from '../machine/machine.ts'

export interface Plan {
  /** Cluster name: its place in the trace. */
  name: string
  flavour: 'gke' | 'kubeadm'
  version: string
  controlPlane: Machine
  /** Address at which everybody reaches the API server. */
  address: string
  port: number
  workers: Machine[]
  cause: Cause
}

/** Rejects with an Error that holds what kubeadm said when it fails. Gives /etc/kubernetes/admin.conf. */
export async function bringUp(plan: Plan): Promise<string> {
  const { controlPlane, name, cause } = plan
  const init = [
    'kubeadm',
    'init',
    `--kubernetes-version=${plan.version}`,
    '--pod-network-cidr=10.244.0.0/16',
    '--service-cidr=10.96.0.0/12',
    `--apiserver-advertise-address=${plan.address}`,
    `--apiserver-bind-port=${plan.port}`,
    `--node-name=${controlPlane.name}`,
    `--cluster-name=${name}`,
    `--flavour=${plan.flavour}`,
  ]
  await runOn(controlPlane, init, cause)
  const join = (await runOn(controlPlane, ['kubeadm', 'token', 'create', '--print-join-command'], cause))
    .trim()
    .split(/\s+/)
  for (const worker of plan.workers) {
    await runOn(worker, [...join, `--node-name=${worker.name}`, `--cluster-name=${name}`], cause)
  }
  return text(controlPlane.fs.read('/etc/kubernetes/admin.conf').bytes())
}

async function runOn(machine: Machine, argv: string[], cause: Cause): Promise<string> {
  const [stdout, stderr] = [new Pipe(Infinity), new Pipe(Infinity)]
  const exit = await machine.start({ argv, stdout, stderr, cause }).exited
  stdout.end()
  stderr.end()
  const said = text(await readAll(stdout))
  if (exit === 0) return said
  throw new Error(
    `${argv.slice(0, 2).join(' ')} on ${machine.name}: exit ${exit}\n${said}${text(await readAll(stderr))}`,
  )
}

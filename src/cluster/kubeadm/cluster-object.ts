// What the trace is told of a cluster and of the machines that belong to it.
import type { ClusterObject, MachineObject } from '../../api/objects.ts'
import type { Process } from '../../machine/process.ts'
import type { ClusterSettings } from './settings.ts'

export function sayCluster(process: Process, { clusterName, flavour, version }: ClusterSettings): void {
  const data: ClusterObject = { flavour, version, server: process.machine.name }
  const object = { kind: 'object', topic: 'object.cluster', type: 'cluster' } as const
  process.kernel.trace.add({ ...object, place: clusterName, id: clusterName, data: { ...data }, cause: process.cause })
}

export function sayMember(process: Process, { clusterName }: ClusterSettings): void {
  const { machine } = process
  const data: MachineObject = {
    hostname: machine.namespaces.uts.hostname,
    role: 'node',
    address: machine.net.address(),
    os: machine.os,
    up: true,
    cluster: clusterName,
  }
  const { name } = machine
  const object = { kind: 'object', topic: 'object.machine', type: 'machine', place: name, id: name } as const
  process.kernel.trace.add({ ...object, data: { ...data }, cause: process.cause })
}

// Which kind has which description.
import type { AnyObject } from '../object.ts'
import type { Kube } from '../session.ts'
import { describeAny } from './generic.ts'
import { describeNode } from './node.ts'
import { describePod } from './pod.ts'

export type Describer = (kube: Kube, object: AnyObject, showEvents: boolean) => Promise<string>

const DESCRIBERS: Record<string, Describer> = {
  Pod: describePod,
  Node: describeNode,
}

export const describerOf = (kind: string): Describer => DESCRIBERS[kind] ?? describeAny

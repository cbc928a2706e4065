// A probe's judgement over time (pkg/kubelet/prober): thresholds, and what each outcome means.
import type { Probe } from '../../api/kubernetes/core.ts'

export type ProbeKind = 'startup' | 'liveness' | 'readiness'
export type Outcome = 'success' | 'failure'

export interface ProbeState {
  /** What counts now: of a readiness probe false until the first success, of a liveness probe true until proven wrong. */
  passing: boolean
  last: Outcome | undefined
  run: number
}

export const initialState = (kind: ProbeKind): ProbeState => ({
  passing: kind === 'liveness',
  last: undefined,
  run: 0,
})

/** One more result. `changed` when the judgement is another than before. */
export function judge(state: ProbeState, outcome: Outcome, probe: Probe): { state: ProbeState; decided: boolean } {
  const run = state.last === outcome ? state.run + 1 : 1
  const threshold = outcome === 'success' ? (probe.successThreshold ?? 1) : (probe.failureThreshold ?? 3)
  if (run < threshold) return { state: { ...state, last: outcome, run }, decided: false }
  return { state: { passing: outcome === 'success', last: outcome, run }, decided: true }
}

export const periodMs = (probe: Probe): number => (probe.periodSeconds ?? 10) * 1000
export const delayMs = (probe: Probe): number => (probe.initialDelaySeconds ?? 0) * 1000
export const timeoutMs = (probe: Probe): number => (probe.timeoutSeconds ?? 1) * 1000

/** `Liveness probe failed: HTTP probe failed with statuscode: 500` */
export const failureMessage = (kind: ProbeKind, output: string): string =>
  `${kind[0]!.toUpperCase()}${kind.slice(1)} probe failed: ${output}`

// A server on the internet whose code is loaded when somebody first connects to it.
import type { Kernel } from '../kernel/kernel.ts'
import type { Listener } from '../net/namespace.ts'

type Code = ReturnType<NonNullable<Listener['load']>>

export function lateServer(kernel: Kernel, identity: Pick<Listener, 'component' | 'tls'>, code: () => Code): Listener {
  let loading: Code | undefined
  return { ...identity, load: () => (loading ??= kernel.load(code)) }
}

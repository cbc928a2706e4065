// Callees: base classes run on an object that is there, and what a callee is called in messages.
import type { Callable, Value } from './scope.ts'
import type { Node } from './tree.ts'

/** Runs a base class's constructor on an object that is there. */
export function construct(base: Callable, self: object, args: Value[]): void {
  const native = /\[native code\]/.test(Function.prototype.toString.call(base))
  if (!native) return void base.apply(self, args)
  const made = Reflect.construct(base, args, self.constructor as () => void) as object
  for (const key of Object.getOwnPropertyNames(made))
    Object.defineProperty(self, key, Object.getOwnPropertyDescriptor(made, key)!)
}

export function source(node: Node): string {
  if (node.kind === 'name') return node.name
  if (node.kind === 'this') return 'this'
  if (node.kind === 'member')
    return `${source(node.object)}.${node.property.kind === 'literal' ? String(node.property.value) : '(intermediate value)'}`
  return node.kind === 'call' ? `${source(node.callee)}(...)` : '(intermediate value)'
}

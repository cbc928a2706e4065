// What every runtime of ours has alike and a script may use, though it is no part of the ECMAScript library types.
import type { Callable } from './scope.ts'

type Name = 'URL' | 'URLSearchParams' | 'TextEncoder' | 'TextDecoder'

export const { URL, URLSearchParams, TextEncoder, TextDecoder } = globalThis as unknown as Record<Name, Callable>

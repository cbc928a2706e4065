// How a word is expanded.
import type { WordPart } from 'unbash'

/** `quoted` inside double quotes, `split` where the result may become several arguments. */
export interface Manner {
  quoted: boolean
  split: boolean
}

export type ParameterPart = Extract<WordPart, { type: 'SimpleExpansion' | 'ParameterExpansion' }>

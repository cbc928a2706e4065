// The table of looks: how a message of each topic is drawn in flight. No row: a small tag with method and path.
import type { MessageEvent } from '../../kernel/trace.ts'
import { size } from '../../i18n/size.ts'
import { shortPath } from './short-path.ts'

export type Shape =
  /** A bar in the layer's colour, with name and size. */
  | 'layer'
  /** A label: what is asked. */
  | 'tag'
  /** An answer: its status. */
  | 'answer'
  /** A ring: news of a watch. */
  | 'pulse'
  /** Everything small. */
  | 'dot'

export interface Look {
  shape: Shape
  label: string
  tone: 'ask' | 'good' | 'bad' | 'news' | 'plain'
}

type Visual = (message: MessageEvent) => Look

const dot: Visual = () => ({ shape: 'dot', label: '', tone: 'plain' })

/** Nothing is wrong with these: a layer that is not there yet, a token that has to be fetched first. */
const isUsual = ({ status, topic }: MessageEvent) =>
  status === 401 || (status === 404 && topic === 'registry.blob.head')

const answer: Visual = (message) => {
  const { status = 200 } = message
  if (status < 400) return { shape: 'answer', label: '', tone: 'good' }
  return { shape: 'answer', label: String(status), tone: isUsual(message) ? 'news' : 'bad' }
}

const tag: Visual = ({ method, path }) => ({ shape: 'tag', label: `${method} ${shortPath(path)}`.trim(), tone: 'ask' })

const pulse: Visual = ({ about, topic }) => ({
  shape: 'pulse',
  label: about?.type ? `${String(about.type)} ${String(about.name ?? '')}`.trim() : topic.includes('log') ? 'log' : '',
  tone: 'news',
})

const layer: Visual = () => ({ shape: 'layer', label: '', tone: 'plain' })

const named =
  (label: string): Visual =>
  (message) => ({
    shape: 'tag',
    label: message.about?.name ? `${label} ${String(message.about.name)}` : label,
    tone: 'ask',
  })

/** The build context, which travels whole. */
const context: Visual = ({ bytes }) => ({
  shape: 'tag',
  label: bytes > 0 ? `build context ${size(bytes)}` : 'build',
  tone: 'ask',
})

interface Row {
  topic: RegExp
  form?: MessageEvent['form']
  visual: Visual
}

/** First match wins. */
const TABLE: Row[] = [
  { topic: /^registry\.blob\.get$/, form: 'response', visual: (m) => (isLayer(m) ? layer(m) : answer(m)) },
  { topic: /^registry\.upload\.(patch|put)$/, form: 'request', visual: (m) => (isLayer(m) ? layer(m) : tag(m)) },
  { topic: /^registry\.manifest\.put$/, form: 'request', visual: named('manifest') },
  { topic: /build/, form: 'request', visual: context },
  { topic: /^dns\./, visual: dot },
  { topic: /^(tcp|udp)$/, visual: dot },
  { topic: /(attach|exec\.start|hijack|portforward)/, form: 'chunk', visual: dot },
  { topic: /./, form: 'chunk', visual: pulse },
  { topic: /./, form: 'response', visual: answer },
  { topic: /./, form: 'request', visual: tag },
]

const looks = new WeakMap<MessageEvent, Look>()

/** Made once for each message. */
export function lookOf(message: MessageEvent): Look {
  const known = looks.get(message) ?? look(message)
  looks.set(message, known)
  return known
}

function look(message: MessageEvent): Look {
  const row = TABLE.find(
    ({ topic, form }) => topic.test(message.topic) && (form === undefined || form === message.form),
  )
  return (row?.visual ?? dot)(message)
}

/**
 * Blobs are layers where their emulated size or their name says so; a config is small and has neither.
 * The request that ends an upload in pieces carries nothing.
 */
const isLayer = ({ about, bytes, status = 200 }: MessageEvent) =>
  status < 300 && bytes > 0 && (about?.diffId !== undefined || (about?.digest !== undefined && bytes > 20_000))

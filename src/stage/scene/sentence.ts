// The one sentence about what is happening now, and because of what.
import type { DecisionEvent, ObjectEvent, TraceEvent } from '../../kernel/trace.ts'
import type { Key, Translate } from '../../i18n/t.ts'
import { size } from '../../i18n/size.ts'
import type { Film } from './film.ts'
import type { Flight } from './flights.ts'
import { messageSentence } from './message-sentence.ts'
import { type PodShape, podPhase } from './pod.ts'
import { who } from './who.ts'

export interface Sentence {
  text: string
  /** The line that it all comes from. */
  because: string | undefined
  /** The event it speaks of. */
  seq: number | undefined
}

/** Decisions and changes are spoken of for so long, in virtual ms at 1×. */
const MEMORY = 1500
const LOOK_BACK = 80

export function sentence(film: Film, now: number, flying: readonly Flight[], t: Translate, speed = 1): Sentence {
  const index = film.indexAt(now)
  const layer = flying.find((flight) => flight.look.shape === 'layer' && flight.share < 1 && !flight.faint)
  if (layer) return because(film, layer.seq, layerSentence(film, index, layer, t), t)
  let best: { rank: number; event: TraceEvent; text: string } | undefined
  for (let i = index - 1; i >= 0 && i > index - LOOK_BACK; i--) {
    const event = film.events[i]!
    if (event.at < now - MEMORY * speed) break
    if (film.root(event.seq) === undefined || !film.isSeen(event)) continue
    const said = speak(event, film, t)
    if (said && said.rank > (best?.rank ?? 0)) best = { ...said, event }
  }
  for (const { message, share, faint } of flying) {
    if (faint || share >= 1 || (best && best.rank >= RANK.message)) continue
    const text = messageSentence(message, t)
    if (text) best = { rank: RANK.message, event: message, text }
  }
  if (best) return because(film, best.event.seq, best.text, t)
  return rest(film, now, t)
}

const RANK = { decision: 6, refusal: 5, change: 4, message: 3, store: 2 }

function speak(event: TraceEvent, film: Film, t: Translate): { rank: number; text: string } | undefined {
  if (event.kind === 'decision') {
    const text = decisionSentence(event, t)
    return text ? { rank: RANK.decision, text } : undefined
  }
  if (event.kind === 'message' && event.form === 'response' && (event.status ?? 200) >= 400 && event.status !== 401) {
    const values = { from: who(event.from, t), status: event.status ?? 0, method: event.method, path: clip(event.path) }
    if (event.topic === 'registry.blob.head') return { rank: RANK.message, text: t('say.blob.missing', values) }
    return { rank: RANK.refusal, text: t('say.refused', values) }
  }
  if (event.kind === 'object') {
    const text = objectSentence(event, film, t)
    return text ? { rank: RANK.change, text } : undefined
  }
  if (event.kind === 'message' && event.form !== 'response') {
    const text = messageSentence(event, t)
    return text ? { rank: event.topic.startsWith('etcd') ? RANK.store : RANK.message, text } : undefined
  }
  return undefined
}

/** Decisions with words of their own; the others speak for themselves, in their component's English line. */
const DECISIONS: { topic: RegExp; key: Key; needs?: string }[] = [
  { topic: /scheduler\.bind$/, key: 'say.bind', needs: 'node' },
  { topic: /scheduler\.(?:unschedulable|fail\w*)$/, key: 'say.unschedulable' },
  { topic: /back-?off/, key: 'say.backoff', needs: 'seconds' },
  { topic: /^dockerd\.image\.missing$/, key: 'say.missing' },
  { topic: /^dockerd\.layer\.present$/, key: 'say.present' },
  { topic: /^dockerd\.image\.current$/, key: 'say.current' },
  { topic: /^dockerd\.health$/, key: 'say.health' },
  { topic: /^kubelet\.image\.present$/, key: 'say.onnode' },
]

export function decisionSentence({ by, topic, about }: DecisionEvent, t: Translate): string {
  const subject = String(about.pod ?? about.name ?? about.key ?? '')
  const values = { ...about, by: who(by, t), name: subject.split('/').at(-1)! }
  const row = DECISIONS.find(
    (one) => one.topic.test(topic) && (one.needs === undefined || about[one.needs] !== undefined),
  )
  if (row) return t(row.key, values)
  return about.reason ? t('say.decision', values) : ''
}

/** What an object's change means; nothing where it is not worth a sentence. */
export function objectSentence(event: ObjectEvent, film: Film, t: Translate): string {
  const { type, id, data } = event
  const name = (typeof data?.name === 'string' ? data.name : id.split('/').at(-1)!).replace(/^\//, '')
  if (type === 'container') return containerSentence(name, data, t)
  if (type === 'image' && data) {
    const [first] = (data.names as string[] | undefined) ?? []
    return first ? t('say.image.new', { name: first }) : ''
  }
  if (type === 'pod') {
    const short = id.split('/').at(-1)!
    if (id.startsWith('kube-')) return ''
    return data
      ? t('say.pod.phase', { name: short, phase: podPhase(data as unknown as PodShape) })
      : t('say.pod.gone', { name: short })
  }
  const isNew = data !== undefined && !film.existedBefore(event)
  if (!isNew) return ''
  if (type === 'node') return t('say.node.new', { name: id })
  if (type === 'cluster') return t('say.cluster.new', { name: id })
  return type === 'machine' ? t('say.machine.new', { name: id }) : ''
}

function containerSentence(name: string, data: ObjectEvent['data'], t: Translate): string {
  if (!data) return t('say.container.gone', { name: name.slice(0, 12) })
  const { state, image = '', command = '', exitCode = 0 } = data as Record<string, string | number>
  if (state === 'created') return t('say.container.created', { name, image })
  if (state === 'running') return t('say.container.running', { name, command })
  return state === 'exited' ? t('say.container.exited', { name, code: exitCode }) : ''
}

function layerSentence(film: Film, index: number, { message, label }: Flight, t: Translate): string {
  const values = { from: who(message.from, t), to: who(message.to, t), name: label, size: size(message.bytes) }
  if (message.form === 'request') return t('say.layer.push', values)
  const layers = [...film.stateAt(index).of(message.to.split('/')[0]!, 'layer').values()]
  const { diffId } = film.palette.layer(String(message.about?.diffId ?? message.about?.digest ?? ''))
  const image = layers.find(({ id }) => id === diffId)?.data.image
  const together = layers.filter(({ data }) => image !== undefined && data.image === image)
  const nth = together.findIndex(({ id }) => id === diffId) + 1
  return nth > 0 && together.length > 1
    ? t('say.layer.pull.nth', { ...values, nth, total: together.length })
    : t('say.layer.pull', values)
}

function because(film: Film, seq: number, text: string, t: Translate): Sentence {
  const line = film.root(seq)?.line
  return { text, because: line ? t('say.because', { line: clip(line) }) : undefined, seq }
}

/** Nothing moves: what runs, or what ran last. */
function rest(film: Film, now: number, t: Translate): Sentence {
  const last = film.commands.findLast(({ start }) => start <= now)
  if (!last) return { text: t('say.start'), because: undefined, seq: undefined }
  const line = clip(last.line)
  const isOver = last.end !== undefined && last.end <= now
  if (!isOver) return { text: t('say.running', { on: last.on, line }), because: undefined, seq: last.seq }
  const text = last.exit ? t('say.failed', { line, exit: last.exit }) : t('say.done', { line })
  return { text, because: undefined, seq: last.seq }
}

const clip = (line: string) => {
  const [first = ''] = line.split('\n')
  return first.length > 60 ? `${first.slice(0, 58)}…` : first
}

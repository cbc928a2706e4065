// Any event of the trace in words, for lists.
import type { TraceEvent } from '../../kernel/trace.ts'
import type { Translate } from '../../i18n/t.ts'
import type { Film } from './film.ts'
import { messageSentence } from './message-sentence.ts'
import { decisionSentence, objectSentence } from './sentence.ts'
import { who } from './who.ts'

export function inWords(event: TraceEvent, film: Film, t: Translate): string {
  switch (event.kind) {
    case 'input':
      return t('panel.typed', { on: event.on, line: event.line })
    case 'done':
      return `exit ${event.exit}`
    case 'decision':
      return decisionSentence(event, t) || `${who(event.by, t)}: ${event.topic}`
    case 'object':
      return objectSentence(event, film, t) || `${event.type} ${event.id.replace(/^sha256:/, '').slice(0, 40)}`
    case 'cut':
      return `✂ ${event.topic}`
    case 'message': {
      const status = event.form === 'response' ? ` ${event.status ?? ''}` : ''
      const said = event.form === 'response' ? '' : messageSentence(event, t)
      return said || `${who(event.from, t)} → ${who(event.to, t)}: ${event.method} ${event.path}${status}`
    }
  }
}

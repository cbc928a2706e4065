// What a thing really is, what happened to it, why it is so, and how to see the same in the terminal.
import { useEffect, useMemo, useState } from 'react'
import { clock } from '../../i18n/size.ts'
import { isKey } from '../../i18n/t.ts'
import type { TraceEvent } from '../../kernel/trace.ts'
import type { Film } from '../../stage/scene/film.ts'
import { inWords } from '../../stage/scene/words.ts'
import { useApp, useNaru, useT } from '../hooks.ts'
import type { Selection } from '../store.ts'
import { sameCommand } from './same-command.ts'

type View = 'state' | 'events' | 'why'
const VIEWS: View[] = ['state', 'events', 'why']

export function Inspector() {
  const selection = useApp((state) => state.selection)
  if (!selection) return null
  const { type, place, id } = selection.subject
  return <Panel key={`${type} ${place} ${id}`} selection={selection} />
}

function Panel({ selection }: { selection: Selection }) {
  const { store } = useNaru()
  const t = useT()
  const [view, setView] = useState<View>('state')
  const { subject, name } = selection
  const sort = `sort.${subject.type}`
  return (
    <aside className={`inspector at-${selection.side}`} aria-label={name}>
      <header>
        <div>
          <small>{isKey(sort) ? t(sort) : subject.type}</small>
          <h2 title={subject.id}>{name || subject.id}</h2>
        </div>
        <button
          type="button"
          className="icon"
          aria-label={t('panel.close')}
          onClick={() => store.setState({ selection: undefined })}
        >
          ×
        </button>
      </header>
      <nav role="tablist">
        {VIEWS.map((one) => (
          <button key={one} type="button" role="tab" aria-selected={view === one} onClick={() => setView(one)}>
            {t(`panel.${one}`)}
          </button>
        ))}
      </nav>
      <div className="inspector-body">
        {view === 'state' && <StateView selection={selection} />}
        {view === 'events' && <EventList selection={selection} />}
        {view === 'why' && <Why selection={selection} />}
      </div>
      <SameCommand selection={selection} />
    </aside>
  )
}

/** Docker's things are asked from their own API; Kubernetes' objects stand in the trace as they are. */
const ASKED = new Set(['container', 'image', 'network', 'volume', 'repository', 'engine'])

function StateView({ selection: { subject } }: { selection: Selection }) {
  const naru = useNaru()
  const t = useT()
  const [format, setFormat] = useState<'yaml' | 'json'>(ASKED.has(subject.type) ? 'json' : 'yaml')
  const [value, setValue] = useState<unknown>()
  const [text, setText] = useState('')
  useEffect(() => {
    let gone = false
    const { player } = naru
    const known = player.film
      .stateAt(player.film.indexAt(player.now()))
      .get(subject.place, subject.type, subject.id)?.data
    setValue(known)
    if (ASKED.has(subject.type) && !player.isPast()) {
      naru.inspect(subject).then(
        (answer) => !gone && answer !== undefined && setValue(answer),
        () => {},
      )
    }
    return () => void (gone = true)
  }, [naru, subject])
  useEffect(() => {
    let gone = false
    if (value === undefined) setText('')
    else if (format === 'json') setText(JSON.stringify(value, null, 2))
    else void import('yaml').then(({ stringify }) => !gone && setText(stringify(value)))
    return () => void (gone = true)
  }, [value, format])
  return (
    <>
      <div className="formats">
        {(['yaml', 'json'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={format === one} onClick={() => setFormat(one)}>
            {t(`panel.${one}`)}
          </button>
        ))}
      </div>
      <pre tabIndex={0}>{text || t('panel.none')}</pre>
    </>
  )
}

const MOST_EVENTS = 200

function useEventsOf({ subject, name }: Selection): TraceEvent[] {
  const { player } = useNaru()
  return useMemo(() => {
    const until = player.film.indexAt(player.now())
    const found: TraceEvent[] = []
    for (let i = until - 1; i >= 0 && found.length < MOST_EVENTS; i--) {
      const event = player.film.events[i]!
      const isIts =
        event.kind === 'object' &&
        event.type === subject.type &&
        event.place === subject.place &&
        event.id === subject.id
      if (isIts || (event.kind === 'decision' && speaksOf(event.about, name, subject.id))) found.push(event)
    }
    return found
  }, [player, subject, name])
}

const speaksOf = (about: Record<string, string | number>, name: string, id: string) =>
  Object.values(about).some((value) => value === name || value === id)

function EventList({ selection }: { selection: Selection }) {
  const { player } = useNaru()
  const t = useT()
  const events = useEventsOf(selection)
  if (events.length === 0) return <p>{t('panel.none')}</p>
  return <Lines events={events} film={player.film} />
}

function Why({ selection: { subject } }: { selection: Selection }) {
  const { player } = useNaru()
  const t = useT()
  const { film } = player
  const thing = film.stateAt(film.indexAt(player.now())).get(subject.place, subject.type, subject.id)
  const chain = thing ? film.causes(thing.seq) : []
  if (chain.length === 0) return <p>{t(thing ? 'panel.none' : 'panel.gone')}</p>
  return <Lines events={chain} film={film} />
}

function Lines({ events, film }: { events: TraceEvent[]; film: Film }) {
  const naru = useNaru()
  const t = useT()
  return (
    <ol className="chain">
      {events.map((event) => (
        <li key={event.seq} className={`chain-${event.kind}`}>
          <button type="button" onClick={() => naru.seek(event.at)} title={event.topic}>
            <time>{clock(event.at)}</time>
            <span>{inWords(event, film, t)}</span>
          </button>
        </li>
      ))}
    </ol>
  )
}

function SameCommand({ selection: { subject, name } }: { selection: Selection }) {
  const naru = useNaru()
  const t = useT()
  const line = sameCommand(subject, name)
  return (
    <footer>
      <span>{t('panel.same')}</span>
      <code>{line}</code>
      <button
        type="button"
        onClick={() => {
          naru.type(`${line}\r`)
          naru.focusTerminal()
        }}
      >
        {t('panel.type')}
      </button>
    </footer>
  )
}

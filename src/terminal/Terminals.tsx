// The terminals of the page as tabs; one is seen at a time, all of them live.
import '@xterm/xterm/css/xterm.css'
import { useEffect, useRef, useState } from 'react'
import type { Translate } from '../i18n/t.ts'
import { DARK, LIGHT, type Session } from './session.ts'
import './terminal.css'

export interface Tab {
  id: string
  /** The machine it is on. */
  on: string
  session: Session
  ended: boolean
}

interface Props {
  tabs: Tab[]
  active: string
  machines: string[]
  t: Translate
  dark: boolean
  fontSize: number
  lineHeight: number
  onActivate: (id: string) => void
  onOpen: (machine: string) => void
  onClose: (id: string) => void
}

export function Terminals({
  tabs,
  active,
  machines,
  t,
  dark,
  fontSize,
  lineHeight,
  onActivate,
  onOpen,
  onClose,
}: Props) {
  const [reader, setReader] = useState(false)
  useEffect(() => {
    const style = { fontSize, lineHeight, theme: dark ? DARK : LIGHT, screenReader: reader }
    for (const { session } of tabs) session.restyle(style)
  }, [tabs, fontSize, lineHeight, dark, reader])
  return (
    <section className="terminals" aria-label={t('terminal.label')}>
      <div className="tabs" role="tablist" aria-label={t('terminal.tabs')}>
        {tabs.map(({ id, on }, i) => (
          <span key={id} className={`tab${id === active ? ' active' : ''}`}>
            <button role="tab" type="button" aria-selected={id === active} onClick={() => onActivate(id)}>
              {label(tabs, i)}
            </button>
            {tabs.length > 1 && (
              <button
                type="button"
                className="tab-close"
                aria-label={t('terminal.close', { name: on })}
                onClick={() => onClose(id)}
              >
                ×
              </button>
            )}
          </span>
        ))}
        <Opener machines={machines} t={t} onOpen={onOpen} />
        <label className="reader">
          <input type="checkbox" checked={reader} onChange={(event) => setReader(event.target.checked)} />
          {t('terminal.reader')}
        </label>
      </div>
      {tabs.map((tab) => (
        <Screen key={tab.id} tab={tab} shown={tab.id === active} t={t} />
      ))}
    </section>
  )
}

/** `laptop`, `laptop 2` …: numbered where a machine has several. */
function label(tabs: Tab[], index: number): string {
  const { on } = tabs[index]!
  const nth = tabs.slice(0, index + 1).filter((one) => one.on === on).length
  return nth > 1 ? `${on} ${nth}` : on
}

function Opener({ machines, t, onOpen }: Pick<Props, 'machines' | 't' | 'onOpen'>) {
  const [open, setOpen] = useState(false)
  const choose = (machine: string) => {
    setOpen(false)
    onOpen(machine)
  }
  return (
    <span className="opener" onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && setOpen(false)}>
      <button
        type="button"
        aria-label={t('terminal.new')}
        aria-expanded={open}
        onClick={() => (machines.length > 1 ? setOpen(!open) : choose(machines[0] ?? 'laptop'))}
      >
        +
      </button>
      {open && (
        <ul className="menu">
          {machines.map((machine) => (
            <li key={machine}>
              <button type="button" aria-label={t('terminal.new.on', { machine })} onClick={() => choose(machine)}>
                {machine}
              </button>
            </li>
          ))}
        </ul>
      )}
    </span>
  )
}

function Screen({ tab, shown, t }: { tab: Tab; shown: boolean; t: Translate }) {
  const host = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (host.current) tab.session.open(host.current)
  }, [tab.session])
  useEffect(() => {
    if (!shown || !host.current) return
    tab.session.refit()
    const observer = new ResizeObserver(() => tab.session.refit())
    observer.observe(host.current)
    tab.session.xterm.focus()
    return () => observer.disconnect()
  }, [shown, tab.session])
  return (
    <div className="screen" role="tabpanel" hidden={!shown} aria-label={tab.on}>
      <div className="screen-host" ref={host} />
      {tab.ended && <div className="screen-ended">{t('terminal.ended')}</div>}
    </div>
  )
}

// The bar at the top: name, speed, modes, language.
import { useState } from 'react'
import { typeNext } from './keys.ts'
import { SPEEDS, type Speed } from './fragment.ts'
import { useApp, useNaru, useT } from './hooks.ts'
import { themeOf } from './store.ts'

export function Bar() {
  const naru = useNaru()
  const t = useT()
  const { store } = naru
  const present = useApp((state) => state.present)
  const theme = useApp(themeOf)
  const layout = useApp((state) => state.layout)
  const feed = useApp((state) => state.feed)
  const other = theme === 'light' ? 'dark' : 'light'
  const place = layout === 'right' ? 'below' : 'right'
  return (
    <header className="bar">
      <h1>
        나루 <em>Naru</em>
      </h1>
      {feed.length > 0 && (
        <button type="button" className="feed" onClick={() => typeNext(naru)} title={feed[0]}>
          {t('bar.feed')} <code>{feed[0]}</code> <kbd>N</kbd>{' '}
          <small>{t('bar.feed.left', { count: feed.length })}</small>
        </button>
      )}
      <span className="bar-gap" />
      <SpeedChoice />
      <button
        type="button"
        aria-pressed={present}
        onClick={() => store.setState({ present: !present })}
        title={`${t('bar.present')} (P)`}
      >
        {t('bar.present.short')}
      </button>
      <ShareButton />
      <button
        type="button"
        className="icon"
        onClick={() => store.setState({ layout: place })}
        aria-label={t(`bar.layout.${place}`)}
        title={t(`bar.layout.${place}`)}
      >
        {layout === 'right' ? '⬓' : '◨'}
      </button>
      <button
        type="button"
        className="icon"
        onClick={() => store.setState(present ? { presentTheme: other } : { theme: other })}
        aria-label={t(`bar.theme.${other}`)}
        title={t(`bar.theme.${other}`)}
      >
        {theme === 'light' ? '☾' : '☀'}
      </button>
      <LanguageButton />
      <button
        type="button"
        className="icon"
        onClick={() => store.setState({ help: true })}
        aria-label={t('bar.help')}
        title={`${t('bar.help')} (?)`}
      >
        ?
      </button>
    </header>
  )
}

function SpeedChoice() {
  const naru = useNaru()
  const t = useT()
  const speed = useApp((state) => state.speed)
  const known = SPEEDS.includes(speed) ? SPEEDS : [...SPEEDS, speed]
  return (
    <label className="speed">
      <span className="hidden">{t('bar.speed')}</span>
      <select
        value={String(speed)}
        title={t('bar.speed')}
        onChange={(event) =>
          naru.setSpeed(event.target.value === 'instant' ? 'instant' : (Number(event.target.value) as Speed))
        }
      >
        {known.map((one) => (
          <option key={one} value={String(one)}>
            {one === 'instant' ? t('bar.instant') : `${one}×`}
          </option>
        ))}
      </select>
    </label>
  )
}

function LanguageButton() {
  const { store } = useNaru()
  const t = useT()
  const language = useApp((state) => state.language)
  return (
    <button
      type="button"
      lang={language === 'ko' ? 'en' : 'ko'}
      title={t('bar.language.label')}
      onClick={() => store.setState({ language: language === 'ko' ? 'en' : 'ko' })}
    >
      {t('bar.language')}
    </button>
  )
}

function ShareButton() {
  const naru = useNaru()
  const t = useT()
  const [done, setDone] = useState(false)
  const share = () => {
    const link = naru.link()
    history.replaceState(null, '', link)
    navigator.clipboard?.writeText(link).then(
      () => {
        setDone(true)
        setTimeout(() => setDone(false), 2500)
      },
      () => {},
    )
  }
  return (
    <button type="button" onClick={share} aria-live="polite">
      {done ? t('bar.share.done') : t('bar.share')}
    </button>
  )
}

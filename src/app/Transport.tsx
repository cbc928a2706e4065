// Time in the hands of the person: play, pause, step, scrub, skip a wait, go on from the past.
import { useEffect, useRef } from 'react'
import { clock } from '../i18n/size.ts'
import type { Frame } from '../stage/screening.ts'
import { useApp, useNaru, useT } from './hooks.ts'
import { Scrub } from './Scrub.tsx'
import { Skip } from './Skip.tsx'

export function Transport() {
  const naru = useNaru()
  const t = useT()
  const playing = useApp((state) => state.playing)
  const past = useApp((state) => state.past)
  return (
    <div className="transport" role="group" aria-label={t('transport.label')}>
      <button
        type="button"
        className="icon"
        onClick={() => naru.undo()}
        aria-label={t('transport.undo')}
        title={t('transport.undo')}
      >
        ↺
      </button>
      <button
        type="button"
        className="icon"
        onClick={() => naru.step(-1)}
        aria-label={t('transport.back')}
        title={`${t('transport.back')} (,)`}
      >
        ❘◀
      </button>
      <button
        type="button"
        className="icon primary"
        onClick={() => naru.setPlaying(!playing)}
        aria-label={t(playing ? 'transport.pause' : 'transport.play')}
        title={`${t(playing ? 'transport.pause' : 'transport.play')} (Space)`}
      >
        {playing ? '❚❚' : '►'}
      </button>
      <button
        type="button"
        className="icon"
        onClick={() => naru.step(1)}
        aria-label={t('transport.forward')}
        title={`${t('transport.forward')} (.)`}
      >
        ▶❘
      </button>
      <Scrub />
      <Skip />
      <Clock />
      {past ? (
        <>
          <button type="button" onClick={() => naru.toLive()} title="L">
            {t('transport.tolive')}
          </button>
          <button
            type="button"
            className="primary"
            title={t('transport.continue.why')}
            onClick={() => naru.continueFrom(naru.player.now())}
          >
            {t('transport.continue')}
          </button>
        </>
      ) : null}
    </div>
  )
}

function Clock() {
  const { player } = useNaru()
  const t = useT()
  const past = useApp((state) => state.past)
  const text = useRef<HTMLTimeElement>(null)
  useEffect(() => {
    let shown = ''
    const show = ({ now }: Frame) => {
      // While time runs, tenths do: text that changes in every frame makes the browser paint the page anew each time.
      const said = clock(player.rate() > 0 ? Math.floor(now / 100) * 100 : now)
      if (said !== shown && text.current) text.current.textContent = said
      shown = said
    }
    show(player.frame())
    return player.subscribe(show)
  }, [player])
  return (
    <span className="clock">
      <span className={`when ${past ? 'when-past' : 'when-live'}`}>
        {t(past ? 'transport.past' : 'transport.live')}
      </span>
      <time ref={text} aria-label={t('transport.clock')} />
    </span>
  )
}

// The list of keys.
import { useEffect, useRef } from 'react'
import type { Key } from '../../i18n/t.ts'
import { useApp, useNaru, useT } from '../hooks.ts'

const KEYS: [string, Key][] = [
  ['Space', 'help.space'],
  [', .', 'help.step'],
  ['- +', 'help.speed'],
  ['P', 'help.present'],
  ['N', 'help.next'],
  ['L', 'help.live'],
  ['T', 'help.terminal'],
  ['Ctrl+Shift+↑', 'help.leave'],
  ['?', 'help.help'],
]

export function Help() {
  const { store } = useNaru()
  const t = useT()
  const open = useApp((state) => state.help)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (open) dialog.current?.showModal()
    else dialog.current?.close()
  }, [open])
  return (
    <dialog
      ref={dialog}
      className="dialog"
      onClose={() => store.setState({ help: false })}
      aria-labelledby="help-title"
    >
      <h2 id="help-title">{t('help.title')}</h2>
      <dl>
        {KEYS.map(([key, text]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <p>{t('help.click')}</p>
      <p>{t('help.about')}</p>
      <button type="button" onClick={() => store.setState({ help: false })}>
        {t('panel.close')}
      </button>
    </dialog>
  )
}

// The world has crashed: what happened, and ways to go on with everything that was typed.
import { useNaru, useT } from '../hooks.ts'
import type { Crash } from '../store.ts'

export function CrashPanel({ crash }: { crash: Crash }) {
  const naru = useNaru()
  const t = useT()
  const { inputs } = crash
  const lastLine = inputs.findLastIndex(
    (input) => input.kind === 'run' || (input.kind === 'keys' && input.data.includes('\r')),
  )
  return (
    <div className="veil">
      <div className="dialog" role="alertdialog" aria-labelledby="crash-title">
        <h2 id="crash-title">{t('crash.title')}</h2>
        <p>{t('crash.text')}</p>
        <div className="buttons">
          <button type="button" className="primary" onClick={() => naru.restart(inputs)}>
            {t('crash.again')}
          </button>
          {lastLine >= 0 && (
            <button type="button" onClick={() => naru.restart(inputs.slice(0, lastLine))}>
              {t('crash.without')}
            </button>
          )}
          <button type="button" onClick={() => naru.restart([])}>
            {t('crash.fresh')}
          </button>
        </div>
        <details>
          <summary>{t('crash.details')}</summary>
          <pre>
            {crash.message}
            {'\n'}
            {crash.stack}
          </pre>
        </details>
      </div>
    </div>
  )
}

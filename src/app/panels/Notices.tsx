// Short notices that stay until they are dismissed.
import { useApp, useNaru, useT } from '../hooks.ts'

export function Notices() {
  const { store } = useNaru()
  const t = useT()
  const notices = useApp((state) => state.notices)
  if (notices.length === 0) return null
  return (
    <div className="notices" role="status">
      {notices.map(({ id, key, values }) => (
        <div key={id} className="notice">
          <span>{t(key, values)}</span>
          <button
            type="button"
            aria-label={t('notice.dismiss')}
            onClick={() => store.setState((state) => ({ notices: state.notices.filter((one) => one.id !== id) }))}
          >
            ×
          </button>
        </div>
      ))}
    </div>
  )
}

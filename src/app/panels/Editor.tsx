// The editor that nano and vi open: a text with line numbers, saved or left.
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import { useNaru, useT } from '../hooks.ts'
import type { OpenFile } from '../store.ts'
import { highlight } from './highlight.ts'

export function Editor({ file }: { file: OpenFile }) {
  const naru = useNaru()
  const t = useT()
  const [text, setText] = useState(file.text)
  const [warned, setWarned] = useState(false)
  const scroll = useRef<HTMLDivElement>(null)
  const area = useRef<HTMLTextAreaElement>(null)
  const changed = text !== file.text
  const lines = useMemo(() => highlight(file.path, text), [file.path, text])
  const save = () => naru.edited(file.id, text)
  const quit = () => {
    if (changed && !warned) return setWarned(true)
    naru.edited(file.id, undefined)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return
    const key = event.key.toLowerCase()
    const action =
      event.ctrlKey || event.metaKey ? { s: save, o: save, x: quit }[key] : event.key === 'Escape' ? quit : undefined
    if (key === 'x' && area.current && area.current.selectionStart !== area.current.selectionEnd) return
    if (action) {
      event.preventDefault()
      action()
    } else if (event.key === 'Tab') indent(event, setText)
  }
  return (
    <div className="editor" role="dialog" aria-label={t('editor.label', { path: file.path })}>
      <header>
        <b>{file.path}</b>
        <span>
          {file.on}
          {changed && ` · ${t('editor.changed')}`}
        </span>
      </header>
      <div className="editor-text" ref={scroll}>
        <div className="editor-sheet">
          <div className="editor-lines" aria-hidden="true">
            {lines.map((parts, i) => (
              <div key={i} className="editor-line">
                {parts.map(({ text: part, kind }, j) => (
                  <span key={j} className={`ink-${kind}`}>
                    {part}
                  </span>
                ))}
                {'\u200b'}
              </div>
            ))}
          </div>
          <textarea
            ref={area}
            value={text}
            autoFocus
            spellCheck={false}
            wrap="off"
            aria-label={file.path}
            onChange={(event) => {
              setText(event.target.value)
              setWarned(false)
            }}
            onKeyDown={onKeyDown}
          />
        </div>
      </div>
      <footer>
        <span className={warned ? 'warned' : ''}>{t(warned ? 'editor.lose' : 'editor.keys')}</span>
        <button type="button" onClick={quit}>
          {t('editor.quit')}
        </button>
        <button type="button" className="primary" onClick={save}>
          {t('editor.save')}
        </button>
      </footer>
    </div>
  )
}

function indent(event: KeyboardEvent<HTMLTextAreaElement>, setText: (text: string) => void): void {
  if (event.shiftKey) return
  event.preventDefault()
  const area = event.currentTarget
  const { selectionStart: from, selectionEnd: to, value } = area
  setText(`${value.slice(0, from)}  ${value.slice(to)}`)
  requestAnimationFrame(() => area.setSelectionRange(from + 2, from + 2))
}

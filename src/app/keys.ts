// Keys of the page. Inside the terminal only those that a shell has no use for.
import type { Naru } from './naru.ts'

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.isContentEditable)

/** Returns true where the key was taken. */
export function pageKey(naru: Naru, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return leaveTerminal(naru, event)
  const { store } = naru
  switch (event.key) {
    case ' ':
      naru.setPlaying(!store.getState().playing)
      return true
    case 'ArrowLeft':
    case 'ArrowRight':
      if (!event.shiftKey) return false
      naru.step(event.key === 'ArrowLeft' ? -1 : 1)
      return true
    case ',':
      naru.step(-1)
      return true
    case '.':
      naru.step(1)
      return true
    case '-':
      naru.changeSpeed(-1)
      return true
    case '+':
    case '=':
      naru.changeSpeed(1)
      return true
    case 'p':
    case 'P':
    case 'ㅔ':
      store.setState(({ present }) => ({ present: !present }))
      return true
    case 'PageDown':
    case 'n':
    case 'N':
    case 'ㅜ':
      typeNext(naru)
      return true
    case 'l':
    case 'L':
    case 'ㅣ':
      naru.toLive()
      return true
    case 't':
    case 'T':
    case 'ㅅ':
      naru.focusTerminal()
      return true
    case '?':
      store.setState(({ help }) => ({ help: !help }))
      return true
    case 'Escape':
      store.setState({ help: false, selection: undefined })
      return true
  }
  return false
}

/** Types the next prepared line. */
export function typeNext(naru: Naru): void {
  const [line, ...feed] = naru.store.getState().feed
  if (line === undefined) return
  naru.store.setState({ feed })
  naru.type(`${line}\r`)
}

/** Ctrl+Shift+arrow up: out of the terminal to the stage. Page Down, which a presenter's remote sends: the next line. */
function leaveTerminal(naru: Naru, event: KeyboardEvent): boolean {
  const { present, feed } = naru.store.getState()
  if (event.key === 'PageDown' && present && feed.length > 0 && !event.ctrlKey && !event.shiftKey) {
    typeNext(naru)
    return true
  }
  if (!(event.ctrlKey && event.shiftKey && event.key === 'ArrowUp')) return false
  document.querySelector<HTMLElement>('.stage')?.focus()
  return true
}

export function listen(naru: Naru): () => void {
  naru.onPageKey = (event) => leaveTerminal(naru, event)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || isField(event.target)) return
    const onButton =
      event.target instanceof HTMLElement && event.target.closest('button, [role=slider], [role=separator]')
    if (onButton && (event.key === ' ' || event.key.startsWith('Arrow'))) return
    if (pageKey(naru, event)) event.preventDefault()
  }
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}

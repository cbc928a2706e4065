// The page: bar, stage and terminals, sentence, transport; panels over them where they are wanted.
import { Suspense, lazy, useEffect, useLayoutEffect, useMemo, useSyncExternalStore } from 'react'
import { Stage } from '../stage/Stage.tsx'
import type { Box } from '../stage/scene/box.ts'
import { Terminals } from '../terminal/Terminals.tsx'
import { Bar } from './Bar.tsx'
import { SentenceLine } from './SentenceLine.tsx'
import { Split } from './Split.tsx'
import { Transport } from './Transport.tsx'
import { NaruContext, useApp, useNaru, useT } from './hooks.ts'
import { listen } from './keys.ts'
import type { Naru } from './naru.ts'
import { themeOf } from './store.ts'
import { Notices } from './panels/Notices.tsx'
import './theme.css'
import './app.css'

const CrashPanel = lazy(() =>
  import('./panels/CrashPanel.tsx').then(({ CrashPanel: component }) => ({ default: component })),
)
const Help = lazy(() => import('./panels/Help.tsx').then(({ Help: component }) => ({ default: component })))
const Inspector = lazy(() =>
  import('./panels/Inspector.tsx').then(({ Inspector: component }) => ({ default: component })),
)
const Editor = lazy(() => import('./panels/Editor.tsx').then(({ Editor: component }) => ({ default: component })))

export function App({ naru }: { naru: Naru }) {
  return (
    <NaruContext value={naru}>
      <Page />
    </NaruContext>
  )
}

const REDUCED = '(prefers-reduced-motion: reduce)'
const onMedia = (change: () => void) => {
  const query = matchMedia(REDUCED)
  query.addEventListener('change', change)
  return () => query.removeEventListener('change', change)
}
const onResize = (change: () => void) => {
  window.addEventListener('resize', change)
  return () => window.removeEventListener('resize', change)
}

/** Stage px across and down in presenter mode: its smallest type is then 24 px on a projector of 1920×1080. */
const PRESENT = { width: 960, height: 540, most: 2.4 }
/** Of somebody at a screen: on a larger one everything is larger. */
const DESK = { width: 1440, height: 900, most: 1.6 }
const COLUMNS = 80

function Page() {
  const naru = useNaru()
  const t = useT()
  const language = useApp((state) => state.language)
  const theme = useApp(themeOf)
  const present = useApp((state) => state.present)
  const layout = useApp((state) => state.layout)
  const crash = useApp((state) => state.crash)
  const help = useApp((state) => state.help)
  const selected = useApp((state) => state.selection !== undefined)
  const reduced = useSyncExternalStore(onMedia, () => matchMedia(REDUCED).matches)
  const width = useSyncExternalStore(onResize, () => window.innerWidth)
  const height = useSyncExternalStore(onResize, () => window.innerHeight)
  const below = layout === 'below' || present
  const zoom = zoomOf(present ? PRESENT : DESK, width, height)
  const fontSize = Math.round((present ? 12 : 13) * zoom)
  useEffect(() => listen(naru), [naru])
  useLayoutEffect(() => {
    const root = document.documentElement
    root.lang = language
    root.dataset.theme = theme
    root.dataset.terminal = present && theme === 'light' ? 'light' : 'dark'
    root.toggleAttribute('data-present', present)
    root.style.setProperty('--scale', String(zoom))
    naru.player.spotlit = present
    document.title = t('app.title')
  }, [language, theme, present, zoom, naru, t])
  const usual = useMemo(() => stageShare(width, fontSize), [width, fontSize])
  return (
    <div className="page">
      <Bar />
      <Notices />
      <Split
        below={below}
        usual={usual}
        present={present}
        stage={
          <Stage
            screening={naru.player}
            t={t}
            zoom={zoom}
            whole={present}
            theme={`${theme} ${present}`}
            reduced={reduced}
            onSelect={(box) => select(naru, box)}
          />
        }
        terminals={<TerminalColumn fontSize={fontSize} />}
        panel={
          selected && (
            <Suspense fallback={null}>
              <Inspector />
            </Suspense>
          )
        }
      />
      <footer className="foot">
        <SentenceLine />
        <Transport />
      </footer>
      <Suspense fallback={null}>
        {help && <Help />}
        {crash && <CrashPanel crash={crash} />}
      </Suspense>
      <EditorOverlay />
    </div>
  )
}

function TerminalColumn({ fontSize }: { fontSize: number }) {
  const naru = useNaru()
  const t = useT()
  const tabs = useApp((state) => state.tabs)
  const active = useApp((state) => state.active)
  const machines = useApp((state) => state.machines)
  const present = useApp((state) => state.present)
  const isLight = useApp((state) => state.present && state.presentTheme === 'light')
  return (
    <Terminals
      tabs={tabs}
      active={active}
      machines={machines}
      t={t}
      dark={!isLight}
      fontSize={fontSize}
      lineHeight={present ? 1.1 : 1.25}
      onActivate={(id) => naru.store.setState({ active: id })}
      onOpen={(machine) => naru.openTerminal(machine)}
      onClose={(id) => naru.closeTerminal(id)}
    />
  )
}

function EditorOverlay() {
  const file = useApp((state) => state.file)
  if (!file) return null
  return (
    <Suspense fallback={null}>
      <Editor key={file.id} file={file} />
    </Suspense>
  )
}

function select(naru: Naru, box: Box): void {
  const { content, subject } = box
  if (!subject) return
  naru.store.setState({
    selection: {
      subject,
      kind: content.kind,
      name: 'name' in content ? content.name : subject.id,
      side: box.x + box.w / 2 > naru.player.room.width / 2 ? 'left' : 'right',
    },
  })
}

/** How much larger things are than on the smallest screen that has room for all. */
function zoomOf(usual: typeof DESK, width: number, height: number): number {
  return Math.max(1, Math.min(usual.most, width / usual.width, height / usual.height))
}

/** The stage gets what the terminal's eighty columns leave over. */
function stageShare(width: number, fontSize: number): number {
  const context = document.createElement('canvas').getContext('2d')
  if (!context) return 0.55
  context.font = `${fontSize}px ${getComputedStyle(document.documentElement).getPropertyValue('--mono')}`
  const columns = context.measureText('M'.repeat(COLUMNS)).width + 36
  return Math.max(0.4, Math.min(0.66, 1 - columns / width))
}

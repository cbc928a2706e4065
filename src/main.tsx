// The page begins: reads the address, starts a world, puts everything together.
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { openDoors } from './app/doors.ts'
import { parseFragment } from './app/fragment.ts'
import { Naru } from './app/naru.ts'
import { createAppStore } from './app/store.ts'
import { preferred } from './i18n/t.ts'

/** Narrower pages have no room for eighty columns beside a stage. */
const WIDE_PX = 1200

const { fragment, broken } = parseFragment(location.hash)
const store = createAppStore({
  language: fragment.language ?? preferred(navigator.languages),
  theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
  present: fragment.present,
  layout: window.innerWidth < WIDE_PX ? 'below' : 'right',
  speed: fragment.speed,
  notices: broken.map((part, id) => ({ id, key: 'notice.fragment', values: { part } })),
  feed: fragment.present ? fragment.run : [],
})
const naru = new Naru(store, fragment)
window.naru = openDoors(naru)
if (!fragment.present && fragment.run.length > 0) void naru.ready().then(() => naru.typeLines(fragment.run))

const root = document.getElementById('root')
if (!root) throw new Error('the page has no #root')
createRoot(root).render(<App naru={naru} />)

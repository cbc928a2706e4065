// The page's figures, measured in a real Chromium against the built page.
import { type Browser, type CDPSession, type Page, chromium } from '@playwright/test'
import { flights, largeCluster } from './bench-flights.ts'
import { type Served, serve } from './serve.ts'

type Report = (name: string, value: string) => void

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** By then a page that nobody touches asks for nothing more. */
const QUIET_MS = 4000

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!

/** Arms `window.reaction`: ms from the Enter key to the first frame in which the stage has changed. */
const ARM = `{
  let begin = 0;
  window.reaction = new Promise((resolve) => {
    const seen = new MutationObserver(() => {
      if (!begin) return;
      seen.disconnect();
      requestAnimationFrame((now) => resolve(now - begin));
    });
    seen.observe(document.querySelector('.react-flow'), { subtree: true, childList: true, attributes: true, characterData: true });
  });
  window.addEventListener('keydown', (event) => { begin = event.timeStamp; }, { capture: true, once: true });
}`

export async function measurePage(report: Report): Promise<void> {
  const { browserPath } = (await import('./browser.mjs' as string)) as { browserPath: () => string }
  const server = await serve('dist')
  const browser = await chromium.launch({ executablePath: browserPath(), args: ARGS })
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    const begin = Date.now()
    await page.goto(`${server.url}/#seed=1&lang=en`)
    await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('$'))
    report('page: prompt there after', `${Date.now() - begin} ms`)
    await sleep(QUIET_MS)
    firstLoad(server, report)
    const times: number[] = []
    for (let i = 0; i < 10; i++) {
      await page.keyboard.type(`docker run --rm busybox echo ${i}`)
      await page.evaluate(ARM)
      await page.keyboard.press('Enter')
      times.push((await page.evaluate('window.reaction')) as number)
      await page.evaluate('window.naru.idle()')
    }
    report('page: Enter to the first change on the stage', `${median(times).toFixed(1)} ms (median of 10)`)
    await frames(browser, server.url, report)
  } finally {
    await browser.close()
    server.close()
  }
}

/** What was fetched before anybody typed: page, worker, and what the world loaded to come up. */
function firstLoad({ sent }: Served, report: Report): void {
  const scripts = sent.filter(({ file }) => file.endsWith('.js'))
  const kilobytes = (files: typeof sent) => (files.reduce((sum, { bytes }) => sum + bytes, 0) / 1000).toFixed(1)
  report('page: first load, script', `${kilobytes(scripts)} kB gzip in ${scripts.length} files`)
  report('page: first load, everything', `${kilobytes(sent)} kB gzip in ${sent.length} files`)
}

/** The page keeps what it was given to be told by its world, so that it can be told more. */
const TAP = `{
  const own = Object.getOwnPropertyDescriptor(Worker.prototype, 'onmessage');
  window.tell = undefined;
  Object.defineProperty(Worker.prototype, 'onmessage', {
    set(handler) { window.tell = (data) => handler({ data }); own.set.call(this, (event) => window.deaf || handler(event)); },
  });
}`

/** Frames of so many ms: how long each took, which tasks were long, and what the main thread did in them. */
const WATCH = `(ms) => new Promise((resolve) => {
  const deltas = [], long = []; let last = 0;
  const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration)));
  observer.observe({ type: 'longtask' });
  const end = performance.now() + ms;
  const tick = (now) => {
    if (last) deltas.push(now - last);
    last = now;
    if (now < end) return requestAnimationFrame(tick);
    observer.disconnect();
    resolve({ deltas, long });
  };
  requestAnimationFrame(tick);
})`

interface Watched {
  deltas: number[]
  long: number[]
}

/** CPU time of the main thread in ms, which does not hang on what else the machine does. */
async function cpu(session: CDPSession): Promise<(name: string) => number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (name) => (metrics.find((one) => one.name === name)?.value ?? 0) * 1000
}

async function watch(page: Page, session: CDPSession, name: string, report: Report, meanwhile?: () => Promise<void>) {
  const before = await cpu(session)
  const watching = page.evaluate(`(${WATCH})(4000)`) as Promise<Watched>
  await meanwhile?.()
  const { deltas, long } = await watching
  const after = await cpu(session)
  const total = deltas.reduce((sum, delta) => sum + delta, 0)
  const spent = (of: string) => `${((after(of) - before(of)) / deltas.length).toFixed(1)} ms`
  report(`page: frames a second ${name}`, ((deltas.length / total) * 1000).toFixed(1))
  report(
    `page: main thread a frame ${name}`,
    `${spent('TaskDuration')} (script ${spent('ScriptDuration')}, layout ${spent('LayoutDuration')}, style ${spent('RecalcStyleDuration')})`,
  )
  report(
    `page: tasks over 50 ms ${name}`,
    long.length === 0 ? '0' : `${long.length}, longest ${Math.round(Math.max(...long))} ms`,
  )
}

const MANY = 50

async function frames(browser: Browser, url: string, report: Report): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.addInitScript(TAP)
  await page.goto(`${url}/#seed=1&lang=en`)
  await page.waitForFunction(() => document.querySelector('.xterm-rows')?.textContent?.includes('$'))
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable', { timeDomain: 'threadTicks' })
  await watch(page, session, 'while typing', report, async () => {
    await page.keyboard.type('docker run busybox echo what is typed is shown at once; '.repeat(2), { delay: 15 })
  })
  await page.keyboard.press('Control+c')
  const events = (await page.evaluate('window.naru.trace().length')) as number
  const now = (await page.evaluate('window.naru.state().now')) as number
  const cluster = largeCluster(events, now)
  const messages = flights(MANY, events + cluster.length, now, events, 20_000)
  const time = { type: 'time', now, rate: 1, busy: true }
  await page.evaluate(
    ([told, at]) => {
      const world = window as unknown as { tell: (data: unknown) => void; deaf: boolean }
      world.deaf = true
      world.tell({ type: 'trace', events: told })
      world.tell(at)
    },
    [[...cluster, ...messages], time] as const,
  )
  await page.waitForFunction((count) => window.naru.state().flights.length >= count, MANY)
  await sleep(500)
  const shown = (await page.evaluate(
    '({ boxes: window.naru.state().boxes.length, flights: window.naru.state().flights.length })',
  )) as { boxes: number; flights: number }
  await watch(page, session, `with ${shown.flights} flights over ${shown.boxes} nodes`, report)
  await page.close()
}

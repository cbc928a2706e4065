// The page's figures, measured in a real Chromium against the built page.
import { chromium } from '@playwright/test'
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
    await frames(page, report)
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

async function frames(page: import('@playwright/test').Page, report: Report): Promise<void> {
  await page.keyboard.type('docker pull node; docker pull python; docker pull mysql')
  await page.keyboard.press('Enter')
  const figures = (await page.evaluate(`new Promise((resolve) => {
    const deltas = []; let last = 0; let long = 0;
    new PerformanceObserver((list) => { long += list.getEntries().length }).observe({ type: 'longtask' });
    const tick = (now) => { if (last) deltas.push(now - last); last = now; deltas.length < 240 ? requestAnimationFrame(tick) : resolve({ deltas, long }) };
    requestAnimationFrame(tick);
  })`)) as { deltas: number[]; long: number }
  const total = figures.deltas.reduce((sum, delta) => sum + delta, 0)
  report('page: frames a second while layers fly', `${((figures.deltas.length / total) * 1000).toFixed(1)}`)
  report('page: tasks over 50 ms meanwhile', String(figures.long))
}

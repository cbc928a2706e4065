// In class: large type, all of the stage in view, prepared lines by one key; many commands, and what stands beside what was clicked.
import { type Page, expect, test } from '@playwright/test'
import { Person } from './page.ts'

const ROOMS = [
  { width: 1920, height: 1080 },
  { width: 1366, height: 768 },
  { width: 1024, height: 768 },
  // A full screen at 200 %.
  { width: 960, height: 540 },
]

/** The smallest type in what a class reads, in px of the screen; what sticks out of the stage. */
const read = (page: Page) =>
  page.evaluate(() => {
    const stage = document.querySelector('.split-stage')!.getBoundingClientRect()
    const zoom = new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport')!).transform).a
    let smallest = Infinity
    for (const element of document.querySelectorAll(
      '.react-flow__node *, .sentence p, .xterm-rows, .transport button',
    )) {
      if (![...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()))
        continue
      const size = Number.parseFloat(getComputedStyle(element).fontSize)
      smallest = Math.min(smallest, element.closest('.react-flow__node') ? size * zoom : size)
    }
    const out = [...document.querySelectorAll<HTMLElement>('.react-flow__node')].filter((node) => {
      const { top, bottom, left, right } = node.getBoundingClientRect()
      return top < stage.top - 1 || bottom > stage.bottom + 1 || left < stage.left - 1 || right > stage.right + 1
    })
    return { smallest, out: out.map(({ dataset }) => dataset.id) }
  })

test('a class sees all of it, and can read it', async ({ page }) => {
  await page.setViewportSize(ROOMS[0]!)
  const me = await Person.open(page, { lang: 'ko', speed: 'instant', more: '&present=1' })
  await me.enter('docker network create app; docker run -d --name db --network app -v data:/data busybox sleep 9999')
  await me.enter('docker run -d --name web -p 8080:80 nginx; docker run --name over busybox true')
  await me.enter('ssh friend', /friend@friend.*\$ +$/)
  await me.enter('docker run -d nginx', /friend@friend.*\$ +$/)
  await me.enter('exit')
  await me.enter('minikube start --nodes 3')
  await me.enter('kubectl create deployment web --image=nginx --replicas=5; sleep 20')
  for (const size of ROOMS) {
    await page.setViewportSize(size)
    // Things glide to their new places: before that, the old ones would be looked at.
    await page.waitForTimeout(800)
    await expect.poll(async () => (await read(page)).out, { message: `${size.width}×${size.height}` }).toEqual([])
    const { smallest } = await read(page)
    expect(smallest).toBeGreaterThanOrEqual(size.width === 1920 ? 24 : 12)
  }
  me.calm()
})

test('what was prepared is typed by a key of a presenter’s remote, in the terminal too', async ({ page }) => {
  const run = encodeURIComponent('echo first\necho second')
  const me = await Person.open(page, { more: `&present=1&run=${run}` })
  await expect(page.locator('.feed')).toContainText('2 left')
  const at = await me.line()
  await me.press('PageDown')
  await me.until(at, /^first$/m)
  await me.press('PageDown')
  await me.until(at, /^second$/m)
  await expect(page.locator('.feed')).toHaveCount(0)
  me.calm()
})

test('many commands can be told apart on the bar, and what is typed in a container is there', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 })
  const me = await Person.open(page, { speed: 'instant' })
  await me.enter('docker run -it --name box busybox sh', /# +$/)
  for (let i = 0; i < 24; i++) await me.enter(`echo ${i}`, /# +$/)
  await me.enter('exit')
  const segments = page.locator('.segment')
  await expect(segments).toHaveCount(26)
  const widths = await segments.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().width))
  expect(Math.min(...widths)).toBeGreaterThan(30)
  await expect(segments.nth(5)).toHaveText('echo 4')
  const bar = (await page.locator('.scrub').boundingBox())!
  const head = (await page.locator('.playhead').boundingBox())!
  expect(head.x).toBeGreaterThan(bar.x)
  expect(head.x).toBeLessThanOrEqual(bar.x + bar.width)
  me.calm()
})

test('the panel does not cover what it is about', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 })
  const me = await Person.open(page, { scenario: 'three-nodes', speed: 'instant' })
  await me.enter('kubectl run web --image=nginx; kubectl wait --for=condition=Ready pod/web --timeout=90s')
  for (const kind of ['pod', 'component']) {
    const box = page.locator(`[data-kind=${kind}]`).first()
    await box.click()
    const panel = (await page.locator('.inspector').boundingBox())!
    const thing = (await box.boundingBox())!
    expect(thing.x >= panel.x + panel.width || thing.x + thing.width <= panel.x, kind).toBe(true)
    await page.keyboard.press('Escape')
  }
  me.calm()
})

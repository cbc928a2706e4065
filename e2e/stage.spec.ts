// The page in a real browser: what is typed is seen in the terminal and on the stage, in both languages, at two sizes.
import { type Page, expect, test } from '@playwright/test'

const CLASSES = [
  { language: 'ko', viewport: { width: 1440, height: 900 } },
  { language: 'en', viewport: { width: 1024, height: 768 } },
] as const

async function open(page: Page, hash = ''): Promise<string[]> {
  const errors: string[] = []
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`/${hash}`)
  await expect(page.locator('.xterm-rows')).toContainText('student@laptop')
  return errors
}

async function type(page: Page, line: string): Promise<void> {
  await page.locator('.xterm-helper-textarea').first().focus()
  await page.keyboard.type(line)
  await page.keyboard.press('Enter')
}

const idle = (page: Page) => page.evaluate(() => window.naru.idle())

for (const { language, viewport } of CLASSES) {
  test(`docker run is typed and seen, ${language}, ${viewport.width}`, async ({ page }) => {
    await page.setViewportSize(viewport)
    const errors = await open(page, `#lang=${language}`)
    await page.evaluate(() => {
      const seen: string[] = []
      Object.assign(window, { seen })
      setInterval(() => {
        for (const { topic, form, from, to } of window.naru.state().flights) seen.push(`${topic} ${form} ${from} ${to}`)
      }, 30)
    })
    await type(page, 'docker run busybox echo "Hello world"')
    await expect(page.locator('.sentence')).toContainText(language === 'ko' ? '명령에 따라' : 'because of')
    await expect(page.locator('.xterm-rows')).toContainText('Status: Downloaded newer image for busybox:latest', {
      timeout: 30_000,
    })
    await idle(page)
    const flown = await page.evaluate(() => (window as unknown as { seen: string[] }).seen)
    expect(flown).toContain('registry.blob.get response place/registries dockerd/laptop')
    await expect(page.locator('[data-kind=container]')).toContainText(language === 'ko' ? '종료 (0)' : 'exited (0)')
    await expect(page.locator('[data-kind=image] [data-layer]').first()).toBeVisible()
    const before = await page.evaluate(() => window.naru.trace().length)
    await type(page, 'docker run busybox echo "Hello again"')
    await expect(page.locator('.xterm-rows')).toContainText('Hello again')
    await idle(page)
    const topics = await page.evaluate((from) => window.naru.trace(from).map(({ topic }) => topic), before)
    expect(topics.filter((topic) => topic.startsWith('registry.'))).toEqual([])
    expect(errors).toEqual([])
  })
}

test('the past can be looked at, and continued from', async ({ page }) => {
  await open(page, '#lang=en&speed=16')
  await type(page, 'docker run --name one busybox true')
  await idle(page)
  await expect(page.locator('[data-kind=container]')).toHaveCount(1)
  await page.evaluate(() => window.naru.control({ seek: 10 }))
  await expect(page.locator('[data-kind=container]')).toHaveCount(0)
  await expect(page.locator('.when')).toHaveText('The past')
  await page.getByRole('button', { name: 'Back to now' }).click()
  await expect(page.locator('[data-kind=container]')).toHaveCount(1)
  await page.getByRole('button', { name: 'Undo the last command' }).click()
  await expect(page.locator('[data-kind=container]')).toHaveCount(0)
  await expect(page.locator('.when')).toHaveText('Now')
})

test('a thing shows its real JSON, and why it is so', async ({ page }) => {
  await open(page, '#lang=en&speed=16')
  await type(page, 'docker run --name one busybox true')
  await idle(page)
  await page.locator('[data-kind=container]').click()
  await expect(page.locator('.inspector pre')).toContainText('"Name": "/one"')
  await page.getByRole('tab', { name: 'Why is it so?' }).click()
  await expect(page.locator('.chain')).toContainText('typed on laptop: docker run --name one busybox true')
  await page.keyboard.press('Escape')
  await expect(page.locator('.inspector')).toHaveCount(0)
})

test('what is not understood in the address is told and ignored', async ({ page }) => {
  const errors = await open(page, '#lang=en&seed=x&oops=1&speed=2')
  await expect(page.getByRole('status')).toContainText('seed=x')
  await expect(page.getByRole('status')).toContainText('oops=1')
  await page.getByRole('button', { name: 'Dismiss' }).first().click()
  await expect(page.locator('.notice')).toHaveCount(1)
  expect(errors).toEqual([])
})

test('a presenter sees large type and types prepared lines with one key', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 })
  await open(page, `#lang=ko&present=1&run=${encodeURIComponent('echo first\necho second')}`)
  await page.locator('.stage').focus()
  await page.keyboard.press('n')
  await expect(page.locator('.xterm-rows')).toContainText('first')
  const zoom = await page.evaluate(
    () => new DOMMatrix(getComputedStyle(document.querySelector('.react-flow__viewport')!).transform).a,
  )
  expect(zoom).toBeGreaterThanOrEqual(2)
})

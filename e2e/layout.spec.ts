// The page at the sizes it is used at: nothing covers anything, nothing sticks out, everything has a name.
import { type Page, expect, test } from '@playwright/test'
import { Person } from './page.ts'

const SIZES = [
  { width: 1024, height: 768 },
  { width: 1366, height: 768 },
  { width: 1440, height: 900 },
  { width: 1920, height: 1080 },
]

/** Side by side or one below the other, never over each other. */
const PANELS = ['.bar', '.split-stage', '.split-terminal', '.sentence', '.transport']

async function isTidy(page: Page): Promise<void> {
  const found = await page.evaluate((selectors) => {
    const faults: string[] = []
    const { innerWidth, innerHeight } = window
    const root = document.scrollingElement!
    if (root.scrollWidth > innerWidth || root.scrollHeight > innerHeight) faults.push('the page scrolls')
    const panels = selectors.map((selector) => {
      const rect = document.querySelector(selector)?.getBoundingClientRect()
      if (!rect) faults.push(`${selector} is missing`)
      return { selector, rect: rect ?? new DOMRect() }
    })
    const inside = ({ left, top, right, bottom }: DOMRect, outer: DOMRect) =>
      left >= outer.left - 1 && top >= outer.top - 1 && right <= outer.right + 1 && bottom <= outer.bottom + 1
    panels.forEach(({ selector, rect }, i) => {
      if (!inside(rect, new DOMRect(0, 0, innerWidth, innerHeight))) faults.push(`${selector} sticks out`)
      for (const other of panels.slice(i + 1)) {
        const over = other.rect
        if (
          rect.left < over.right - 1 &&
          over.left < rect.right - 1 &&
          rect.top < over.bottom - 1 &&
          over.top < rect.bottom - 1
        )
          faults.push(`${selector} and ${other.selector} overlap`)
      }
    })
    const controls = document.querySelectorAll(
      '.bar button, .bar select, .transport button, .transport time, .tabs button',
    )
    for (const control of controls) {
      const rect = control.getBoundingClientRect()
      const panel = control.closest('.bar, .transport, .tabs')!.getBoundingClientRect()
      const name = control.getAttribute('aria-label') ?? control.textContent
      if (!inside(rect, panel)) faults.push(`${name} sticks out of its panel`)
      if (control.scrollWidth > control.clientWidth + 1 && control.tagName !== 'TIME') faults.push(`${name} is clipped`)
    }
    return faults
  }, PANELS)
  expect(found).toEqual([])
}

async function isNamed(page: Page): Promise<void> {
  const nameless = await page.evaluate(() => {
    const focusable = document.querySelectorAll<HTMLElement>(
      'button, select, input, textarea, a[href], [tabindex]:not([tabindex="-1"])',
    )
    return [...focusable]
      .filter((element) => {
        const labels = (element as HTMLInputElement).labels
        const said = [
          element.getAttribute('aria-label'),
          element.getAttribute('title'),
          element.getAttribute('aria-labelledby'),
          element.matches('button, a, pre') ? element.textContent : '',
          labels?.[0]?.textContent,
        ]
        return !said.some((text) => text?.trim())
      })
      .map((element) => element.outerHTML.slice(0, 120))
  })
  expect(nameless).toEqual([])
}

for (const lang of ['ko', 'en'] as const) {
  for (const size of SIZES) {
    test(`tidy at ${size.width}×${size.height}, ${lang}`, async ({ page }) => {
      await page.setViewportSize(size)
      const me = await Person.open(page, { lang, speed: 'instant' })
      await isTidy(page)
      await me.enter('docker run -d --name web -p 8080:80 nginx')
      await me.enter('docker run busybox echo hi')
      await isTidy(page)
      await isNamed(page)
      const columns = Number(await me.enter('tput cols'))
      expect(columns).toBeGreaterThanOrEqual(size.width >= 1440 ? 80 : 60)
      await me.control({ seek: 5000 })
      await me.sees('the past', ({ live }) => !live)
      await isTidy(page)
      await page.locator('[data-box="dockerd/laptop"]').waitFor()
      await page.keyboard.press('Control+Shift+ArrowUp')
      await page.keyboard.press('p')
      await expect(page.locator('html')).toHaveAttribute('data-present')
      await isTidy(page)
      me.calm()
    })
  }
}

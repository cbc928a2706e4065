// Input that goes wrong, comes in floods, or is never meant for the shell.
import { expect, test } from '@playwright/test'
import { Person } from './page.ts'

test('a typo is answered as the real tools answer it', async ({ page }) => {
  const me = await Person.open(page, { speed: 'instant' })
  expect(await me.enter('dokcer ps')).toMatch(/dokcer.*not found/)
  expect(await me.enter('docker rnu busybox')).toMatch(/^docker: unknown command: docker rnu$/m)
  expect(await me.enter('docker run --nope busybox')).toMatch(/^unknown flag: --nope$/m)
  expect(await me.enter('kubectl gte pods')).toMatch(/^error: unknown command "gte" for "kubectl"$/m)
  expect(await me.enter('cat nothing')).toBe('cat: nothing: No such file or directory')
  expect(await me.enter('echo $?')).toBe('1')
  expect(await me.enter('echo )')).toMatch(/syntax error near unexpected token `\)'/)
  me.calm()
})

test('half a quote goes on below', async ({ page }) => {
  const me = await Person.open(page, { speed: 'instant' })
  const at = await me.begin('echo "one')
  await me.until(at, /^> $/)
  await me.keys('two"')
  await me.press('Enter')
  expect(await me.prompt(at)).toBe('> two"\none\ntwo')
  const half = await me.begin("echo 'never")
  await me.until(half, /^> $/)
  await me.press('Control+c')
  await me.prompt(half)
  expect(await me.enter('echo fine')).toBe('fine')
  me.calm()
})

test('what is pasted comes whole and in order', async ({ page }) => {
  const me = await Person.open(page, { speed: 'instant' })
  const lines = Array.from({ length: 300 }, (_, i) => `echo line ${i + 1} of a paste >> pasted.txt`)
  const at = await me.line()
  await me.paste(lines.join('\n'))
  await me.until(at - 1, /line 300 of a paste/)
  await me.press('Enter')
  await me.prompt(at)
  const check = "seq 300 | sed 's/.*/line & of a paste/' | cmp - pasted.txt && wc -l < pasted.txt"
  await expect.poll(() => me.enter(check)).toBe('300')
  me.calm()
})

test('keys typed faster than they are answered are not lost', async ({ page }) => {
  const me = await Person.open(page, { speed: 4 })
  const at = await me.begin('sleep 2')
  for (const word of ['first', 'second', 'third']) {
    await me.keys(`echo ${word}`)
    await me.press('Enter')
  }
  const text = await me.until(at, /^third$/m)
  const [first, second, third] = ['first', 'second', 'third'].map((word) => text.split('\n').lastIndexOf(word))
  expect(first).toBeGreaterThan(-1)
  expect(second).toBeGreaterThan(first!)
  expect(third).toBeGreaterThan(second!)
  me.calm()
})

test('a flood of output leaves the page at work', async ({ page }) => {
  const me = await Person.open(page, { speed: 'instant' })
  await page.evaluate(() => {
    const ticks = { count: 0, longest: 0, last: performance.now() }
    Object.assign(window, { ticks })
    const tick = (now: number) => {
      ticks.count++
      ticks.longest = Math.max(ticks.longest, now - ticks.last)
      ticks.last = now
      requestAnimationFrame(tick)
    }
    requestAnimationFrame(tick)
  })
  await me.enter('yes | head -c 1000000')
  const ticks = await page.evaluate(() => (window as unknown as { ticks: { count: number; longest: number } }).ticks)
  expect(ticks.longest).toBeLessThan(1000)
  expect(ticks.count).toBeGreaterThan(10)
  await me.begin('yes')
  await expect.poll(async () => (await me.screen()).slice(-2)).toEqual(['y', ''])
  await me.press('Control+c')
  await expect.poll(async () => (await me.screen()).at(-1)).toMatch(/\$ $/)
  await me.begin('clear')
  await expect.poll(() => me.screen()).toHaveLength(1)
  expect(await me.enter('head -c 3000 /dev/urandom | wc -c')).toBe('3000')
  me.calm()
})

test('the language changes at once and nothing is lost', async ({ page }) => {
  const me = await Person.open(page, { speed: 'instant', lang: 'en' })
  await me.enter('docker run --name one busybox true')
  const before = await me.screen()
  await page.getByRole('button', { name: '한국어' }).click()
  await expect(page.locator('html')).toHaveAttribute('lang', 'ko')
  await expect(page).toHaveTitle(/도커/)
  await expect(page.locator('[data-kind=container]')).toContainText('종료 (0)')
  await expect(page.getByRole('button', { name: '일시 정지' })).toBeVisible()
  expect(await me.screen()).toEqual(before)
  await page.getByRole('button', { name: 'English' }).click()
  await expect(page.locator('[data-kind=container]')).toContainText('exited (0)')
  me.calm()
})

test('a crash of the world tells what happened and keeps what was typed', async ({ page }) => {
  const me = await Person.open(page, { speed: 'instant' })
  await me.enter('docker run --name kept busybox true')
  const before = await me.screen()
  await me.crash()
  const panel = page.getByRole('alertdialog')
  await expect(panel).toContainText('Nothing you typed is lost')
  await expect(panel.locator('pre')).toContainText('no scenario none')
  await panel.getByRole('button', { name: 'Restart and replay what was typed' }).click()
  await expect(panel).toHaveCount(0)
  await expect.poll(() => me.screen()).toEqual(before)
  await expect(page.locator('[data-kind=container]')).toContainText('kept')
  expect(await me.enter("docker ps -a --format '{{.Names}}'")).toBe('kept')
  me.calm()
})

// The first command at the usual speed: things move, stand still when asked, and can be looked at again.
import { expect, test } from '@playwright/test'
import { Person, type Scene } from './page.ts'
import { boxes } from './scene.ts'

type Flight = Scene['flights'][number]

const same = (a: Flight) => (b: Flight) =>
  a.topic === b.topic && a.form === b.form && a.from === b.from && a.to === b.to && a.label === b.label

/** Waits until something is on the first part of its way. */
async function takeOff(me: Person): Promise<{ scene: Scene; flight: Flight }> {
  const young = ({ share }: Flight) => share > 0 && share < 0.6
  const scene = await me.sees('something takes off', ({ flights }) => flights.some(young))
  return { scene, flight: scene.flights.find(young)! }
}

/** Virtual ms that pass in so many real ones. */
async function passed(me: Person, ms: number): Promise<number> {
  return me.page.evaluate(async (wait) => {
    const begin = window.naru.state().now
    await new Promise((resolve) => setTimeout(resolve, wait))
    return window.naru.state().now - begin
  }, ms)
}

test('at 1× the first container is seen coming to be', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  const me = await Person.open(page)
  const at = await me.begin('docker run busybox echo hi')
  const { flight } = await takeOff(me)
  const first = await page.locator('.stage canvas').screenshot()
  await me.sees('it gets on', ({ flights }) => (flights.find(same(flight))?.share ?? 1) > flight.share)
  expect(first.equals(await page.locator('.stage canvas').screenshot()), 'two frames are alike').toBe(false)

  await takeOff(me)
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  expect(await passed(me, 50)).toBeLessThan(60)
  const still = await me.state()
  expect(await passed(me, 300)).toBe(0)
  expect((await me.state()).flights).toEqual(still.flights)
  expect(still.flights.length).toBeGreaterThan(0)

  const before = await me.events()
  await page.getByRole('button', { name: 'Step forward' }).click()
  await me.sees('a step on', ({ now }) => now > still.now)
  await expect.poll(() => me.events()).toBeGreaterThan(before)
  expect(await passed(me, 100)).toBe(0)
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()

  await page.getByRole('button', { name: 'Play', exact: true }).click()
  const slow = await passed(me, 500)
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('16')
  const fast = await passed(me, 500)
  expect(slow).toBeGreaterThan(250)
  expect(slow).toBeLessThan(1000)
  expect(fast).toBeGreaterThan(3 * slow)
  expect(await me.prompt(at)).toMatch(/^hi$/m)
  expect(boxes(await me.state(), 'container')).toHaveLength(1)
  me.calm()
})

test('the past is looked at, and gone on from', async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  const me = await Person.open(page, { speed: 'instant' })
  await me.enter('docker run --name one busybox true')
  await me.enter('docker run --name two busybox true')
  const two = await me
    .trace()
    .then((trace) => trace.find((event) => event.kind === 'input' && / two /.test(event.line)))
  await expect(page.locator('.segment')).toHaveCount(2)
  const bar = (await page.locator('.scrub').boundingBox())!
  const segment = (await page.locator('.segment').nth(1).boundingBox())!
  await page.mouse.click(segment.x - 4, bar.y + bar.height / 2)
  const past = await me.sees('the past', ({ live }) => !live)
  expect(past.now).toBeLessThan(two!.at)
  expect(boxes(past, 'container').map(({ content }) => content.name)).toEqual(['one'])
  await expect(page.locator('[data-kind=container]')).toHaveCount(1)
  await page.getByRole('button', { name: 'Continue from here' }).click()
  await me.sees('the present', ({ live, boxes: all }) => live && all.length > 0)
  await expect(page.locator('[data-kind=container]')).toHaveCount(1)
  await expect.poll(async () => (await me.screen()).at(-1)).toMatch(/^student@laptop:~\$ /)
  await me.press('Control+u')
  await me.enter('docker run --name three busybox true')
  expect((await me.enter("docker ps -a --format '{{.Names}}'")).split('\n').toSorted()).toEqual(['one', 'three'])
  me.calm()
})

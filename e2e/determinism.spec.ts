// The same seed and the same inputs: the same trace in Chromium and in Node, byte for byte.
import { expect, test } from '@playwright/test'
import { Person } from './page.ts'
import { difference, hash, replay } from './replay.ts'

const SEED = 7

/** Stops the page's world and makes the same one in Node. */
async function compare(me: Person): Promise<void> {
  await me.control({ play: false })
  await expect(me.page.getByRole('button', { name: 'Play', exact: true })).toBeVisible()
  await me.idle()
  const until = await me.worldTime()
  const here = await me.trace()
  const there = await replay({ seed: SEED, scenario: 'laptop', inputs: await me.inputs(), until })
  expect(difference(here, there)).toBeUndefined()
  expect(hash(here)).toBe(hash(there))
  expect(here.length).toBeGreaterThan(200)
  me.calm()
}

test('a script gives one trace in Chromium and in Node', async ({ page }) => {
  const me = await Person.open(page, { seed: SEED, speed: 'instant' })
  const script = [
    'docker run busybox echo "Hello world"',
    'docker run -d --name web -p 8080:80 nginx',
    'curl -s localhost:8080 | head -4; docker ps; docker logs web',
    'docker stop web; docker rm web',
  ]
  for (const line of script) {
    const { exit, stderr } = await page.evaluate((typed) => window.naru.run(typed), line)
    expect(exit, stderr).toBe(0)
  }
  await compare(me)
})

test('what was typed into running commands makes the same world again', async ({ page }) => {
  const me = await Person.open(page, { seed: SEED, speed: 16 })
  const at = await me.begin('docker pull nginx & docker run --name one busybox sh -c "echo a; sleep 3; echo b"')
  await me.keys('docker ps -a; sleep 1; echo typed ahead')
  await me.press('Enter')
  await me.until(at, /^typed ahead$/m)
  await page.getByRole('combobox', { name: 'Speed' }).selectOption('1')
  await me.enter('docker images')
  await compare(me)
})

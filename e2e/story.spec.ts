// The whole story of chapter 2, typed in the page: seen in the terminal and on the stage.
import { test } from '@playwright/test'
import { Person } from './page.ts'
import { backOff, cluster, lostNode, pod, replicas, waitingPods } from './story/cluster.ts'
import { build, byHand, firstContainer, published, secondVersion } from './story/containers.ts'
import { compose, friend, push } from './story/sharing.ts'

const CLASSES = [
  { lang: 'ko', viewport: { width: 1440, height: 900 }, retry: /다음 시도까지 \d+초/ },
  { lang: 'en', viewport: { width: 1024, height: 768 }, retry: /next try in \d+ s/ },
] as const

for (const { lang, viewport, retry } of CLASSES) {
  test(`the story, ${lang}, ${viewport.width}×${viewport.height}`, async ({ page }) => {
    await page.setViewportSize(viewport)
    const me = await Person.open(page, { lang, speed: 'instant' })
    await test.step('the first container', () => firstContainer(me))
    await test.step('an image is built', () => build(me))
    await test.step('an image by hand', () => byHand(me))
    await test.step('a published port', () => published(me))
    await test.step('the second version', () => secondVersion(me))
    await test.step('pushed to the registry', () => push(me))
    await test.step('run by a friend', () => friend(me))
    await test.step('compose', () => compose(me))
    await test.step('a cluster', () => cluster(me))
    await test.step('an image that nobody has', () => backOff(me, retry))
    await test.step('a pod', () => pod(me))
    await test.step('pods that wait', () => waitingPods(me))
    await test.step('replicas', () => replicas(me))
    await test.step('a node is lost', () => lostNode(me))
    me.calm()
  })
}

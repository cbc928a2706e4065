// How far the world may get: measured while a person watches, unmeasured where nobody wants to wait.
import { expect, it } from 'vitest'
import { Pacer } from './pacer.ts'

function paced(speed: number | 'instant') {
  const wall = { now: 1000 }
  const pacer = new Pacer({ playing: true, speed }, () => wall.now)
  pacer.anchor(0)
  return { wall, pacer }
}

it('lets time pass at the speed asked for', () => {
  const { wall, pacer } = paced(4)
  wall.now += 50
  expect(pacer.target(0, true)).toBe(200)
})

it('stands while paused', () => {
  const { wall, pacer } = paced(4)
  pacer.pace.playing = false
  wall.now += 50
  expect(pacer.target(10, true)).toBe(10)
})

it('goes on from where a hurried command came to', () => {
  const { wall, pacer } = paced('instant')
  expect(pacer.target(0, true)).toBe(Infinity)
  wall.now += 20
  expect(pacer.target(400_000, false)).toBe(400_000)
  wall.now += 30
  expect(pacer.target(400_000, false)).toBe(400_030)
})

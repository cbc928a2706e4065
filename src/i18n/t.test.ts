// The dictionaries: complete, with the same values, and Korean particles that fit.
import { describe, expect, it } from 'vitest'
import { en } from './en.ts'
import { ko } from './ko.ts'
import { withParticle } from './particle.ts'
import { clock, size } from './size.ts'
import { type Key, preferred, translator } from './t.ts'

const holes = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((match) => match[1]!)

describe('dictionaries', () => {
  it('have the same keys, none empty', () => {
    expect(Object.keys(ko).toSorted()).toEqual(Object.keys(en).toSorted())
    for (const text of [...Object.values(en), ...Object.values(ko)]) expect(text.trim()).not.toBe('')
  })

  it('never ask for a value that the other language does not know', () => {
    for (const key of Object.keys(en) as Key[]) {
      const [english, korean] = [new Set(holes(en[key])), new Set(holes(ko[key]))]
      for (const hole of korean) expect(english.has(hole), `${key}: {${hole}}`).toBe(true)
    }
  })

  it('are Korean in Korean', () => {
    const foreign = Object.entries(ko)
      .filter(([, text]) => !/[가-힣]/.test(text))
      .map(([key]) => key)
    expect(foreign.toSorted()).toEqual([
      'bar.language',
      'component.etcd',
      'more.objects',
      'more.wiring',
      'panel.json',
      'panel.yaml',
      'say.decision',
      'who.etcd',
    ])
  })
})

describe('translator', () => {
  it('fills in values and particles', () => {
    expect(translator('ko')('say.docker.create', { from: 'docker', to: '도커 데몬' })).toBe(
      'docker가 도커 데몬에 컨테이너를 만들어 달라고 합니다',
    )
    expect(translator('en')('place.nodes', { count: 3 })).toBe('3 nodes')
  })

  it('chooses a language from the browser’s list', () => {
    expect(preferred(['ko-KR', 'en'])).toBe('ko')
    expect(preferred(['en-US'])).toBe('en')
  })
})

describe('particles', () => {
  it.each([
    ['kubelet', '이/가', 'kubelet이'],
    ['dockerd', '이/가', 'dockerd가'],
    ['스케줄러', '이/가', '스케줄러가'],
    ['도커 데몬', '을/를', '도커 데몬을'],
    ['node-1', '으로/로', 'node-1로'],
    ['node-2', '을/를', 'node-2를'],
    ['crane', '이/가', 'crane이'],
    ['레지스트리(docker.io)', '이/가', '레지스트리(docker.io)가'],
    ['서울', '으로/로', '서울로'],
    ['deployment', '을/를', 'deployment를'],
    ['localhost', '이/가', 'localhost가'],
    ['my-network', '을/를', 'my-network를'],
    ['replicaset', '을/를', 'replicaset을'],
    ['web', '이/가', 'web이'],
    ['volume', '을/를', 'volume을'],
    ['web-5d9c8-x7kdr', '으로/로', 'web-5d9c8-x7kdr로'],
  ])('%s + %s', (word, particle, whole) => expect(withParticle(word, particle)).toBe(whole))
})

describe('sizes and times', () => {
  it('read as docker writes them', () => {
    expect([0, 999, 4_000, 4_300_000, 301_000_000, 1_200_000_000].map(size)).toEqual([
      '0 B',
      '999 B',
      '4 kB',
      '4.3 MB',
      '301 MB',
      '1.2 GB',
    ])
    expect(clock(161_380)).toBe('00:02:41.380')
  })
})

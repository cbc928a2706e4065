// The address fragment: read, written, and told where it is broken.
import { describe, expect, it } from 'vitest'
import { formatFragment, parseFragment } from './fragment.ts'

describe('fragment', () => {
  it('is read back as it was written', () => {
    const fragment = {
      seed: 7,
      scenario: 'three-nodes',
      speed: 4,
      language: 'ko' as const,
      present: true,
      run: ['docker ps', 'echo "a & b = c" # 한글'],
    }
    expect(parseFragment(formatFragment(fragment))).toEqual({ fragment, broken: [] })
  })

  it('has defaults', () => {
    expect(parseFragment('').fragment).toEqual({
      seed: 1,
      scenario: 'laptop',
      speed: 1,
      language: undefined,
      present: false,
      run: [],
    })
  })

  it('names what it does not understand and ignores it', () => {
    const { fragment, broken } = parseFragment(
      '#seed=x&scenario=moon&speed=99&lang=fr&present=2&colour=red&run=%E0%A4%A&oops&seed=3',
    )
    expect(fragment).toMatchObject({
      seed: 3,
      scenario: 'laptop',
      speed: 1,
      language: undefined,
      present: false,
      run: [],
    })
    expect(broken).toEqual([
      'seed=x',
      'scenario=moon',
      'speed=99',
      'lang=fr',
      'present=2',
      'colour=red',
      'run=%E0%A4%A',
      'oops',
    ])
  })
})

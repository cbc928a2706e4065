// Korean particles: 이/가, 을/를, 은/는, 과/와, 으로/로 depend on how the word before them ends when it is spoken.

const HANGUL_FIRST = 0xac00
const HANGUL_LAST = 0xd7a3
const FINALS = 28
const RIEUL = 8

/** How digits are read: 영 일 이 삼 사 오 육 칠 팔 구. */
const DIGIT_FINALS: Record<string, 'none' | 'l' | 'other'> = {
  0: 'other',
  1: 'l',
  2: 'none',
  3: 'other',
  4: 'none',
  5: 'none',
  6: 'other',
  7: 'l',
  8: 'l',
  9: 'none',
}

type Final = 'none' | 'l' | 'other'

/** `withParticle('kubelet', '이/가')` → `kubelet이`. The first form follows a final consonant. */
export function withParticle(word: string, particle: string): string {
  const [closed = '', open = closed] = particle.split('/')
  const final = finalOf(word)
  if (closed.startsWith('으')) return word + (final === 'other' ? closed : open)
  return word + (final === 'none' ? open : closed)
}

function finalOf(word: string): Final {
  const last = [...word.replace(/[^\p{L}\p{N}]+$/u, '')].at(-1) ?? ''
  const code = last.codePointAt(0) ?? 0
  if (code >= HANGUL_FIRST && code <= HANGUL_LAST) {
    const final = (code - HANGUL_FIRST) % FINALS
    return final === 0 ? 'none' : final === RIEUL ? 'l' : 'other'
  }
  if (/\d/.test(last)) return DIGIT_FINALS[last]!
  return latin(word.toLowerCase().replace(/[^a-z]+$/, ''))
}

/**
 * By the usual reading of English words; a guess, right for most names that occur. A consonant at the end closes the
 * syllable only after a vowel: 쿠블릿, 웹, but 호스트, 네트워크. A letter that no vowel goes before is spelled: r is 알.
 */
function latin(word: string): Final {
  if (/(?:l|le|[^aeiou]r)$/.test(word)) return 'l'
  return /(?:[mn]|ng|[aeiou](?:[bckpt]|[mn]e)|ck|pp)$/.test(word) ? 'other' : 'none'
}

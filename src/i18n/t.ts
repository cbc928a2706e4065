// Turns a key and values into a sentence of the chosen language. Keys are typed from the English dictionary.
import { en } from './en.ts'
import { ko } from './ko.ts'
import { withParticle } from './particle.ts'

export type Language = 'ko' | 'en'
export type Key = keyof typeof en
export type Values = Record<string, string | number>
export type Translate = (key: Key, values?: Values) => string

const DICTIONARIES: Record<Language, Record<Key, string>> = { en, ko }
const HOLE = /\{(\w+)(?:\|([^}]+))?\}/g

/** `{name}` is replaced by a value; `{name|이/가}` by the value and the particle that fits its sound. */
export function translator(language: Language): Translate {
  const dictionary = DICTIONARIES[language]
  return (key, values = {}) =>
    dictionary[key].replace(HOLE, (_, name: string, particle?: string) => {
      const value = String(values[name] ?? '')
      return particle ? withParticle(value, particle) : value
    })
}

export const isKey = (key: string): key is Key => Object.hasOwn(en, key)

/** `ko`, `en-US` … as a browser tells it. */
export const preferred = (languages: readonly string[]): Language =>
  languages.some((one) => one.toLowerCase().startsWith('ko')) ? 'ko' : 'en'

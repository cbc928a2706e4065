// What components read: the app's one Naru, slices of its store, the words of its language.
import { createContext, useContext, useMemo } from 'react'
import { useStore } from 'zustand'
import { type Translate, translator } from '../i18n/t.ts'
import type { Naru } from './naru.ts'
import type { AppState } from './store.ts'

export const NaruContext = createContext<Naru | undefined>(undefined)

export function useNaru(): Naru {
  const naru = useContext(NaruContext)
  if (!naru) throw new Error('no Naru above this component')
  return naru
}

export const useApp = <T>(read: (state: AppState) => T): T => useStore(useNaru().store, read)

export function useT(): Translate {
  const language = useApp((state) => state.language)
  return useMemo(() => translator(language), [language])
}

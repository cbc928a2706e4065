// What the page shows beside the stage's moving picture. The moving picture is the player's and never goes through here.
import { createStore } from 'zustand/vanilla'
import type { Key, Language, Values } from '../i18n/t.ts'
import type { Box, Subject } from '../stage/scene/box.ts'
import type { Tab } from '../terminal/Terminals.tsx'
import type { Input } from '../world/port.ts'
import type { Speed } from './fragment.ts'

export type Theme = 'light' | 'dark'

export interface Notice {
  id: number
  key: Key
  values: Values
}

export interface OpenFile {
  id: number
  terminal: string
  on: string
  path: string
  text: string
}

export interface Crash {
  message: string
  stack: string
  inputs: Input[]
}

export interface Selection {
  subject: Subject
  kind: Box['content']['kind']
  name: string
  /** Where its panel stands when it stands over the stage. */
  side: 'left' | 'right'
}

export interface AppState {
  language: Language
  theme: Theme
  /** Projectors want light. */
  presentTheme: Theme
  present: boolean
  /** Where the terminal stands, and the share of the page that the stage has in each arrangement. */
  layout: 'right' | 'below'
  split: { right: number | undefined; below: number | undefined }
  speed: Speed
  playing: boolean
  /** Looking at the past. */
  past: boolean
  ready: boolean
  machines: string[]
  tabs: Tab[]
  active: string
  selection: Selection | undefined
  file: OpenFile | undefined
  crash: Crash | undefined
  notices: Notice[]
  help: boolean
  /** Prepared lines that are not typed yet. */
  feed: string[]
}

export const themeOf = ({ present, theme, presentTheme }: AppState): Theme => (present ? presentTheme : theme)

export const createAppStore = (initial: Partial<AppState>) =>
  createStore<AppState>()(() => ({
    language: 'en',
    theme: 'light',
    presentTheme: 'light',
    present: false,
    layout: 'right',
    split: { right: undefined, below: undefined },
    speed: 1,
    playing: true,
    past: false,
    ready: false,
    machines: [],
    tabs: [],
    active: '',
    selection: undefined,
    file: undefined,
    crash: undefined,
    notices: [],
    help: false,
    feed: [],
    ...initial,
  }))

export type AppStore = ReturnType<typeof createAppStore>

// What the stage gets from the player: the scene at the moment shown, frame by frame.
import { createContext, useContext, useEffect, useState } from 'react'
import { type Translate, translator } from '../i18n/t.ts'
import type { Flight } from './scene/flights.ts'
import type { Room, Scene } from './scene/scene.ts'

export interface Frame {
  /** Virtual ms shown. */
  now: number
  /** The present, as against the past looked at. */
  live: boolean
  scene: Scene
  flights: Flight[]
  /** Box → how brightly it is lit. Empty where no spotlight is wanted. */
  lit: ReadonlyMap<string, number>
}

export interface Screening {
  frame(): Frame
  /** Called once for each animation frame in which anything may have changed. */
  subscribe(listener: (frame: Frame) => void): () => void
  /** The stage tells how much room it has. */
  resize(room: Room): void
}

export const Words = createContext<Translate>(translator('en'))
export const Shown = createContext<Screening | undefined>(undefined)

export const useWords = () => useContext(Words)

/** A value read from every frame; the component renders anew only when it changes. */
export function useFrame<T extends string | number | boolean>(read: (frame: Frame) => T, otherwise: T): T {
  const screening = useContext(Shown)
  const [value, setValue] = useState(() => (screening ? read(screening.frame()) : otherwise))
  useEffect(() => screening?.subscribe((frame) => setValue(read(frame))), [screening, read])
  return value
}

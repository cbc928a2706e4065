// Columns that many kinds print.
import type { Column } from './kind.ts'
import { ageOf } from './duration.ts'

export const name: Column = { name: 'Name', cell: (object) => object.metadata.name }

export const age: Column = { name: 'Age', cell: (object, now) => ageOf(object.metadata.creationTimestamp, now) }

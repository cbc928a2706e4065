// Recorded rows that Naru answers otherwise on purpose, each with its reason, and how many others are still to be mended.

type Rows = [recording: string, rows: string, reason: string]

const PROSE = 'long help is in our own words'

const ROWS: readonly Rows[] = [
  ['02-pull-push-tty', '8', 'what another recording pushed is still in the recorder’s registry'],
  ['12-network', '41', 'a crash of the recorder’s wget'],
  ['14-system', '11', 'what the recorder’s runc says of itself'],
  ['14-system', '77', PROSE],
  ['16-attach-events-wait', '17', 'how much of a second has passed'],
  ['17-buildkit', '40 41 42', 'which snapshots BuildKit keeps for itself'],
  ['17-buildkit', '47', 'not simulated'],
  ['18-compose', '28', 'the menu below what `up` prints is not simulated'],
]

/** Recording → row → why it may differ. */
export const different: ReadonlyMap<string, ReadonlyMap<number, string>> = ROWS.reduce((all, [name, rows, reason]) => {
  const known = all.get(name) ?? new Map<number, string>()
  for (const row of rows.split(' ')) known.set(Number(row), reason)
  return all.set(name, known)
}, new Map<string, Map<number, string>>())

/** Recording → rows that differ and should not. Only ever to be lowered. */
export const stillToMend: Readonly<Record<string, number>> = {}

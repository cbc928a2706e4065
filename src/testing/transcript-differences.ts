// Recorded rows that Naru answers otherwise on purpose, each with its reason, and how many others are still to be mended.

type Rows = [recording: string, rows: string, reason: string]

const ROWS: readonly Rows[] = [
  ['00-smoke', '1', 'versions of a distribution’s own build of the engine'],
  ['00-smoke', '2', 'the stand-in’s hello-world has a text of its own'],
  ['01-images', '22', 'the stand-in’s registry lists tags in the order of its directory'],
  ['01-images', '89', 'dockerd goes through images in no order'],
  ['02-pull-push-tty', '7', 'the stand-in’s hello-world has a text of its own'],
  ['02-pull-push-tty', '8 11', 'what was pushed while another recording was made is still in the recorder’s registry'],
  ['03-registry', '65', 'the address of a structure in the client’s memory'],
  ['04-run', '44', 'which of both bindings of a port fails first is chance'],
  ['04-run', '94', 'control groups of version 1'],
  ['04-run', '146', 'the stand-in’s hello-world has a text of its own'],
  ['04-run', '175', 'the recorder’s kernel has no weights for block devices'],
  ['06-lifecycle', '73', 'prints the beginning of an id'],
  ['10-commit-export-save', '44', 'dockerd goes through images in no order'],
  ['11-build-classic', '5 6', 'commands take less time here, so images are made in the same second'],
  ['11-build-classic', '75 77 78 79', 'recorded without buildx and compose installed'],
  ['11b-build-default', '1 2 3 4', 'recorded without buildx installed'],
  ['12-network', '41', 'a crash of the recorder’s wget'],
  ['12-network', '44', 'dockerd goes through the containers of a network in no order'],
  ['14-system', '9 11', 'control groups of version 1, versions of a distribution’s own build of the engine'],
  ['14-system', '51', 'a column as wide as the recorder’s real socket path'],
  ['17-buildkit', '1', 'the version of a distribution’s own build of buildx'],
]

/** Recording → row → why it may differ. */
export const different: ReadonlyMap<string, ReadonlyMap<number, string>> = ROWS.reduce((all, [name, rows, reason]) => {
  const known = all.get(name) ?? new Map<number, string>()
  for (const row of rows.split(' ')) known.set(Number(row), reason)
  return all.set(name, known)
}, new Map<string, Map<number, string>>())

/** Recording → rows that differ and should not. Only ever to be lowered. */
export const stillToMend: Readonly<Record<string, number>> = {}

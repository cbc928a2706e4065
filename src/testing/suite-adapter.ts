// Opens a fresh world for a group of commands from public documentation: what a suite runner types into.
import { text } from '../kernel/bytes.ts'
import { joinPath } from '../machine/fs/path.ts'
import { Headless } from './headless.ts'
import { Person } from './person.ts'
import { Reader } from './reader.ts'

/** Virtual ms that a command meant to run on is watched before Ctrl-C. */
const LONG_RUN_MS = 3000
/** Virtual ms that a reader takes over a line before typing it. */
const READING_MS = 5000
/** NARU_READER=on: what a page presumes is prepared. Otherwise every line is typed as it stands. */
const READS = process.env.NARU_READER === 'on'

export interface SuiteShell {
  run(
    line: string,
    options: { longRun?: boolean; inside?: boolean },
  ): Promise<{ rc: number; stdout: string; stderr: string }>
  writeFile(path: string, content: string): Promise<void>
  readFile(path: string): Promise<string>
  close(): Promise<void>
}

/** A world of its own: three nodes for groups about Kubernetes, the laptop alone for docker. */
export async function open(group: string): Promise<SuiteShell> {
  const headless = await Headless.open({ scenario: group.startsWith('docker') ? 'laptop' : 'three-nodes' })
  const { world } = headless
  const home = '/home/student'
  const absolute = (path: string) => joinPath(home, path.replace(/^~\//, ''))
  const person = new Person(world, 'laptop')
  const reader = READS ? new Reader(person) : person
  return {
    run: async (line, { longRun, inside }) => {
      const within = longRun ? LONG_RUN_MS : undefined
      if (READS) await headless.pass(READING_MS)
      const ran = await (inside ? person.enter(line, within) : reader.type(line, within))
      return { rc: ran.exit, stdout: ran.stdout, stderr: ran.stderr }
    },
    writeFile: (path, content) => {
      const { fs } = world.machine('laptop')
      const target = absolute(path)
      const owner = { uid: 1000, gid: 1000 }
      fs.mkdir(target.slice(0, target.lastIndexOf('/')) || '/', { parents: true, ...owner })
      fs.write(target, content, { mode: 0o644, ...owner })
      return Promise.resolve()
    },
    readFile: (path) => Promise.resolve(text(world.machine('laptop').fs.read(absolute(path)).bytes())),
    close: () => Promise.resolve(),
  }
}

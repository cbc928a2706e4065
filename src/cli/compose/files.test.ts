// Compose files, and command lines, as compose 2.40 itself answers them (recorded without an engine).
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { STUDENT } from '../../testing/machine.ts'
import { type DockerWorld, dockerWorld } from '../../testing/docker-world.ts'

interface Recorded {
  args: string
  files: Record<string, string>
  env?: Record<string, string>
  exit: number
  stdout: string
  stderr: string
}

const FOLDER = '/home/student/shop'

const rows = readFileSync(join(import.meta.dirname, 'testdata/files.jsonl'), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Recorded)

/** Told with the time; and versions of a distribution's own package. */
const masked = (text: string) => text.replace(/^time="[^"]*"/gm, 'time=T').replace(/v?(2\.40\.\d+)(?:-\d+)?/g, '$1')

const titleOf = ({ args, files }: Recorded) =>
  `compose ${args}: ${JSON.stringify(Object.values(files).join('---')).slice(0, 90)}`

describe('compose answers', () => {
  let world: DockerWorld
  beforeAll(async () => {
    world = await dockerWorld()
  })

  it.each(rows.map((row): [string, Recorded] => [titleOf(row), row]))('%s', async (_, row) => {
    const { fs } = world.machine
    const owner = { uid: STUDENT.uid, gid: STUDENT.gid }
    if (fs.exists(FOLDER)) fs.remove(FOLDER, { recursive: true })
    fs.mkdir(FOLDER, owner)
    for (const [name, content] of Object.entries(row.files))
      fs.write(`${FOLDER}/${name}`, content, { mode: 0o644, ...owner })
    const words = ['docker', 'compose', ...row.args.split(' ').filter(Boolean)]
    const { exit, stdout, stderr } = await world.run(words, { cwd: FOLDER, env: row.env ?? {} })
    expect({ exit, stdout: masked(stdout), stderr: masked(stderr) }).toEqual({
      exit: row.exit,
      stdout: masked(row.stdout),
      stderr: masked(row.stderr),
    })
  })
})

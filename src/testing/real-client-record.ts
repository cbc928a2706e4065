// Types the lines of testdata/real-client with the real docker, through the door, and writes down what it answers.
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openDoor } from '../door/door.ts'
import { Desk, realClient } from './real-clients.ts'
import { REAL_CLIENT, type Row, lineOf, readRecording } from './transcript.ts'

/** Real ms after which a line is given up. */
const PATIENCE_MS = 30_000
const HOME = '/home/student'

async function record(name: string, docker: string): Promise<void> {
  const door = await openDoor({ seed: 1, scenario: 'recordings', speed: 1, port: 0 })
  const desk = new Desk(docker, { DOCKER_HOST: door.addresses.docker })
  const rows: Row[] = []
  for (const row of readRecording(name, REAL_CLIENT)) {
    if (row.file !== undefined) desk.write(row.file, row.content ?? '')
    const typed = lineOf(row)
    if (!typed) {
      rows.push(row)
      continue
    }
    const said = await desk.run(typed.line, { stdin: row.stdin, env: row.env, patience: PATIENCE_MS })
    if (said.exit === 137 && !typed.line.includes('KILL')) console.error(`${name}: given up: ${typed.line}`)
    const own = (text: string) => text.replaceAll(desk.home, HOME).replaceAll(desk.work, `${HOME}/work`)
    const { exit, stdout, stderr } = said
    rows.push(row.cmd === undefined ? row : { ...row, exit, stdout: own(stdout), stderr: own(stderr) })
  }
  for (const bug of door.world.kernel.bugs) console.error(`${name}:`, bug)
  writeFileSync(join(REAL_CLIENT, `${name}.jsonl`), rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
  desk.clear()
  await door.close()
}

async function main(): Promise<void> {
  const docker = realClient('docker')
  if (!docker) throw new Error('docker is not installed: name its folder in NARU_REAL_CLIENTS')
  const all = readdirSync(REAL_CLIENT).map((file) => file.replace('.jsonl', ''))
  const names = process.argv.slice(2)
  for (const name of names.length > 0 ? names : all) await record(name, docker)
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)

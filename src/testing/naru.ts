// `npm run naru`: a headless world that reads lines and prints what the terminal shows.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { isIncomplete } from '../machine/shell/script.ts'
import type { SessionLine } from '../world/session.ts'
import { Headless } from './headless.ts'
import { lineOf, placeFile, type Row } from './transcript.ts'

const USAGE = 'usage: npm run --silent naru -- [--seed N] [--scenario NAME] [--json] [FILE]'

/** Virtual ms after which somebody at the prompt presses Ctrl-C. */
const PATIENCE_MS = 2 * 3_600_000

interface Typed {
  on: string
  line: SessionLine
  /** A row of a recording that brings a file and types nothing. */
  file?: Row
}

/**
 * A plain line, or a JSON object `{"cmd", "on"?, "stdin"?, "tty"?, "keys"?, "env"?}`, or a row of a recording; unknown
 * fields are ignored.
 */
function parseLine(raw: string): Typed {
  if (raw.startsWith('{')) {
    try {
      const object = JSON.parse(raw) as Record<string, never>
      const { cmd, on = 'laptop', stdin, tty, keys, env, file, setup } = object
      if (setup === true || typeof file === 'string') return { on, line: { line: '' }, file: object as Row }
      const recorded = lineOf(object as Row)
      if (recorded && (typeof tty === 'boolean' || typeof cmd !== 'string')) return { on, line: recorded }
      if (typeof cmd === 'string') return { on, line: { line: cmd, stdin, tty, keys, env } }
    } catch {
      // Not JSON: a shell group such as `{ echo a; }` is a line like any other.
    }
  }
  return { on: 'laptop', line: { line: raw } }
}

/** Lines as a prompt takes them: one that leaves a quote, a heredoc or a loop open goes on with the next. */
function commands(text: string): string[] {
  const typed: string[] = []
  let open: string | undefined
  for (const raw of text.split('\n')) {
    if (open === undefined && !raw.trim()) continue
    const whole: string = open === undefined ? raw : `${open}\n${raw}`
    const { line } = parseLine(whole)
    open = line.line !== whole || !isIncomplete(whole) ? undefined : whole
    if (open === undefined) typed.push(whole)
  }
  return open === undefined ? typed : [...typed, open.trimEnd()]
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      seed: { type: 'string' },
      scenario: { type: 'string' },
      json: { type: 'boolean' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  })
  if (values.help || positionals.length > 1) {
    console.log(USAGE)
    return values.help ? 0 : 2
  }
  const lines = commands(readFileSync(positionals[0] ?? 0, 'utf8'))
  const headless = await Headless.open({ seed: Number(values.seed ?? 1), scenario: values.scenario ?? 'laptop' })
  let last = 0
  for (const raw of lines) {
    const { on, line, file } = parseLine(raw)
    if (file?.file !== undefined) placeFile(headless, file.file, file.content ?? '')
    if (file) continue
    const ran = await headless.type(line, on, PATIENCE_MS)
    last = ran.exit
    const t = headless.world.kernel.clock.now
    if (values.json)
      console.log(JSON.stringify({ on, cmd: line.line, exit: ran.exit, stdout: ran.stdout, stderr: ran.stderr, t }))
    else process.stdout.write(`${on}$ ${line.line}\n${ran.stdout}${ran.stderr}`)
  }
  for (const bug of headless.world.kernel.bugs)
    console.error('naru: a program broke:', bug instanceof Error ? bug.stack : bug)
  return values.json ? 0 : last
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)

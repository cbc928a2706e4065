// GET /containers/{id}/top: what the host's ps says of a container's processes (daemon/top_unix.go).
import type { TopResponse } from '../../api/docker.ts'
import { text } from '../../kernel/bytes.ts'
import { Pipe, readAll } from '../../kernel/queue.ts'
import type { Cause } from '../../kernel/trace.ts'
import { FsError } from '../../machine/fs/filesystem.ts'
import type { Engine } from '../engine.ts'
import { conflict, failure } from '../errors.ts'

/** `pid=PID` alone may be told to ps: other titles must not be taken for it. */
const TITLED = /\s+(\S*)=\s*(PID\S*)/g

/** Throws ApiError for a container that does not run, and for what ps refuses. */
export async function top(engine: Engine, name: string, asked: string, cause: Cause): Promise<TopResponse> {
  const args = asked || '-ef'
  for (const [, column, title] of args.matchAll(TITLED)) {
    if (column !== 'pid') throw failure(`specifying "${column}=${title}" is not allowed`)
  }
  const container = engine.container(name)
  if (!container.state.running) throw conflict(`container ${container.id} is not running`)
  if (container.state.restarting) {
    throw conflict(`Container ${container.id} is restarting, wait until the container is running`)
  }
  const pids = (container.contained?.processes() ?? []).map((process) => process.hostPid)
  const words = args.split(' ')
  // Some options, such as f, cannot be used together with -q.
  let said = await run(engine, [...words, `-q${pids.join(',')}`], cause)
  if (said.code !== 0) said = await run(engine, words, cause)
  if (said.code !== 0) throw failure(`ps: ${said.error.split('\n')[0] || `exit status ${said.code}`}`)
  const answer = parse(said.output, pids)
  engine.containerEvent(container, 'top')
  return answer
}

async function run(engine: Engine, words: string[], cause: Cause) {
  const [stdout, stderr] = [new Pipe(), new Pipe()]
  try {
    const ps = engine.process.spawn(['ps', ...words.filter(Boolean)], { stdout, stderr, cause })
    const read = Promise.all([readAll(stdout), readAll(stderr)])
    const code = await ps.exited
    stdout.end()
    stderr.end()
    const [output, error] = await read
    return { code, output: text(output), error: text(error) }
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    throw failure('ps: exec: "ps": executable file not found in $PATH')
  }
}

const fields = (line: string) => line.split(/[\t\n\f\r ]+/).filter(Boolean)

function parse(output: string, pids: readonly number[]): TopResponse {
  const [head = '', ...lines] = output.split('\n')
  const titles = fields(head)
  const at = titles.indexOf('PID')
  if (at < 0) throw failure("Couldn't find PID field in ps output")
  const rows: string[][] = []
  for (const line of lines.filter(Boolean)) {
    const cells = fields(line)
    const pid = cells[at] ?? ''
    if (!/^[+-]?\d+$/.test(pid)) {
      throw failure(`Unexpected pid '${pid}': strconv.Atoi: parsing ${JSON.stringify(pid)}: invalid syntax`)
    }
    // What is too much for the titles belongs to the last of them.
    const last = titles.length - 1
    if (pids.includes(Number(pid))) rows.push([...cells.slice(0, last), cells.slice(last).join(' ')])
  }
  return { Titles: titles, Processes: rows }
}

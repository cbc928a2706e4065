// GET /containers/{id}/logs: framed like attach (raw for a terminal), with times, tail and following.
import { concat, utf8 } from '../../kernel/bytes.ts'
import { Pipe } from '../../kernel/queue.ts'
import type { HttpRequest, HttpResponse, Peer } from '../../net/http.ts'
import { type LogLine, selectLines, wanted } from '../../runtime/logs.ts'
import { flag, one } from '../answer.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest } from '../errors.ts'
import { logTime, virtualTime } from '../times.ts'
import { contentType, frame } from './hijack.ts'

export function logs(engine: Engine, name: string, request: HttpRequest, peer: Peer): HttpResponse {
  const { query } = request
  const container = engine.container(name)
  const [stdout, stderr] = [flag(query, 'stdout'), flag(query, 'stderr')]
  if (!stdout && !stderr) throw badRequest('Bad parameters: you must choose at least one stream')
  if (!['json-file', 'local', 'journald'].includes(container.hostConfig.LogConfig.Type)) {
    throw new ApiError(501, 'configured logging driver does not support reading')
  }
  const since = virtualTime(engine.clock, one(query, 'since'))
  const until = virtualTime(engine.clock, one(query, 'until'))
  const tail = /^\d+$/.test(one(query, 'tail')) ? Number(one(query, 'tail')) : undefined
  const asked = { stdout, stderr, tail, since: since || undefined, until: until || undefined }
  const { Tty: tty } = container.config
  const body = new Pipe(Infinity)
  const times = flag(query, 'timestamps')
  const details = flag(query, 'details')
  const write = (line: LogLine) => {
    const prefix = (times ? `${logTime(engine.clock, line.time)} ` : '') + (details ? ' ' : '')
    const bytes = prefix ? concat([utf8(prefix), line.bytes]) : line.bytes
    void body.write(tty ? bytes : frame(line.stream, bytes)).catch(() => {})
  }
  for (const line of selectLines(container.log, asked)) write(line)
  if (!flag(query, 'follow') || (!container.state.running && !container.state.restarting)) body.end()
  else {
    const off = container.log.follow((line) => {
      if (!line) body.end()
      else if (wanted(line, asked)) write(line)
    })
    peer.gone.onCancel(() => {
      off()
      body.end()
    })
  }
  return { status: 200, headers: { 'content-type': contentType(tty) }, body }
}

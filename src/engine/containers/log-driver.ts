// Logging drivers: their options, and the files of json-file on the host, rotated by size (moby/daemon/logger).
import type { HostConfig } from '../../api/docker.ts'
import { concat, text, utf8 } from '../../kernel/bytes.ts'
import type { LogFile, LogLine } from '../../runtime/logs.ts'
import type { Engine } from '../engine.ts'
import { badRequest } from '../errors.ts'
import { goTime } from '../times.ts'
import type { Container } from './container.ts'

const OPTIONS: Record<string, { known: string[]; named: string }> = {
  'json-file': {
    known: ['max-file', 'max-size', 'compress', 'labels', 'labels-regex', 'env', 'env-regex', 'tag'],
    named: 'json-file log driver',
  },
  local: { known: ['max-file', 'max-size', 'compress'], named: 'log driver local' },
}

/** Throws ApiError for drivers and options that nobody knows; `drivers` are those that the daemon has. */
export function checkLogConfig({ LogConfig: { Type, Config } }: HostConfig, drivers: readonly string[]): void {
  if (Type !== 'none' && !drivers.includes(Type)) {
    throw badRequest(`error looking up logging plugin ${Type}: plugin "${Type}" not found`)
  }
  const mode = Config.mode ?? ''
  if (!['', 'blocking', 'non-blocking'].includes(mode)) throw badRequest(`logger: logging mode not supported: ${mode}`)
  if (Config['max-buffer-size'] !== undefined && mode !== 'non-blocking')
    throw badRequest("logger: max-buffer-size option is only supported with 'mode=non-blocking'")
  const options = OPTIONS[Type]
  if (!options) return
  for (const name of Object.keys(Config)) {
    if (name === 'mode' || name === 'max-buffer-size' || options.known.includes(name)) continue
    throw badRequest(`unknown log opt '${name}' for ${options.named}`)
  }
}

/** `10m`, `1k`: powers of 1000. */
function humanSize(word: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?([kmgt]?)b?$/i.exec(word)
  return match ? Number(match[1]) * 1000 ** ' kmgt'.indexOf(match[2]!.toLowerCase() || ' ') : undefined
}

/** Opens what the driver writes to, before the process starts. Throws ApiError as the driver words it. */
export function openLog(engine: Engine, container: Container): void {
  const { Type, Config } = container.hostConfig.LogConfig
  if (Type !== 'json-file' && Type !== 'local') return
  const wrong = (why: string) =>
    badRequest(`failed to create task for container: failed to initialize logging driver: ${why}`)
  const size = Config['max-size'] === undefined ? undefined : humanSize(Config['max-size'])
  if (Config['max-size'] !== undefined && size === undefined) throw wrong(`invalid size: '${Config['max-size']}'`)
  const files = Config['max-file'] === undefined ? 1 : Number(Config['max-file'])
  if (!Number.isInteger(files))
    throw wrong(`strconv.Atoi: parsing ${JSON.stringify(Config['max-file'])}: invalid syntax`)
  if (files < 1) throw wrong('max-file cannot be less than 1')
  container.log.file ??= new RotatedFile(engine, container, size, files)
}

/** Bytes after which a file without max-size begins anew, which dockerd's would not. */
const LARGEST = 16_000_000

class RotatedFile implements LogFile {
  private readonly engine: Engine
  private readonly path: string | undefined
  private readonly capacity: number | undefined
  private readonly files: number
  /** Lines that are not written yet. */
  private readonly waiting: Uint8Array[] = []
  /** Lines and bytes of each file, the one being written last. */
  private readonly pieces = [{ lines: 0, bytes: 0 }]

  constructor(engine: Engine, { id, hostConfig }: Container, capacity: number | undefined, files: number) {
    this.engine = engine
    const isJson = hostConfig.LogConfig.Type === 'json-file'
    this.path = isJson ? `/var/lib/docker/containers/${id}/${id}-json.log` : undefined
    this.capacity = capacity
    this.files = files
    const { fs } = engine.machine
    if (!this.path || fs.exists(this.path)) return
    fs.mkdir(`/var/lib/docker/containers/${id}`, { parents: true, mode: 0o710 })
    fs.write(this.path, '', { mode: 0o640 })
  }

  append({ time, stream, bytes }: LogLine): void {
    const { engine, path } = this
    const line = utf8(`${JSON.stringify({ log: text(bytes), stream, time: goTime(engine.clock, time) })}\n`)
    const piece = this.pieces.at(-1)!
    piece.lines++
    piece.bytes += line.length
    if (path) this.waiting.push(line)
  }

  flush(): void {
    const lines = concat(this.waiting.splice(0))
    const { path } = this
    const { fs } = this.engine.machine
    if (lines.length === 0 || !path || !fs.exists(path)) return
    const piece = this.pieces.at(-1)!
    if (this.capacity === undefined && piece.bytes > LARGEST) {
      piece.bytes = lines.length
      fs.write(path, lines, { mode: 0o640 })
    } else fs.append(path, lines)
  }

  rotated(): number {
    const { capacity, files, path, pieces } = this
    if (capacity === undefined || pieces.at(-1)!.bytes < capacity) return 0
    this.flush()
    const { fs } = this.engine.machine
    if (path && fs.exists(path)) {
      for (let n = files - 1; n > 0; n--) {
        const from = n === 1 ? path : `${path}.${n - 1}`
        if (fs.exists(from)) fs.rename(from, `${path}.${n}`)
      }
      fs.write(path, '', { mode: 0o640 })
    }
    pieces.push({ lines: 0, bytes: 0 })
    return pieces.length > files ? pieces.shift()!.lines : 0
  }
}

// dd(1), truncate(1), fallocate(1), split(1), envsubst(1), mkfifo-less: pieces of files.
import { concat, text } from '../../../kernel/bytes.ts'
import { Content } from '../../../kernel/content.ts'
import { FsError } from '../../fs/filesystem.ts'
import { openRead, openWrite } from '../../open.ts'
import type { Call } from '../call.ts'
import { everything } from '../input.ts'
import { humanSize, parseSize } from '../size.ts'
import type { Spec, Tool } from '../spec.ts'

/** Bytes; a larger block is seen in the memory of the process. */
const LARGE_BLOCK = 1_000_000

export const dd: Tool = {
  spec: {
    name: 'dd',
    summary: 'convert and copy a file',
    usage: '[OPERAND]...',
    version: 'GNU coreutils 9.4',
    raw: true,
  },
  async run(call) {
    const { process } = call
    const values = new Map<string, string>()
    for (const word of call.operands) {
      const match = /^([a-z]+)=(.*)$/.exec(word)
      if (!match) return call.misuse(`unrecognized operand ${call.quote(word)}`)
      values.set(match[1]!, match[2]!)
    }
    const size = (name: string, fallback: number) =>
      values.has(name) ? (parseSize(values.get(name)!) ?? NaN) : fallback
    const block = size('bs', size('ibs', 512))
    const [count, skip, seek] = [size('count', Infinity), size('skip', 0), size('seek', 0)]
    if ([block, count, skip, seek].some(Number.isNaN))
      return call.fail(
        `invalid number: ${call.quote([...values.values()].find((value) => parseSize(value) === undefined)!)}`,
      )
    const begun = process.kernel.clock.now
    const [from, to] = [values.get('if'), values.get('of')]
    const source = await call.attempt(
      () => (from === undefined ? process.stdin : openRead(process, from)),
      (reason) => `failed to open '${from}': ${reason}`,
    )
    if (!source) return 1
    if (block > LARGE_BLOCK) process.allocate(process.memory + block)
    const known = from === '/dev/zero' && to !== undefined && Number.isFinite(count)
    let done: Copied
    if (known && !process.fs.special(process.path(to))) {
      done = writeZeros(call, to, block * count, block)
      await process.work(done.written / 1_000_000)
    } else {
      const sink = await call.attempt(
        () =>
          to === undefined
            ? process.stdout
            : openWrite(process, to, { append: (values.get('conv') ?? '').includes('notrunc') && seek > 0 }),
        (reason) => `failed to open '${to}': ${reason}`,
      )
      if (!sink) return 1
      done = await transfer(call, source, sink, block, count, skip)
    }
    if (done.failure) await call.warn(`error writing '${to ?? 'standard output'}': ${done.failure.message}`)
    await report(call, done, block, process.kernel.clock.now - begun, values.get('status'))
    return call.status
  },
}

interface Copied {
  /** Blocks and bytes. */
  read: number
  written: number
  failure?: FsError
}

/** A file of zeros at once; where there is no room for all of them, of as many as there is room for. */
function writeZeros(call: Call, path: string, wanted: number, block: number): Copied {
  const write = (size: number) =>
    call.process.writeFile(path, size > 4_000_000 ? Content.bulk(size, 'zeros') : new Uint8Array(size))
  try {
    write(wanted)
    return { read: wanted / block, written: wanted }
  } catch (error) {
    if (!(error instanceof FsError) || error.code !== 'ENOSPC') throw error
    write(error.room)
    return { read: Math.floor(error.room / block) + 1, written: error.room, failure: error }
  }
}

async function transfer(
  call: Call,
  source: { read: (max?: number) => Promise<Uint8Array | null> },
  sink: { write: (data: Uint8Array) => Promise<void> },
  block: number,
  count: number,
  skip: number,
): Promise<Copied> {
  const done: Copied = { read: 0, written: 0 }
  for (let n = 0; n < count + skip; n++) {
    const parts: Uint8Array[] = []
    let size = 0
    while (size < block) {
      const chunk = await source.read(block - size)
      if (chunk === null) break
      parts.push(chunk)
      size += chunk.length
    }
    if (size === 0) break
    if (n < skip) continue
    done.read += size / block
    try {
      await sink.write(concat(parts))
    } catch (error) {
      if (!(error instanceof FsError)) throw error
      done.failure = error
      return done
    }
    done.written += size
    if (done.written % (1 << 20) === 0) await call.process.work(1)
  }
  return done
}

const records = (blocks: number) => `${Math.floor(blocks)}+${blocks % 1 > 0 ? 1 : 0}`

async function report(
  call: Call,
  { read, written: total }: Copied,
  block: number,
  ms: number,
  status: string | undefined,
): Promise<void> {
  if (status === 'none') return
  const seconds = Math.max(0.0001, ms / 1000)
  const units =
    total >= 1000
      ? ` (${(total >= 1e9 ? total / 1e9 : total >= 1e6 ? total / 1e6 : total / 1e3).toPrecision(2).replace(/\.0$/, '')} ${total >= 1e9 ? 'GB' : total >= 1e6 ? 'MB' : 'kB'}, ${humanSize(total).replace(/([KMG])$/, ' $1iB')})`
      : ''
  const speed = total / seconds
  const rate =
    speed >= 1e9
      ? `${(speed / 1e9).toFixed(1)} GB/s`
      : speed >= 1e6
        ? `${Math.round(speed / 1e6)} MB/s`
        : `${(speed / 1e3).toFixed(1)} kB/s`
  await call.process.error(
    `${records(read)} records in\n${records(total / block)} records out\n${status === 'noxfer' ? '' : `${total} bytes${units} copied, ${Number(seconds.toPrecision(6))} s, ${rate}\n`}`,
  )
}

export const truncate: Tool = {
  spec: {
    name: 'truncate',
    summary: 'shrink or extend the size of a file',
    usage: 'OPTION... FILE...',
    version: 'GNU coreutils 9.4',
    options: {
      '-s, --size=SIZE': 'set or, with + or -, change the size',
      '-c, --no-create': 'make no files',
      '-r, --reference=RFILE': 'size of RFILE',
    },
  },
  async run(call) {
    const { process } = call
    const word = call.value('s')
    const reference = call.value('r')
    if (word === undefined && reference === undefined)
      return call.misuse("you must specify either '--size' or '--reference'")
    for (const name of call.operands) {
      const path = process.path(name)
      const exists = process.fs.exists(path)
      if (!exists && call.has('c')) continue
      const before = exists ? process.fs.read(path) : new Content([])
      const amount =
        reference === undefined ? parseSize(word!.replace(/^[-+]/, '')) : process.fs.stat(process.path(reference)).size
      if (amount === undefined) return call.misuse(`Invalid number: ${call.quote(word ?? '')}`)
      const size = word?.startsWith('+')
        ? before.size + amount
        : word?.startsWith('-')
          ? Math.max(0, before.size - amount)
          : amount
      process.writeFile(name, size <= before.size ? before.slice(0, size) : before.append(zeros(size - before.size)))
    }
    return 0
  },
}

const zeros = (size: number): Content =>
  size > 1_000_000 ? Content.bulk(size, 'zeros') : Content.of(new Uint8Array(size))

/** Space is taken, and a file is never made shorter. */
const fallocateSpec: Spec = {
  name: 'fallocate',
  summary: 'preallocate or deallocate space to a file',
  usage: '[options] <filename>',
  version: 'fallocate from util-linux 2.39.3',
  options: {
    '-l, --length=NUM': 'length for range operations, in bytes',
    '-o, --offset=NUM': 'offset for range operations, in bytes',
    '-n, --keep-size': 'maintain the apparent size of the file',
  },
}

export const fallocate: Tool = {
  spec: fallocateSpec,
  busybox: { spec: { ...fallocateSpec, usage: '[-o OFS] -l LEN FILE' } },
  async run(call) {
    const { process } = call
    const length = call.value('l')
    if (length === undefined) return call.fail('no length argument specified')
    const size = parseSize(length)
    if (!size) return call.fail('invalid length value specified')
    const [name] = call.operands
    if (name === undefined) return call.fail('no filename specified')
    const path = process.path(name)
    const before = process.fs.exists(path) ? process.fs.read(path) : new Content([])
    const missing = (parseSize(call.value('o') ?? '0') ?? 0) + size - before.size
    process.writeFile(name, missing > 0 && !call.has('n') ? before.append(zeros(missing)) : before)
    return 0
  },
}

export const split: Tool = {
  spec: {
    name: 'split',
    summary: 'split a file into pieces',
    usage: '[OPTION]... [FILE [PREFIX]]',
    version: 'GNU coreutils 9.4',
    options: {
      '-b, --bytes=SIZE': 'bytes in a piece',
      '-l, --lines=NUMBER': 'lines in a piece',
      '-d, --numeric-suffixes': 'numbers as suffixes',
      '-a, --suffix-length=N': 'letters of a suffix',
    },
  },
  async run(call) {
    const [name = '-', prefix = 'x'] = call.operands
    const data = await everything(call, [name])
    if (call.status > 0) return 1
    const pieces: Uint8Array[] = []
    const bytes = call.has('b') ? parseSize(call.value('b')!) : undefined
    if (bytes) for (let at = 0; at < data.length; at += bytes) pieces.push(data.subarray(at, at + bytes))
    else {
      const lines = Number(call.value('l') ?? 1000)
      let [at, seen] = [0, 0]
      for (let i = 0; i < data.length; i++) {
        if (data[i] !== 10 || ++seen % lines !== 0) continue
        pieces.push(data.subarray(at, i + 1))
        at = i + 1
      }
      if (at < data.length) pieces.push(data.subarray(at))
    }
    const length = Number(call.value('a') ?? 2)
    const suffix = (i: number) =>
      call.has('d')
        ? String(i).padStart(length, '0')
        : Array.from({ length }, (_, k) =>
            String.fromCharCode(97 + (Math.floor(i / 26 ** (length - 1 - k)) % 26)),
          ).join('')
    pieces.forEach((piece, i) => call.process.writeFile(prefix + suffix(i), piece))
    return 0
  },
}

export const envsubst: Tool = {
  spec: {
    name: 'envsubst',
    summary: 'substitute environment variables in text',
    usage: '[OPTION] [SHELL-FORMAT]',
    version: 'GNU gettext-runtime 0.21',
    options: { '-v, --variables': 'only their names' },
  },
  async run(call) {
    const { env } = call.process
    const only = call.operands[0]?.match(/\w+/g)
    const source = text(await everything(call, ['-']))
    const filled = source.replace(
      /\$(?:\{(\w+)\}|([A-Za-z_]\w*))/g,
      (whole, braced: string | undefined, bare: string | undefined) => {
        const name = braced ?? bare!
        return only && !only.includes(name) ? whole : (env[name] ?? '')
      },
    )
    await call.print(filled)
  },
}

// base64(1), md5sum(1), sha1sum(1), sha256sum(1), sha512sum(1), cksum(1).
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha512 } from '@noble/hashes/sha2.js'
import { base64 as encode, fromBase64, hex, text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import type { Call } from '../call.ts'
import { chunks, everything, inputs } from '../input.ts'
import type { Tool } from '../spec.ts'

interface Hasher {
  update(bytes: Uint8Array): unknown
  digest(): Uint8Array
}

const summer = (name: string, kind: string, create: () => Hasher): Tool => ({
  spec: {
    name,
    summary: `compute and check ${kind} message digests`,
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: {
      '-b, --binary': 'read as binary',
      '-c, --check': 'check sums read from files',
      '-t, --text': 'read as text',
      '--tag': 'BSD style',
      '--quiet': 'no OK lines',
      '--status': 'no lines',
      '-z, --zero': 'end with NUL',
    },
  },
  async run(call) {
    if (call.has('c')) return check(call, create)
    for await (const { name: file, stream } of inputs(call)) {
      const hasher = create()
      for await (const chunk of chunks(call, stream)) hasher.update(chunk)
      const sum = hex(hasher.digest())
      await call.print(
        call.has('tag') ? `${kind} (${file}) = ${sum}\n` : `${sum} ${call.has('b') ? '*' : ' '}${file}\n`,
      )
    }
    return call.status
  },
})

async function check(call: Call, create: () => Hasher): Promise<number> {
  let bad = 0
  for (const line of text(await everything(call))
    .split('\n')
    .filter(Boolean)) {
    const match = /^([0-9a-f]+) [ *](.+)$/.exec(line)
    if (!match) continue
    const [, sum, file] = match
    const path = call.process.path(file!)
    if (!call.process.fs.exists(path)) {
      await call.warn(`${file}: No such file or directory`)
      await call.print(`${file}: FAILED open or read\n`)
      bad++
      continue
    }
    const hasher = create()
    hasher.update(call.process.fs.read(path).bytes())
    const good = hex(hasher.digest()) === sum
    if (!good) bad++
    if (!call.has('status') && !(good && call.has('quiet'))) await call.print(`${file}: ${good ? 'OK' : 'FAILED'}\n`)
  }
  if (bad > 0 && !call.has('status'))
    await call.process.error(
      `${call.name}: WARNING: ${bad} computed checksum${bad === 1 ? ' did' : 's did'} NOT match\n`,
    )
  return bad > 0 ? 1 : call.status
}

export const md5sum = summer('md5sum', 'MD5', () => md5.create())

export const sha1sum = summer('sha1sum', 'SHA1', () => sha1.create())

export const sha256sum = summer('sha256sum', 'SHA256', () => sha256.create())

export const sha512sum = summer('sha512sum', 'SHA512', () => sha512.create())

export const base64: Tool = {
  spec: {
    name: 'base64',
    summary: 'base64 encode or decode',
    usage: '[OPTION]... [FILE]',
    version: 'GNU coreutils 9.4',
    options: {
      '-d, --decode': 'decode',
      '-D': 'as -d',
      '-i, --ignore-garbage': 'leave out other characters',
      '-w, --wrap=COLS': 'lines of COLS characters; 0: one line',
    },
  },
  async run(call) {
    const input = await everything(call)
    if (call.status > 0) return call.status
    if (call.has('d', 'D')) {
      const source = text(input)
      const bytes = fromBase64(call.has('i') ? source.replace(/[^A-Za-z0-9+/=]/g, '') : source)
      if (!bytes) return call.fail('invalid input')
      await call.print(bytes)
      return 0
    }
    const width = Number(call.value('w') ?? 76)
    const out = encode(input)
    await call.print(
      width > 0 ? (out.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).map((line) => `${line}\n`).join('') : out,
    )
    return 0
  },
}

export const cksum: Tool = {
  spec: {
    name: 'cksum',
    summary: 'checksum and count the bytes in a file',
    usage: '[FILE]...',
    version: 'GNU coreutils 9.4',
  },
  async run(call) {
    for await (const { name, stream } of inputs(call)) {
      const data = await readAll(stream)
      await call.print(`${posixCrc(data)} ${data.length}${call.operands.length > 0 ? ` ${name}` : ''}\n`)
    }
    return call.status
  },
}

/** The CRC of POSIX cksum: the length follows the data. */
function posixCrc(data: Uint8Array): number {
  let crc = 0
  const feed = (byte: number) => {
    crc ^= byte << 24
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1
  }
  for (const byte of data) feed(byte)
  for (let length = data.length; length > 0; length = Math.floor(length / 256)) feed(length & 255)
  return ~crc >>> 0
}

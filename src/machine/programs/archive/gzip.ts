// gzip(1), gunzip(1), zcat(1).
import { gunzipSync, gzipSync } from 'fflate'
import { Content } from '../../../kernel/content.ts'
import { FsError } from '../../fs/filesystem.ts'
import type { Call } from '../call.ts'
import { everything } from '../input.ts'
import type { Spec, Tool } from '../spec.ts'

const options: Spec['options'] = {
  '-c, --stdout': 'write to standard output',
  '-d, --decompress': 'decompress',
  '-f, --force': 'overwrite',
  '-k, --keep': 'keep the input files',
  '-l, --list': 'list the contents',
  '-n, --no-name': 'ignored',
  '-q, --quiet': 'no warnings',
  '-r, --recursive': 'ignored',
  '-t, --test': 'test',
  '-v, --verbose': 'say ratios',
  '-NUM NUM': 'how hard to try',
}

const zipper = (name: string, summary: string, decompress: boolean, toStdout: boolean): Tool => ({
  spec: { name, summary, usage: '[OPTION]... [FILE]...', version: 'gzip 1.12', options },
  async run(call) {
    const unzip = decompress || call.has('d', 't')
    if (call.operands.length === 0 || call.operands[0] === '-') {
      if (!unzip && call.process.isTty.stdout)
        return call.fail(
          'compressed data not written to a terminal. Use -f to force compression.\nFor help, type: gzip -h',
        )
      return stream(call, unzip)
    }
    for (const operand of call.operands) await one(call, operand, unzip, toStdout || call.has('c'))
    return call.status
  },
})

async function stream(call: Call, unzip: boolean): Promise<number> {
  const input = await everything(call, ['-'])
  if (unzip && !(input[0] === 0x1f && input[1] === 0x8b)) return call.fail('stdin: not in gzip format').catch(() => 1)
  await call.print(unzip ? gunzipSync(input) : gzipSync(input, { mtime: 0 }))
  return 0
}

async function one(call: Call, operand: string, unzip: boolean, toStdout: boolean): Promise<void> {
  const { process } = call
  const { fs } = process
  const name =
    unzip && !fs.exists(process.path(operand)) && fs.exists(process.path(`${operand}.gz`)) ? `${operand}.gz` : operand
  const path = process.path(name)
  try {
    const stat = fs.stat(path)
    if (stat.type === 'directory') return await call.warn(`${name} is a directory -- ignored`, 2)
    if (unzip && !/\.(gz|tgz)$/.test(name) && !toStdout) return await call.warn(`${name}: unknown suffix -- ignored`, 2)
    if (!unzip && name.endsWith('.gz')) return await call.warn(`${name} already has .gz suffix -- unchanged`, 2)
    const input = fs.read(path).bytes()
    if (unzip && !(input[0] === 0x1f && input[1] === 0x8b))
      return await call.process
        .error(`\n${call.name}: ${name}: not in gzip format\n`)
        .then(() => void (call.status = 1))
    const output = unzip ? gunzipSync(input) : gzipSync(input, { mtime: 0 })
    if (call.has('t')) return
    if (toStdout) return await call.print(output)
    const target = unzip ? path.replace(/\.tgz$/, '.tar').replace(/\.gz$/, '') : `${path}.gz`
    if (fs.exists(target) && !call.has('f'))
      return await call.warn(`${target.split('/').at(-1)} already exists; not overwritten`, 2)
    fs.write(target, Content.of(output), { mode: stat.mode, uid: stat.uid, gid: stat.gid })
    if (!call.has('k')) fs.remove(path)
    if (call.has('v'))
      await call.process.error(
        `${name}:\t ${(100 * (1 - (unzip ? input.length / output.length : output.length / input.length))).toFixed(1)}% -- replaced with ${target.split('/').at(-1)}\n`,
      )
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    await call.warn(`${name}: ${error.message}`)
  }
}

export const gzip = zipper('gzip', 'compress files', false, false)
export const gunzip = zipper('gunzip', 'decompress files', true, false)
export const zcat = zipper('zcat', 'decompress files to standard output', true, true)

// tee(1).
import { FsError } from '../../fs/filesystem.ts'
import { openWrite } from '../../open.ts'
import { chunks } from '../input.ts'
import type { Tool } from '../spec.ts'

export const tee: Tool = {
  spec: {
    name: 'tee',
    summary: 'copy standard input to files and to standard output',
    usage: '[OPTION]... [FILE]...',
    version: 'GNU coreutils 9.4',
    options: { '-a, --append': 'add to the files', '-i, --ignore-interrupts': 'ignore interrupts' },
  },
  async run(call) {
    const { process } = call
    if (call.has('i')) process.on('INT', () => {})
    const outs = []
    for (const name of call.operands) {
      try {
        outs.push(openWrite(process, name, { append: call.has('a') }))
      } catch (error) {
        if (!(error instanceof FsError)) throw error
        await call.warn(`${name}: ${error.message}`)
      }
    }
    for await (const chunk of chunks(call, process.stdin)) {
      await call.print(chunk)
      for (const out of outs) await out.write(chunk)
    }
    return call.status
  },
}

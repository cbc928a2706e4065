// groupadd(8), addgroup(8).
import { findGroup, groups } from '../accounts.ts'
import type { Tool } from '../spec.ts'
import { addGroup, free, join, rootOnly } from './records.ts'

const grouper = (name: string): Tool => ({
  spec: {
    name,
    summary: 'create a new group',
    usage: '[options] GROUP',
    misuse: 2,
    options: {
      '-g, --gid=GID': 'number',
      '-r, --system': 'a system group',
      '-S': 'a system group',
      '-f, --force': 'no complaint when it is there',
      '-o, --non-unique': 'ignored',
    },
  },
  async run(call) {
    const { fs } = call.process
    const words = [...call.operands]
    if (words.length === 0) return call.process.error(`Usage: ${name} [options] GROUP\n`).then(() => 2)
    if (!(await rootOnly(call))) return 1
    const group = words.pop()!
    if (words.length > 0) {
      join(fs, words[0]!, group)
      return 0
    }
    if (findGroup(fs, group))
      return call.has('f')
        ? 0
        : call.fail(call.busybox ? `group '${group}' in use` : `group '${group}' already exists`, call.busybox ? 1 : 9)
    addGroup(
      fs,
      group,
      Number(
        call.value('g') ??
          free(
            groups(fs).map((each) => each.gid),
            call.has('r', 'S'),
          ),
      ),
    )
    return 0
  },
})

export const groupadd = grouper('groupadd')

export const addgroup = grouper('addgroup')

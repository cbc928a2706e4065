// Memory as a file system: `--tmpfs`, `--mount type=tmpfs`, and volumes of that type.
import type { Kernel } from '../../kernel/kernel.ts'
import type { Mount } from '../../machine/fs/filesystem.ts'
import { tmpfs } from '../../runtime/snapshot.ts'
import { badRequest } from '../errors.ts'
import type { ContainerMount } from './mounts.ts'

/** What dockerd mounts of memory may hold no devices, programs or set-uid files. */
export const QUIET = 'nosuid,nodev,noexec'

const FLAGS =
  /^(ro|rw|(no)?(suid|dev|exec|atime|diratime|relatime|strictatime)|(a)?sync|r?(shared|slave|private|unbindable)|bind)$/
const VALUES = /^(size|mode|uid|gid|nr_inodes|nr_blocks|mpol)$/

/** Throws ApiError for an option that tmpfs has not. */
export function checkTmpfs(options: string): void {
  for (const option of words(options)) {
    const [name = ''] = option.split('=')
    if (!FLAGS.test(option) && !(option.includes('=') && VALUES.test(name)))
      throw badRequest(`invalid tmpfs option [${JSON.stringify(option)}]`)
  }
}

/** `64m`, `1G`, `4096`. */
function bytesOf(word: string): number | undefined {
  const match = /^(\d+)([kmg]?)b?$/i.exec(word)
  return match ? Number(match[1]) * 1024 ** ' kmg'.indexOf(match[2]!.toLowerCase() || ' ') : undefined
}

const words = (options: string) => options.split(',').filter((word) => word !== '')

/** One asked for by its options (`size=1m,mode=700`); a later one wins over the usual ones. */
export function memoryMount(kernel: Kernel, asked: string, readOnly: boolean, quiet = QUIET): Mount {
  const options = words(asked)
  const value = (name: string) => options.find((option) => option.startsWith(`${name}=`))?.split('=')[1]
  const kept = quiet.split(',').filter((flag) => flag && !options.includes(flag.replace(/^no/, '')))
  const size = bytesOf(value('size') ?? '')
  const mode = Number.parseInt(value('mode') ?? '1777', 8)
  const fs = tmpfs(kernel, mode, size)
  const [uid, gid] = [value('uid'), value('gid')]
  fs.chown('/', { ...(uid ? { uid: Number(uid) } : {}), ...(gid ? { gid: Number(gid) } : {}) })
  const data = [
    ...(mode === 0o1777 ? [] : [`mode=${mode.toString(8)}`]),
    ...(uid ? [`uid=${uid}`] : []),
    ...(gid ? [`gid=${gid}`] : []),
  ].join(',')
  return {
    fs,
    root: '/',
    device: 'tmpfs',
    type: 'tmpfs',
    readOnly: readOnly || options.includes('ro'),
    ...(kept.length > 0 ? { options: kept.join(',') } : {}),
    ...(size ? { size } : {}),
    ...(data ? { data } : {}),
  }
}

export function tmpfsMount(kernel: Kernel, { mode, readOnly, tmpfs: asked }: ContainerMount): Mount {
  if (!asked) return memoryMount(kernel, mode, readOnly)
  const size = asked.size ? [`size=${asked.size}`] : []
  const bits = asked.mode ? [`mode=${asked.mode.toString(8)}`] : []
  return memoryMount(kernel, [...size, ...bits].join(','), readOnly)
}

// The colours of ls, as dircolors(1) sets them by default.
import type { FileSystem, Stat } from '../../fs/filesystem.ts'

const ARCHIVES = /\.(tar|tgz|gz|zip|xz|bz2|zst|7z|rar|jar|war|deb|rpm)$/
const PICTURES = /\.(jpe?g|gif|png|svg|bmp|tiff?|mp4|mkv|webm|mov|avi)$/
const SOUNDS = /\.(mp3|ogg|flac|wav|aac|m4a|opus)$/

/** SGR parameters; undefined for an ordinary file. */
export function colourOf(
  fs: FileSystem,
  { path, name, stat }: { path: string; name: string; stat: Stat },
): string | undefined {
  const { type, mode } = stat
  if (type === 'directory') return mode & 0o1000 && mode & 0o002 ? '30;42' : mode & 0o002 ? '34;42' : '01;34'
  if (type === 'symlink') return fs.exists(path) ? '01;36' : '40;31;01'
  if (type === 'socket') return '01;35'
  if (type === 'device') return '40;33;01'
  if (type === 'fifo') return '40;33'
  if (mode & 0o4000) return '37;41'
  if (mode & 0o111) return '01;32'
  if (ARCHIVES.test(name)) return '01;31'
  if (PICTURES.test(name)) return '01;35'
  return SOUNDS.test(name) ? '00;36' : undefined
}

// The options of a mount as mount(8) and /proc/mounts show them.
import type { Mount } from './filesystem.ts'

export function mountOptions({ readOnly, options, exactTimes, data, type, size }: Omit<Mount, 'fs' | 'root'>): string {
  const limit = type === 'tmpfs' && size ? [`size=${Math.ceil(size / 1024)}k`] : []
  return [
    readOnly ? 'ro' : 'rw',
    ...(options ? [options] : []),
    ...(exactTimes ? [] : ['relatime']),
    ...limit,
    ...(data ? [data] : []),
  ].join(',')
}

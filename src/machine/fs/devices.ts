// The devices of /dev and their numbers (the kernel's devices.txt).
import type { Special } from './filesystem.ts'

const NUMBERS: Record<string, [major: number, minor: number]> = {
  null: [1, 3],
  zero: [1, 5],
  full: [1, 7],
  random: [1, 8],
  urandom: [1, 9],
  kmsg: [1, 11],
  tty: [5, 0],
  console: [5, 1],
  ptmx: [5, 2],
  fuse: [10, 229],
  kvm: [10, 232],
  'net/tun': [10, 200],
  vda: [252, 0],
  vda1: [252, 1],
  ...Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`loop${i}`, [7, i]])),
}
/** Of disks and of files mounted as disks. */
const BLOCK_MAJORS = [7, 252]

/** `252,   0`: a disk, not a stream of characters. */
export const isBlock = (numbers: string | undefined): boolean =>
  numbers !== undefined && BLOCK_MAJORS.includes(Number.parseInt(numbers))

/** What every container has; `ptmx` lies in /dev/pts. */
export const COMMON_DEVICES = ['null', 'zero', 'full', 'random', 'urandom', 'tty']

/** What a machine has besides. */
export const MACHINE_DEVICES = [
  ...['console', 'fuse', 'kmsg', 'kvm', 'net/tun'],
  ...'autofs btrfs-control cpu_dma_latency hpet hwrng loop-control mapper/control mcelog mem nvram port rtc0 snapshot uhid uinput userfaultfd vda vda1 vga_arbiter'.split(
    ' ',
  ),
  ...['loop', 'tty', 'ttyS'].flatMap((name) => Array.from({ length: 4 }, (_, i) => `${name}${i}`)),
]

/** `1, 3` */
export function deviceNumber(special: Special | undefined): string | undefined {
  const numbers = special?.device === undefined ? undefined : NUMBERS[special.device]
  return numbers && `${numbers[0]}, ${String(numbers[1]).padStart(3)}`
}

// `--platform os/arch` as the client itself judges it (containerd's platforms.Parse).
import { StatusError } from '../error.ts'

const ARCHITECTURES = 'amd64 arm64 arm 386 ppc64le s390x riscv64 mips64le x86_64 aarch64 armhf'.split(' ')
/** What uname calls them. */
const OTHER_NAMES: Record<string, string> = { x86_64: 'amd64', aarch64: 'arm64' }
const SYSTEMS = ['linux', 'windows', 'darwin']

/** What is wrong with a platform; undefined where nothing is. */
export function platformFault(platform: string): string | undefined {
  if (platform === '' || platform.includes('/') || ARCHITECTURES.includes(platform) || SYSTEMS.includes(platform)) {
    return undefined
  }
  return `${JSON.stringify(platform)}: unknown operating system or architecture: invalid argument`
}

/** As save, load and history ask for one. Throws StatusError. */
export function askedPlatform(platform: string): string | undefined {
  const fault = platformFault(platform)
  if (fault !== undefined) throw new StatusError(`invalid platform: ${fault}`)
  return platformQuery(platform)
}

/** The API's `platform`: `{"os":"linux","architecture":"arm64"}`; undefined where none is asked for. */
export function platformQuery(platform: string): string | undefined {
  if (platform === '') return undefined
  const [first = '', given, variant] = platform.split('/')
  const isSystem = given !== undefined || SYSTEMS.includes(first)
  const word = isSystem ? (given ?? 'amd64') : first
  const architecture = OTHER_NAMES[word] ?? word
  return JSON.stringify({ architecture, os: isSystem ? first : 'linux', ...(variant ? { variant } : {}) })
}

// `--platform os/arch` as the client itself judges it (containerd's platforms.Parse).
import { StatusError } from '../error.ts'

const ARCHITECTURES = 'amd64 arm64 arm 386 ppc64le s390x riscv64 mips64le x86_64 aarch64 armhf'.split(' ')
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
  const [first = '', architecture, variant] = platform.split('/')
  if (architecture === undefined && !SYSTEMS.includes(first))
    return JSON.stringify({ architecture: first, os: 'linux' })
  return JSON.stringify({ architecture: architecture ?? 'amd64', os: first, ...(variant ? { variant } : {}) })
}

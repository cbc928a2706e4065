// `--platform os/arch` as the client itself judges it (containerd's platforms.Parse).

const ARCHITECTURES = 'amd64 arm64 arm 386 ppc64le s390x riscv64 mips64le x86_64 aarch64 armhf'.split(' ')
const SYSTEMS = ['linux', 'windows', 'darwin']

/** What is wrong with a platform; undefined where nothing is. */
export function platformFault(platform: string): string | undefined {
  if (platform === '' || platform.includes('/') || ARCHITECTURES.includes(platform) || SYSTEMS.includes(platform)) {
    return undefined
  }
  return `${JSON.stringify(platform)}: unknown operating system or architecture: invalid argument`
}

/** The API's `platform`: `{"os":"linux","architecture":"arm64"}`; undefined where none is asked for. */
export function platformQuery(platform: string): string | undefined {
  if (platform === '') return undefined
  const [first = '', architecture, variant] = platform.split('/')
  if (architecture === undefined && !SYSTEMS.includes(first))
    return JSON.stringify({ architecture: first, os: 'linux' })
  return JSON.stringify({ architecture: architecture ?? 'amd64', os: first, ...(variant ? { variant } : {}) })
}

// `--platform os/arch/variant` (containerd's platforms.Parse).
import type { Platform } from '../api/oci.ts'

const SYSTEMS = new Set(
  'aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris windows zos'.split(
    ' ',
  ),
)
const ARCHITECTURES = new Set(
  '386 amd64 amd64p32 arm armbe arm64 arm64be ppc64 ppc64le loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc riscv riscv64 s390 s390x sparc sparc64 wasm'.split(
    ' ',
  ),
)
const SYSTEM = /^([A-Za-z0-9_-]+)(?:\(([A-Za-z0-9_.-]*)\))?$/
const PART = /^[A-Za-z0-9_.-]+$/

export class PlatformError extends Error {}

/** Throws PlatformError. */
export function parsePlatform(text: string): Platform {
  const wrong = (why: string) => new PlatformError(`${why}: invalid argument`)
  const quoted = JSON.stringify(text)
  if (text.includes('*')) throw wrong(`${quoted}: wildcards not yet supported`)
  const [first = '', ...parts] = text.split('/')
  const system = SYSTEM.exec(first)
  if (!system) {
    const must = `OSAndVersion specifier component must match ${JSON.stringify(SYSTEM.source)}`
    throw wrong(`${JSON.stringify(first)} is an invalid OS component of ${quoted}: ${must}`)
  }
  for (const part of parts) {
    if (PART.test(part)) continue
    const must = `platform specifier component must match ${JSON.stringify(PART.source)}`
    throw wrong(`${JSON.stringify(part)} is an invalid component of ${quoted}: ${must}`)
  }
  if (parts.length > 2) throw wrong(`${quoted}: cannot parse platform specifier`)
  const os = system[1]!.toLowerCase().replace(/^macos$/, 'darwin')
  const version = system[2] ? { 'os.version': system[2] } : {}
  if (parts.length > 0) return { ...processor(parts[0]!, parts[1]), os, ...version }
  if (SYSTEMS.has(os)) return { architecture: 'amd64', os, ...version }
  const found = processor(first)
  if (!ARCHITECTURES.has(found.architecture)) throw wrong(`${quoted}: unknown operating system or architecture`)
  return { ...found, os: 'linux' }
}

/** Names are the usual ones, and variants that go without saying are not said; unless one was. */
function processor(name: string, said?: string): { architecture: string; variant?: string } {
  const variant = said?.toLowerCase() ?? ''
  switch (name.toLowerCase()) {
    case 'i386':
      return { architecture: '386' }
    case 'x86_64':
    case 'x86-64':
    case 'amd64':
      return of('amd64', variant === 'v1' ? '' : variant)
    case 'aarch64':
    case 'arm64':
      if (['9', '9.0', 'v9.0'].includes(variant)) return of('arm64', 'v9')
      if (['8', 'v8.0', 'v8', ''].includes(variant)) return of('arm64', said === undefined ? '' : 'v8')
      return of('arm64', variant)
    case 'armhf':
      return of('arm', said === undefined ? '' : 'v7')
    case 'armel':
      return of('arm', 'v6')
    case 'arm':
      return of('arm', said === undefined ? '' : /^[5-8]$/.test(variant) ? `v${variant}` : variant || 'v7')
    default:
      return of(name.toLowerCase(), variant)
  }
}

const of = (architecture: string, variant: string) => ({ architecture, ...(variant ? { variant } : {}) })

// What buildx itself finds wrong with a build's flags, before it asks anybody (buildx, commands/build.go and build/).
import { InvalidReference, parseReference } from '../../../image/reference.ts'
import { isAddress } from '../../../net/address.ts'
import { isAddress6 } from '../../../net/address6.ts'
import { StatusError } from '../../error.ts'
import { platformFault } from '../platform.ts'

interface Asked {
  'add-host': readonly string[]
  annotation: readonly string[]
  'build-arg': readonly string[]
  builder: string
  label: readonly string[]
  network: string
  platform: readonly string[]
  progress: string
  tag: readonly string[]
}

const MODES = ['auto', 'plain', 'tty', 'quiet', 'none', 'rawjson']

/** What cannot even be read as the flag's value. Throws StatusError. */
export function demandReadable(asked: Asked): void {
  const keyless = [...asked['build-arg'], ...asked.label].find((word) => word.startsWith('='))
  if (keyless !== undefined) throw new StatusError(`invalid key-value pair ${JSON.stringify(keyless)}: empty key`)
  if (asked.builder !== '' && asked.builder !== 'default')
    throw new StatusError(`no builder ${JSON.stringify(asked.builder)} found`)
  if (!MODES.includes(asked.progress)) throw new StatusError(`invalid progress mode ${asked.progress}`)
}

const MULTI_PLATFORM = `Multi-platform build is not supported for the docker driver.
Switch to a different driver, or turn on the containerd image store, and try again.
Learn more at https://docs.docker.com/go/build-multi-platform/`

/** What no build can be made of. Throws StatusError. */
export function demandPossible(asked: Asked): void {
  const fail = (message: string): never => {
    throw new StatusError(message)
  }
  for (const fault of asked.platform.map(platformFault)) if (fault !== undefined) fail(fault)
  for (const word of asked.annotation)
    if (!word.includes('=')) fail(`parse annotations: invalid annotation ${JSON.stringify(word)}, expected key=value`)
  if (asked.platform.length > 1) fail(MULTI_PLATFORM)
  for (const tag of asked.tag) checkTag(tag)
  if (!['host', 'none', '', 'default'].includes(asked.network))
    fail(
      `network mode ${JSON.stringify(asked.network)} not supported by buildkit - you can define a custom network for your builder using the network driver-opt in buildx create`,
    )
  for (const word of asked['add-host']) if (!isHost(word)) fail(`invalid host ${word}`)
}

/** `name=address`, `name:address`, `name=host-gateway`. */
function isHost(word: string): boolean {
  const at = word.includes('=') ? word.indexOf('=') : word.indexOf(':')
  const [name, address] = [word.slice(0, Math.max(0, at)), word.slice(at + 1).replace(/^\[(.+)\]$/, '$1')]
  return name !== '' && (address === 'host-gateway' || isAddress(address) || isAddress6(address))
}

/** buildx's own wording of what is wrong with a name. */
function checkTag(tag: string): void {
  try {
    parseReference(tag)
  } catch (error) {
    if (!(error instanceof InvalidReference)) throw error
    const why =
      tag === ''
        ? 'repository name must have at least one component'
        : /repository name \(.*\) must be lowercase/.test(error.message)
          ? 'repository name must be lowercase'
          : error.message
    throw new StatusError(`invalid tag ${JSON.stringify(tag)}: ${why}`)
  }
}

// `--platform os/arch` as the client itself judges it.
import { PlatformError, parsePlatform } from '../../image/platform.ts'
import { StatusError } from '../error.ts'

/** What is wrong with a platform; undefined where nothing is. */
export function platformFault(platform: string): string | undefined {
  try {
    if (platform !== '') parsePlatform(platform)
    return undefined
  } catch (error) {
    if (error instanceof PlatformError) return error.message
    throw error
  }
}

/** As save, load and history ask for one. Throws StatusError. */
export function askedPlatform(platform: string): string | undefined {
  const fault = platformFault(platform)
  if (fault !== undefined) throw new StatusError(`invalid platform: ${fault}`)
  return platformQuery(platform)
}

/** The API's `platform`: `{"architecture":"arm64","os":"linux"}`; undefined where none is asked for. */
export function platformQuery(platform: string): string | undefined {
  if (platform === '') return undefined
  const { architecture, os, variant, 'os.version': version } = parsePlatform(platform)
  return JSON.stringify({
    architecture,
    os,
    ...(version ? { 'os.version': version } : {}),
    ...(variant ? { variant } : {}),
  })
}

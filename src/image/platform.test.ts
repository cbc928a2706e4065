// Platforms as they are typed, and what is wrong with those that are none.
import { describe, expect, it } from 'vitest'
import { parsePlatform } from './platform.ts'

const fault = (text: string) => {
  try {
    return parsePlatform(text)
  } catch (error) {
    return (error as Error).message
  }
}

describe('platforms', () => {
  it.each([
    ['linux', { os: 'linux', architecture: 'amd64' }],
    ['arm64', { os: 'linux', architecture: 'arm64' }],
    ['aarch64', { os: 'linux', architecture: 'arm64' }],
    ['Linux/x86_64', { os: 'linux', architecture: 'amd64' }],
    ['linux/arm64/v8', { os: 'linux', architecture: 'arm64', variant: 'v8' }],
    ['linux/arm', { os: 'linux', architecture: 'arm' }],
    ['linux/arm/7', { os: 'linux', architecture: 'arm', variant: 'v7' }],
    ['linux/armel', { os: 'linux', architecture: 'arm', variant: 'v6' }],
    ['linux/bogus', { os: 'linux', architecture: 'bogus' }],
    ['windows(10.0.1)/amd64', { os: 'windows', architecture: 'amd64', 'os.version': '10.0.1' }],
  ])('%s is taken', (text, platform) => {
    expect(fault(text)).toEqual(platform)
  })

  it.each([
    ['bogus', '"bogus": unknown operating system or architecture: invalid argument'],
    ['linux/*', '"linux/*": wildcards not yet supported: invalid argument'],
    ['a/b/c/d', '"a/b/c/d": cannot parse platform specifier: invalid argument'],
    [
      'linux/',
      '"" is an invalid component of "linux/": platform specifier component must match "^[A-Za-z0-9_.-]+$": invalid argument',
    ],
    [
      '/x',
      '"" is an invalid OS component of "/x": OSAndVersion specifier component must match "^([A-Za-z0-9_-]+)(?:\\\\(([A-Za-z0-9_.-]*)\\\\))?$": invalid argument',
    ],
  ])('%s is refused', (text, message) => {
    expect(fault(text)).toBe(message)
  })
})

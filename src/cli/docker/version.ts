// Which docker client this is.

export const CLIENT = {
  Version: '28.5.2',
  ApiVersion: '1.51',
  DefaultAPIVersion: '1.51',
  GitCommit: 'ecc6942',
  GoVersion: 'go1.24.9',
  Os: 'linux',
  Arch: 'amd64',
  BuildTime: 'Wed Nov  5 14:43:25 2025',
} as const

export const USER_AGENT = `Docker-Client/${CLIENT.Version} (linux)`
export const COMPOSE_VERSION = '2.40.3'
export const BUILDX_VERSION = '0.29.1'

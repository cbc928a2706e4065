// Which docker client this is.

export const CLIENT = {
  Version: '28.2.2',
  ApiVersion: '1.50',
  DefaultAPIVersion: '1.50',
  GitCommit: 'e6534b4',
  GoVersion: 'go1.24.3',
  Os: 'linux',
  Arch: 'amd64',
  BuildTime: 'Fri May 30 12:07:14 2025',
} as const

export const USER_AGENT = `Docker-Client/${CLIENT.Version} (linux)`
export const COMPOSE_VERSION = '2.40.3'
export const BUILDX_VERSION = '0.29.1'

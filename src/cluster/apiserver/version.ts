// What GET /version says: the Kubernetes version of every emulated component.

const VERSION = 'v1.36.4'

export const version = {
  major: '1',
  minor: '36',
  emulationMajor: '1',
  emulationMinor: '36',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '35',
  gitVersion: VERSION,
  gitCommit: '3b8f1c5a9d7e24606f1a2b7c8d9e0f4a5b6c7d8e',
  gitTreeState: 'clean',
  buildDate: '2026-10-14T10:02:17Z',
  goVersion: 'go1.26.3',
  compiler: 'gc',
  platform: 'linux/amd64',
} as const

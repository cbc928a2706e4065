// What dockerd's BuildKit says of itself: its one worker, and what that can do.
const VERSION = { package: 'github.com/moby/buildkit', version: 'v0.0.0+unknown' }

const AMD64_VARIANTS = ['', 'v2', 'v3', 'v4']

const WORKER = {
  id: 'moby',
  labels: new Map([['org.mobyproject.buildkit.worker.moby.host-gateway-ip', '172.17.0.1']]),
  platforms: [
    ...AMD64_VARIANTS.map((variant) => ({ os: 'linux', architecture: 'amd64', variant })),
    { os: 'linux', architecture: '386' },
  ],
  buildkitVersion: VERSION,
}

export const info = { buildkitVersion: VERSION }
export const workers = { record: [WORKER] }

/** What a client may do over the bridge: let a frontend solve, and give the result back. */
const CAPS = ['solve.base', 'return', 'proto.refarray', 'gateway.solve.metadata', 'frontend.caps']
export const pong = { frontendAPICaps: CAPS.map((id) => ({ id, enabled: true })), workers: [WORKER] }

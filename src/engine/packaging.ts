// Who built the dockerd that runs: Docker itself, or a distribution, which packages other parts and leaves some out.

interface Part {
  version: string
  commit: string
}

export interface Packaging {
  platform: string
  built: string
  goVersion: string
  commit: string
  containerd: Part
  runc: Part
  init: Part
  logDrivers: readonly string[]
  containerdAddress: string
}

const LOG_DRIVERS = ['awslogs', 'fluentd', 'gcplogs', 'gelf', 'journald', 'json-file', 'local', 'splunk', 'syslog']

export const COMMUNITY: Packaging = {
  platform: 'Docker Engine - Community',
  built: '2025-11-05T14:43:25.000000000+00:00',
  goVersion: 'go1.24.9',
  commit: '89c5e8f',
  containerd: { version: 'v1.7.29', commit: '442cb34bda9a6a0fed82a2ca7cade05c5c749582' },
  runc: { version: '1.3.3', commit: 'v1.3.3-0-gd842d771' },
  init: { version: '0.19.0', commit: 'de40ad0' },
  logDrivers: LOG_DRIVERS,
  containerdAddress: '/run/containerd/containerd.sock',
}

/** The package docker.io of Debian forky. */
export const DEBIAN: Packaging = {
  platform: '',
  built: '2026-09-15T11:02:57.000000000+00:00',
  goVersion: 'go1.27.1',
  commit: '3ef3c07c883be49a2e8097bcf6d2952fce1d70eb',
  containerd: { version: '2.1.9+unknown', commit: '' },
  runc: { version: '1.3.6+ds1', commit: '1.3.6+ds1-1' },
  init: { version: '0.19.0', commit: '' },
  logDrivers: LOG_DRIVERS.filter((driver) => driver !== 'gcplogs'),
  containerdAddress: '/var/run/docker/containerd/containerd.sock',
}

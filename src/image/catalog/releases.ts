// The releases of Debian and Ubuntu: names, dates, sizes.

export interface Release {
  family: 'debian' | 'ubuntu'
  version: string
  codename: string
  /** `PRETTY_NAME` of os-release. */
  pretty: string
  /** `/etc/debian_version`. */
  point: string
  /** The packages there are besides the minimal base. */
  also: string
  created: string
  /** Bytes unpacked and compressed; of the `-slim` variant after. */
  size: [number, number]
  slim?: [number, number]
}

const MB = 1_000_000

export const RELEASES: Readonly<Record<string, Release>> = {
  jessie: {
    family: 'debian',
    version: '8',
    codename: 'jessie',
    pretty: 'Debian GNU/Linux 8 (jessie)',
    point: '8.11',
    also: 'procps iputils-ping netbase',
    created: '2017-07-24T16:51:11.000Z',
    size: [123.4 * MB, 52.6 * MB],
    slim: [79.2 * MB, 30 * MB],
  },
  stretch: {
    family: 'debian',
    version: '9',
    codename: 'stretch',
    pretty: 'Debian GNU/Linux 9 (stretch)',
    point: '9.13',
    also: '',
    created: '2022-06-23T00:20:45.000Z',
    size: [100.6 * MB, 45.4 * MB],
    slim: [55.3 * MB, 22.5 * MB],
  },
  buster: {
    family: 'debian',
    version: '10',
    codename: 'buster',
    pretty: 'Debian GNU/Linux 10 (buster)',
    point: '10.13',
    also: '',
    created: '2024-06-13T01:20:15.000Z',
    size: [114.4 * MB, 50.6 * MB],
    slim: [69.3 * MB, 27.2 * MB],
  },
  bullseye: {
    family: 'debian',
    version: '11',
    codename: 'bullseye',
    pretty: 'Debian GNU/Linux 11 (bullseye)',
    point: '11.6',
    also: '',
    created: '2023-04-12T00:20:12.000Z',
    size: [124.2 * MB, 55 * MB],
    slim: [80.6 * MB, 31.4 * MB],
  },
  bookworm: {
    family: 'debian',
    version: '12',
    codename: 'bookworm',
    pretty: 'Debian GNU/Linux 12 (bookworm)',
    point: '12.12',
    also: '',
    created: '2025-10-20T00:00:00.000Z',
    size: [116.6 * MB, 48.5 * MB],
    slim: [74.8 * MB, 28.2 * MB],
  },
  trixie: {
    family: 'debian',
    version: '13',
    codename: 'trixie',
    pretty: 'Debian GNU/Linux 13 (trixie)',
    point: '13.1',
    also: '',
    created: '2025-10-20T00:00:00.000Z',
    size: [120.2 * MB, 49.3 * MB],
    slim: [78.6 * MB, 29.8 * MB],
  },
  focal: {
    family: 'ubuntu',
    version: '20.04',
    codename: 'focal',
    pretty: 'Ubuntu 20.04.6 LTS',
    point: 'bullseye/sid',
    also: 'procps',
    created: '2025-04-08T10:43:32.000Z',
    size: [72.8 * MB, 27.5 * MB],
  },
  jammy: {
    family: 'ubuntu',
    version: '22.04',
    codename: 'jammy',
    pretty: 'Ubuntu 22.04.5 LTS',
    point: 'bookworm/sid',
    also: 'procps',
    created: '2025-10-02T19:51:02.000Z',
    size: [77.9 * MB, 29.5 * MB],
  },
  noble: {
    family: 'ubuntu',
    version: '24.04',
    codename: 'noble',
    pretty: 'Ubuntu 24.04.3 LTS',
    point: 'trixie/sid',
    also: 'procps',
    created: '2025-10-10T02:21:35.000Z',
    size: [78.1 * MB, 29.7 * MB],
  },
}

// What a Debian or Ubuntu says of itself and where its packages come from: os-release and apt's sources.
import { Content } from '../../kernel/content.ts'
import type { Release } from './releases.ts'
import type { Tree } from './tree.ts'

export function osRelease({ family, version, codename, pretty }: Release): string {
  if (family === 'debian') {
    return `PRETTY_NAME="${pretty}"
NAME="Debian GNU/Linux"
VERSION_ID="${version}"
VERSION="${version} (${codename})"
VERSION_CODENAME=${codename}
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`
  }
  const long = `${pretty.replace('Ubuntu ', '')} (${{ focal: 'Focal Fossa', jammy: 'Jammy Jellyfish', noble: 'Noble Numbat' }[codename]})`
  return `PRETTY_NAME="${pretty}"
NAME="Ubuntu"
VERSION_ID="${version}"
VERSION="${long}"
VERSION_CODENAME=${codename}
ID=ubuntu
ID_LIKE=debian
HOME_URL="https://www.ubuntu.com/"
SUPPORT_URL="https://help.ubuntu.com/"
BUG_REPORT_URL="https://bugs.launchpad.net/ubuntu/"
PRIVACY_POLICY_URL="https://www.ubuntu.com/legal/terms-and-policies/privacy-policy"
UBUNTU_CODENAME=${codename}
LOGO=ubuntu-logo
`
}

/** Where apt gets packages from: deb822 files since Debian 12 and Ubuntu 24.04, one-line entries before. */
export function sources(tree: Tree, { family, version, codename }: Release): void {
  if (family === 'debian' && Number(version) >= 12) {
    tree.file('etc/apt/sources.list.d/debian.sources', debianSources(codename))
  } else if (family === 'debian') {
    const security = Number(version) >= 11 ? `${codename}-security` : `${codename}/updates`
    tree.file(
      'etc/apt/sources.list',
      `deb http://deb.debian.org/debian ${codename} main
deb http://deb.debian.org/debian-security ${security} main
deb http://deb.debian.org/debian ${codename}-updates main
`,
    )
  } else if (version === '24.04') {
    tree.file('etc/apt/sources.list', '# Ubuntu sources have moved to /etc/apt/sources.list.d/ubuntu.sources\n')
    tree.file('etc/apt/sources.list.d/ubuntu.sources', ubuntuSources(codename))
  } else {
    const line = (suite: string, host = 'archive') =>
      `deb http://${host}.ubuntu.com/ubuntu/ ${suite} main restricted universe multiverse\n`
    tree.file(
      'etc/apt/sources.list',
      line(codename) +
        line(`${codename}-updates`) +
        line(`${codename}-backports`) +
        line(`${codename}-security`, 'security'),
    )
  }
  tree.file(
    'etc/apt/apt.conf.d/docker-clean',
    'APT::Update::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb || true"; };\n',
  )
  tree.file('etc/apt/trusted.gpg.d/archive-keyring.gpg', Content.bulk(8_700, `keyring ${codename}`))
}

const debianSources = (codename: string) => `Types: deb
URIs: http://deb.debian.org/debian
Suites: ${codename} ${codename}-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://deb.debian.org/debian-security
Suites: ${codename}-security
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
`

const ubuntuSources = (codename: string) => `Types: deb
URIs: http://archive.ubuntu.com/ubuntu/
Suites: ${codename} ${codename}-updates ${codename}-backports
Components: main universe restricted multiverse
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg

Types: deb
URIs: http://security.ubuntu.com/ubuntu/
Suites: ${codename}-security
Components: main universe restricted multiverse
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
`

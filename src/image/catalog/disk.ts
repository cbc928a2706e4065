// The disks of machines: a student's Ubuntu with Docker and the cluster tools, and minikube's node (its ISO, made by Buildroot).
import type { Entry } from '../../kernel/entry.ts'
import { debianAccounts } from './accounts.ts'
import { install, placePrograms, skeleton } from './debian.ts'
import { RELEASES } from './releases.ts'
import { BASE } from './packages.ts'
import { Tree } from './tree.ts'

const INSTALLED = '2026-08-30T09:00:00Z'

const EVERYDAY =
  'procps ca-certificates curl wget gnupg openssl git openssh-client openssh-server unzip bzip2 xz-utils file patch make iproute2 iputils-ping net-tools netbase bind9-dnsutils netcat-openbsd vim-tiny nano less psmisc tree jq htop man-db sudo systemd bash-completion bsdextrautils rsync xxd lsof strace iptables apache2-utils gettext-base python3.11-minimal'

const CRI_PLUGINS = 'bridge host-local loopback portmap ptp'

const BASHRC = `# ~/.bashrc: executed by bash(1) for non-login shells.

# If not running interactively, don't do anything
case $- in
    *i*) ;;
      *) return;;
esac

HISTCONTROL=ignoreboth
HISTSIZE=1000
HISTFILESIZE=2000

PS1='\${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '

alias ls='ls --color=auto'
alias grep='grep --color=auto'
alias ll='ls -alF'
alias la='ls -A'
alias l='ls -CF'

if [ -f ~/.bash_aliases ]; then
    . ~/.bash_aliases
fi
`

const PROFILE = `# ~/.profile: executed by the command interpreter for login shells.

if [ -n "$BASH_VERSION" ]; then
    if [ -f "$HOME/.bashrc" ]; then
	. "$HOME/.bashrc"
    fi
fi

if [ -d "$HOME/bin" ] ; then
    PATH="$HOME/bin:$PATH"
fi
`

/** Accounts of a machine: its own person, `sudo` and `docker` are added when it is set up. */
function machineAccounts(tree: Tree): void {
  const { passwd, group, shadow } = debianAccounts(['sshd:x:104:65534::/run/sshd:/usr/sbin/nologin'])
  tree.file('etc/passwd', passwd).file('etc/group', group.replace(/^sudo:.*\n/m, ''))
  tree.file('etc/shadow', shadow, { mode: 0o640, gid: 42 })
}

/** Ubuntu 24.04 with docker, kubectl, minikube and gcloud. */
export function ubuntuDisk(): Entry[] {
  const release = RELEASES.noble!
  const tree = new Tree(INSTALLED)
  skeleton(tree, release)
  machineAccounts(tree)
  install(tree, release, `${BASE} ${EVERYDAY}`)
  tree
    .link('usr/bin/python3', 'python3.11')
    .link('usr/bin/nc', '/etc/alternatives/nc')
    .link('etc/alternatives/nc', '/bin/nc.openbsd')
  for (const name of ['vi', 'vim', 'view', 'editor'])
    tree.link(`usr/bin/${name}`, name === 'editor' ? 'nano' : 'vim.tiny')
  tree.bin(
    'usr/bin',
    'docker:41943040 ctr=containerd:25165824 snap crontab lsb_release ufw=iptables virsh getfacl setfacl nslookup netplan',
  )
  tree.bin('usr/bin', 'dockerd:73400320 containerd:41943040 runc:11534336 docker-proxy:2097152')
  tree
    .bin('usr/libexec/docker/cli-plugins', 'docker-buildx:67108864 docker-compose:73400320')
    .bin('usr/local/bin', 'docker-compose:73400320')
  tree.bin('usr/local/bin', 'kubectl:58720256 minikube:136314880')
  tree
    .bin('usr/lib/google-cloud-sdk/bin', 'gcloud:5242880')
    .link('usr/bin/gcloud', '../lib/google-cloud-sdk/bin/gcloud')
  tree.bin('usr/sbin', 'libvirtd:573440 cron=cron rsyslogd').bin('usr/lib/systemd', 'systemd=init:108544')
  for (const name of ['init', 'reboot', 'poweroff', 'shutdown', 'halt']) {
    tree.link(`usr/sbin/${name}`, name === 'init' ? '../lib/systemd/systemd' : '../bin/systemctl')
  }
  tree.file('etc/skel/.bashrc', BASHRC).file('etc/skel/.profile', PROFILE).file('root/.bashrc', BASHRC)
  tree.file(
    'etc/lsb-release',
    `DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=24.04\nDISTRIB_CODENAME=noble\nDISTRIB_DESCRIPTION="${release.pretty}"\n`,
  )
  tree.file(
    'etc/ssl/certs/ca-certificates.crt',
    '-----BEGIN CERTIFICATE-----\nTmFydSBSb290IENB\n-----END CERTIFICATE-----\n',
  )
  tree.file('etc/sudoers', 'Defaults\tenv_reset\nroot\tALL=(ALL:ALL) ALL\n%sudo\tALL=(ALL:ALL) NOPASSWD: ALL\n', {
    mode: 0o440,
  })
  tree.file('etc/ssh/sshd_config', 'Include /etc/ssh/sshd_config.d/*.conf\nUsePAM yes\nX11Forwarding yes\n')
  tree.dir('etc/docker var/lib/docker var/lib/containerd etc/systemd/system var/log/journal snap lost+found')
  return tree.entries()
}

const OS_RELEASE = `NAME=Buildroot
VERSION=2025.02
ID=buildroot
VERSION_ID=2025.02
PRETTY_NAME="Buildroot 2025.02"
`

const NODE_PACKAGES =
  'bash coreutils dash diffutils findutils grep gzip hostname mawk mount sed sysvinit-utils tar util-linux passwd login libc-bin procps curl wget openssl openssh-client openssh-server iproute2 iputils-ping net-tools psmisc less vim-tiny systemd sudo iptables rsync'

/** A cluster node: containerd, the kubelet and kubeadm, systemd, and the usual tools. */
export function nodeDisk(kubernetes = 'v1.36.4'): Entry[] {
  const tree = new Tree(INSTALLED)
  tree.dir(
    'dev etc home mnt opt proc root run sys tmp usr/bin usr/sbin usr/lib usr/libexec var/log/pods var/log/containers var/tmp var/lib/containerd var/lib/etcd',
  )
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) tree.link(name, name === 'lib64' ? 'usr/lib' : `usr/${name}`)
  machineAccounts(tree)
  placePrograms(tree, true, NODE_PACKAGES)
  tree.link('usr/bin/sh', 'bash').link('usr/bin/vi', 'vim.tiny').link('usr/bin/awk', 'mawk').link('var/run', '../run')
  tree.bin(
    'usr/bin',
    'containerd:41943040 containerd-shim-runc-v2:8388608 ctr=containerd:25165824 crictl:40894464 runc:11534336 nerdctl conntrack socat ebtables ethtool',
  )
  const binaries = `var/lib/minikube/binaries/${kubernetes}`
  tree.bin(binaries, 'kubelet:58720256 kubeadm:72351744 kubectl:58720256')
  for (const name of ['kubelet', 'kubeadm', 'kubectl']) tree.link(`usr/bin/${name}`, `/${binaries}/${name}`)
  tree
    .bin('opt/cni/bin', CRI_PLUGINS)
    .bin('usr/lib/systemd', 'systemd=init:108544')
    .link('usr/sbin/init', '../lib/systemd/systemd')
  tree
    .file('etc/os-release', OS_RELEASE)
    .file('etc/issue', 'Welcome to minikube\n')
    .file('etc/shells', '/bin/sh\n/bin/bash\n')
  tree.file(
    'etc/profile',
    'export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nif [ "$PS1" ]; then PS1=\'$ \'; fi\n',
  )
  tree
    .file('etc/nsswitch.conf', 'hosts: files dns\n')
    .file(
      'etc/crictl.yaml',
      'runtime-endpoint: unix:///run/containerd/containerd.sock\nimage-endpoint: unix:///run/containerd/containerd.sock\n',
    )
  tree.file(
    'etc/containerd/config.toml',
    'version = 2\nroot = "/var/lib/containerd"\nstate = "/run/containerd"\n[plugins."io.containerd.grpc.v1.cri"]\n  sandbox_image = "registry.k8s.io/pause:3.10.1"\n',
  )
  tree.file('etc/sudoers', 'root ALL=(ALL) ALL\ndocker ALL=(ALL) NOPASSWD: ALL\n', { mode: 0o440 })
  tree.file(
    'etc/ssl/certs/ca-certificates.crt',
    '-----BEGIN CERTIFICATE-----\nTmFydSBSb290IENB\n-----END CERTIFICATE-----\n',
  )
  tree.dir(
    'etc/kubernetes/manifests etc/kubernetes/pki etc/cni/net.d var/lib/kubelet/pods var/lib/minikube/certs tmp/hostpath-provisioner etc/systemd/system',
  )
  return tree.entries()
}

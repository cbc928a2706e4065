// useradd(8), adduser(8), userdel(8), usermod(8), passwd(1).
import { accounts, findAccount, findGroup, groups } from '../accounts.ts'
import { askHidden } from '../question.ts'
import type { Tool } from '../spec.ts'
import { addGroup, addUser, edit, free, join, rootOnly } from './records.ts'

export const useradd: Tool = {
  spec: {
    name: 'useradd',
    summary: 'create a new user',
    usage: '[options] LOGIN',
    misuse: 2,
    options: {
      '-c, --comment=COMMENT': 'full name',
      '-d, --home-dir=DIR': 'home directory',
      '-g, --gid=GROUP': 'first group',
      '-G, --groups=GROUPS': 'more groups',
      '-m, --create-home': 'make the home directory',
      '-M, --no-create-home': 'make none',
      '-N, --no-user-group': 'no group of that name',
      '-r, --system': 'a system account',
      '-s, --shell=SHELL': 'login shell',
      '-u, --uid=UID': 'number',
      '-U, --user-group': 'a group of that name',
      '-l, --no-log-init': 'ignored',
      '-o, --non-unique': 'ignored',
      '-p, --password=PASSWORD': 'ignored',
      '-b, --base-dir=DIR': 'ignored',
      '-k, --skel=DIR': 'ignored',
    },
  },
  async run(call) {
    const { fs } = call.process
    const [name] = call.operands
    if (name === undefined) return call.process.error('Usage: useradd [options] LOGIN\n').then(() => 2)
    if (!(await rootOnly(call))) return 1
    if (findAccount(fs, name)) return call.fail(`user '${name}' already exists`, 9)
    const system = call.has('r')
    const uid = call.has('u')
      ? Number(call.value('u'))
      : free(
          accounts(fs).map((each) => each.uid),
          system,
        )
    const wanted = call.value('g')
    const group = wanted === undefined ? undefined : findGroup(fs, wanted)
    if (wanted !== undefined && !group) return call.fail(`group '${wanted}' does not exist`, 6)
    const taken = groups(fs).map((each) => each.gid)
    const gid = group?.gid ?? (taken.includes(uid) ? free(taken, system) : uid)
    if (!group && findGroup(fs, name) && !call.has('N'))
      return call.fail(`group ${name} exists - if you want to add this user to that group, use -g.`, 9)
    if (!group && !call.has('N')) addGroup(fs, name, gid)
    addUser(fs, {
      name,
      uid,
      gid,
      comment: call.value('c') ?? '',
      home: call.value('d') ?? `/home/${name}`,
      shell: call.value('s') ?? '/bin/sh',
      makeHome: call.has('m'),
    })
    for (const other of (call.value('G') ?? '').split(',').filter(Boolean)) join(fs, name, other)
    return 0
  },
}

export const adduser: Tool = {
  spec: {
    name: 'adduser',
    summary: 'add a user to the system',
    usage: '[options] user [group]',
    options: {
      '--system': 'a system account',
      '--group': 'a group of that name',
      '--disabled-password': 'no password',
      '--disabled-login': 'no login',
      '--gecos=GECOS': 'full name',
      '--comment=COMMENT': 'full name',
      '--home=DIR': 'home directory',
      '--no-create-home': 'no home directory',
      '--shell=SHELL': 'login shell',
      '--uid=ID': 'number',
      '--gid=ID': 'number of the group',
      '--ingroup=GROUP': 'first group',
      '-q, --quiet': 'say less',
      '-D': 'no password',
      '-H': 'no home directory',
      '-S': 'a system account',
      '-h DIR': 'home directory',
      '-s SHELL': 'login shell',
      '-G GROUP': 'first group',
      '-u UID': 'number',
      '-g GECOS': 'full name',
    },
  },
  async run(call) {
    const { fs } = call.process
    const [name, other] = call.operands
    if (name === undefined) return call.process.error('adduser: Only one or two names allowed.\n').then(() => 1)
    if (!(await rootOnly(call))) return 1
    if (other !== undefined) {
      if (!findAccount(fs, name) || !findGroup(fs, other))
        return call.fail(
          findAccount(fs, name) ? `The group \`${other}' does not exist.` : `The user \`${name}' does not exist.`,
        )
      join(fs, name, other)
      if (!call.busybox) await call.print(`Adding user \`${name}' to group \`${other}' ...\nDone.\n`)
      return 0
    }
    if (findAccount(fs, name))
      return call.busybox
        ? call.fail(`user '${name}' in use`)
        : call.process.error(`fatal: The user \`${name}' already exists.\n`).then(() => 1)
    const system = call.has('system', 'S')
    const uid = Number(
      call.value('uid') ??
        call.value('u') ??
        free(
          accounts(fs).map((each) => each.uid),
          system,
        ),
    )
    const group = findGroup(fs, call.value('ingroup') ?? call.value('G') ?? (call.busybox ? '' : '\0'))
    const gid = group?.gid ?? Number(call.value('gid') ?? uid)
    if (!group && !findGroup(fs, String(gid))) addGroup(fs, name, gid)
    const home = call.value('home') ?? call.value('h') ?? (system && !call.busybox ? '/nonexistent' : `/home/${name}`)
    const shell =
      call.value('shell') ?? call.value('s') ?? (call.busybox ? '/bin/sh' : system ? '/usr/sbin/nologin' : '/bin/bash')
    addUser(fs, {
      name,
      uid,
      gid,
      comment: call.value('gecos') ?? call.value('comment') ?? call.value('g') ?? '',
      home,
      shell,
      makeHome: !call.has('no-create-home', 'H') && home !== '/nonexistent',
    })
    if (!call.busybox && !call.has('q'))
      await call.print(
        `info: Adding user \`${name}' ...\ninfo: Adding new group \`${name}' (${gid}) ...\ninfo: Adding new user \`${name}' (${uid}) with group \`${name} (${gid})' ...\n${call.has('no-create-home') ? `info: Not creating \`${home}'.\n` : `info: Creating home directory \`${home}' ...\ninfo: Copying files from \`/etc/skel' ...\n`}`,
      )
    return 0
  },
}

const deleter = (name: string): Tool => ({
  spec: {
    name,
    summary: 'delete a user account',
    usage: '[options] LOGIN',
    misuse: 2,
    options: {
      '-r, --remove': 'the home directory, too',
      '-f, --force': 'ignored',
      '--remove-home': 'the home directory, too',
    },
  },
  async run(call) {
    const { fs } = call.process
    const [login] = call.operands
    if (login === undefined) return call.process.error(`Usage: ${name} [options] LOGIN\n`).then(() => 2)
    if (!(await rootOnly(call))) return 1
    const account = findAccount(fs, login)
    if (!account) return call.fail(`user '${login}' does not exist`, 6)
    edit(fs, '/etc/passwd', (line) => (line.startsWith(`${login}:`) ? undefined : line))
    edit(fs, '/etc/group', (line) => (line.startsWith(`${login}:`) ? undefined : line))
    if (call.has('r', 'remove-home') && fs.exists(account.home)) fs.remove(account.home, { recursive: true })
    return 0
  },
})

export const userdel = deleter('userdel')

export const deluser = deleter('deluser')

export const usermod: Tool = {
  spec: {
    name: 'usermod',
    summary: 'modify a user account',
    usage: '[options] LOGIN',
    misuse: 2,
    options: {
      '-a, --append': 'add to groups',
      '-G, --groups=GROUPS': 'groups',
      '-s, --shell=SHELL': 'login shell',
      '-d, --home=DIR': 'home directory',
      '-c, --comment=COMMENT': 'full name',
      '-L, --lock': 'ignored',
      '-U, --unlock': 'ignored',
    },
  },
  async run(call) {
    const { fs } = call.process
    const [login] = call.operands
    if (login === undefined) return call.process.error('Usage: usermod [options] LOGIN\n').then(() => 2)
    if (!(await rootOnly(call))) return 1
    if (!findAccount(fs, login)) return call.fail(`user '${login}' does not exist`, 6)
    for (const group of (call.value('G') ?? '').split(',').filter(Boolean)) {
      if (!findGroup(fs, group)) return call.fail(`group '${group}' does not exist`, 6)
      join(fs, login, group)
    }
    edit(fs, '/etc/passwd', (line) => {
      const row = line.split(':')
      if (row[0] !== login) return line
      if (call.has('c')) row[4] = call.value('c')!
      if (call.has('d')) row[5] = call.value('d')!
      if (call.has('s')) row[6] = call.value('s')!
      return row.join(':')
    })
    return 0
  },
}

export const passwd: Tool = {
  spec: {
    name: 'passwd',
    summary: 'change a user password',
    usage: '[options] [LOGIN]',
    options: {
      '-d, --delete': 'no password',
      '-l, --lock': 'lock',
      '-u, --unlock': 'unlock',
      '-S, --status': 'status',
    },
  },
  async run(call) {
    const { process } = call
    const login = call.operands[0] ?? process.user.name
    if (!findAccount(process.fs, login)) return call.fail(`user '${login}' does not exist`)
    if (process.user.uid !== 0 && login !== process.user.name)
      return call.fail(`You may not view or modify password information for ${login}.`)
    if (call.has('d', 'l', 'u')) return call.print('passwd: password changed.\n').then(() => 0)
    if (process.user.uid !== 0) await askHidden(process, `Changing password for ${login}.\nCurrent password: `)
    const [first, second] = [
      await askHidden(process, 'New password: '),
      await askHidden(process, 'Retype new password: '),
    ]
    if (first === undefined || first !== second) {
      await process.error(
        'Sorry, passwords do not match.\npasswd: Authentication token manipulation error\npasswd: password unchanged\n',
      )
      return 10
    }
    await process.error('passwd: password updated successfully\n')
    return 0
  },
}

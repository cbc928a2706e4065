// getconf(1), locale(1), lsb_release(1).
import type { Tool } from '../spec.ts'

export const getconf: Tool = {
  spec: { name: 'getconf', summary: 'query system configuration variables', usage: '[-v SPEC] VAR', raw: true },
  async run(call) {
    const values: Record<string, string> = {
      _NPROCESSORS_ONLN: String(call.process.machine.hardware.cpus),
      _NPROCESSORS_CONF: String(call.process.machine.hardware.cpus),
      PAGE_SIZE: '4096',
      PAGESIZE: '4096',
      LONG_BIT: '64',
      ARG_MAX: '2097152',
      OPEN_MAX: '1048576',
      CLK_TCK: '100',
      GNU_LIBC_VERSION: 'glibc 2.39',
    }
    const [name = ''] = call.operands
    if (values[name] === undefined) return call.fail(`Unrecognized variable \`${name}'`, 2)
    return call.print(`${values[name]}\n`)
  },
}

export const locale: Tool = {
  spec: {
    name: 'locale',
    summary: 'get locale-specific information',
    usage: '[OPTION...] NAME',
    options: { '-a, --all-locales': 'all that are there', '-m, --charmaps': 'character sets' },
  },
  async run(call) {
    const { env } = call.process
    if (call.has('a')) return call.print('C\nC.utf8\nPOSIX\n')
    const names = [
      'CTYPE',
      'NUMERIC',
      'TIME',
      'COLLATE',
      'MONETARY',
      'MESSAGES',
      'PAPER',
      'NAME',
      'ADDRESS',
      'TELEPHONE',
      'MEASUREMENT',
      'IDENTIFICATION',
    ].map((name) => `LC_${name}`)
    const value = (name: string) => env.LC_ALL || env[name] || env.LANG || 'POSIX'
    await call.print(
      `LANG=${env.LANG ?? ''}\nLANGUAGE=${env.LANGUAGE ?? ''}\n${names.map((name) => `${name}="${value(name)}"\n`).join('')}LC_ALL=${env.LC_ALL ?? ''}\n`,
    )
  },
}

export const lsbRelease: Tool = {
  spec: {
    name: 'lsb_release',
    summary: 'print distribution-specific information',
    usage: '[options]',
    options: {
      '-a, --all': 'everything',
      '-i, --id': 'the distributor',
      '-d, --description': 'the description',
      '-r, --release': 'the release',
      '-c, --codename': 'the code name',
      '-s, --short': 'short',
    },
  },
  async run(call) {
    const file = call.process.fs.exists('/etc/os-release') ? call.process.readText('/etc/os-release') : ''
    const field = (name: string) => new RegExp(`^${name}="?([^"\n]*)`, 'm').exec(file)?.[1] ?? 'n/a'
    const id =
      field('ID') === 'n/a'
        ? call.process.machine.os.split(' ')[0]!
        : field('ID').replace(/^./, (letter) => letter.toUpperCase())
    const rows: [string, string, string][] = [
      ['i', 'Distributor ID', id],
      ['d', 'Description', file ? field('PRETTY_NAME') : call.process.machine.os],
      ['r', 'Release', field('VERSION_ID')],
      ['c', 'Codename', field('VERSION_CODENAME')],
    ]
    const asked = rows.filter(([letter]) => call.has(letter, 'a'))
    if (!call.has('s')) await call.process.error('No LSB modules are available.\n')
    await call.print(
      (asked.length > 0 ? asked : [])
        .map(([, name, value]) => (call.has('s') ? `${value}\n` : `${name}:\t${value}\n`))
        .join(''),
    )
    return 0
  },
}

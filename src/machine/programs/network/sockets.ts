// ss(8), netstat(8): listening sockets.
import type { Call } from '../call.ts'
import { ABSENT, type Tool } from '../spec.ts'
import { service } from './port-names.ts'
import { routes } from './interfaces.ts'

interface Socket {
  protocol: string
  address: string
  port: number
  component: string
}

const listening = (call: Call): Socket[] =>
  [...call.process.namespaces.net.listeners].map(([key, { component }]) => {
    const parts = key.split(':')
    return {
      protocol: parts[0]!,
      address: parts.length > 2 ? parts[1]! : '0.0.0.0',
      port: Number(parts.at(-1)),
      component,
    }
  })

/** The process behind a socket, if the viewer may see it. */
function owner(call: Call, { component }: Socket): { pid: number; name: string } | undefined {
  const { process } = call
  const found = [...process.namespaces.pids.processes].find(
    ([, each]) => each.component === component && each.startedAt <= process.kernel.clock.now && each !== process,
  )
  if (!found || (process.user.uid !== 0 && found[1].user.uid !== process.user.uid)) return undefined
  return { pid: found[0], name: found[1].argv[0]!.replace(/: .*$/, '').split('/').at(-1)! }
}

export const ss: Tool = {
  spec: {
    name: 'ss',
    summary: 'another utility to investigate sockets',
    usage: '[ OPTIONS ]',
    options: {
      '-l, --listening': 'listening sockets',
      '-n, --numeric': 'no names',
      '-t, --tcp': 'TCP',
      '-u, --udp': 'UDP',
      '-p, --processes': 'processes',
      '-a, --all': 'all',
      '-4': 'IPv4',
      '-H, --no-header': 'no header',
      '-x': ABSENT,
      '-e': 'ignored',
      '-s': ABSENT,
    },
  },
  async run(call) {
    const all = call.has('l', 'a') ? listening(call) : []
    const shown = all.filter(
      ({ protocol }) =>
        !call.has('t', 'u') || (call.has('t') && protocol === 'tcp') || (call.has('u') && protocol === 'udp'),
    )
    const both = !(call.has('t') !== call.has('u'))
    const rows = shown.map((socket) => {
      const who = call.has('p') ? owner(call, socket) : undefined
      const port = call.has('n')
        ? String(socket.port)
        : service(socket.port) === '*'
          ? String(socket.port)
          : service(socket.port)
      const state = socket.protocol === 'udp' ? 'UNCONN' : 'LISTEN'
      return `${both ? socket.protocol.padEnd(6) : ''}${state} 0      ${(socket.protocol === 'udp' ? '0' : '4096').padEnd(7)} ${`${socket.address}:${port}`.padStart(20)} ${`0.0.0.0:*`.padStart(17)} ${who ? `users:(("${who.name}",pid=${who.pid},fd=3))` : ''}`.trimEnd()
    })
    const head = `${both ? 'Netid ' : ''}State  Recv-Q Send-Q ${'Local Address:Port'.padStart(20)} ${'Peer Address:Port'.padStart(17)}${call.has('p') ? 'Process' : ''}`
    await call.print([...(call.has('H') ? [] : [head]), ...rows].map((row) => `${row}\n`).join(''))
    return 0
  },
}

export const netstat: Tool = {
  spec: {
    name: 'netstat',
    summary: 'print network connections',
    usage: '[options]',
    options: {
      '-l, --listening': 'listening sockets',
      '-n, --numeric': 'no names',
      '-t, --tcp': 'TCP',
      '-u, --udp': 'UDP',
      '-p, --programs': 'programs',
      '-a, --all': 'all',
      '-r, --route': 'routes',
      '-i, --interfaces': ABSENT,
      '-e': 'ignored',
      '-4': 'IPv4',
      '-W': 'ignored',
    },
  },
  async run(call) {
    if (call.has('r')) return routes(call)
    const all = call.has('l', 'a') ? listening(call) : []
    const shown = all.filter(
      ({ protocol }) =>
        !call.has('t', 'u') || (call.has('t') && protocol === 'tcp') || (call.has('u') && protocol === 'udp'),
    )
    const rows = shown.map((socket) => {
      const who = owner(call, socket)
      const program = call.has('p') ? (who ? `${who.pid}/${who.name}` : '-').padEnd(20) : ''
      return `${socket.protocol.padEnd(5)}      0      0 ${`${socket.address}:${socket.port}`.padEnd(23)} ${'0.0.0.0:*'.padEnd(23)} ${(socket.protocol === 'udp' ? '' : 'LISTEN').padEnd(12)}${program}\n`
    })
    if (call.has('p') && call.process.user.uid !== 0)
      await call.process.error(
        '(Not all processes could be identified, non-owned process info\n will not be shown, you would have to be root to see it all.)\n',
      )
    const title = `Active Internet connections (${call.has('a') ? 'servers and established' : call.has('l') ? 'only servers' : 'w/o servers'})\n`
    await call.print(
      `${title}Proto Recv-Q Send-Q Local Address           Foreign Address         State      ${call.has('p') ? ' PID/Program name    ' : ''}\n${rows.join('')}`,
    )
    return 0
  },
}

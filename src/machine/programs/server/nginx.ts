// nginx(8): its command line.
import { SIGNALS, type SignalName } from '../../signal.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'
import { ConfigError, type Directive, setting } from './nginx-config.ts'
import { Master, PID_FILE, load, versionOf } from './nginx-master.ts'

const DEFAULT_CONFIG = '/etc/nginx/nginx.conf'

export const nginx: Tool = {
  spec: {
    name: 'nginx',
    summary: 'HTTP and reverse proxy server',
    usage: '[-?hvVtTq] [-s signal] [-p prefix] [-e filename] [-c filename] [-g directives]',
    options: {
      '-v': 'show version and exit',
      '-V': 'show version and configure options then exit',
      '-t': 'test configuration and exit',
      '-T': 'test configuration, dump it and exit',
      '-q': 'suppress non-error messages during configuration testing',
      '-s SIGNAL': 'send signal to a master process: stop, quit, reopen, reload',
      '-c FILE': 'set configuration file',
      '-g DIRECTIVES': 'set global directives out of configuration file',
      '-p PREFIX': 'ignored',
      '-e FILE': 'ignored',
    },
  },
  async run(call) {
    const { process } = call
    if (call.has('v', 'V')) {
      await process.error(`nginx version: nginx/${versionOf(process)}\n`)
      return 0
    }
    if (call.has('s')) return signalMaster(call, call.value('s')!)
    const file = call.value('c') ?? DEFAULT_CONFIG
    let config: Directive[]
    try {
      config = load(process, file, call.value('g') ?? '')
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      await process.error(
        call.has('t')
          ? `nginx: [emerg] ${error.message}\nnginx: configuration file ${file} test failed\n`
          : `nginx: [emerg] ${error.message}\n`,
      )
      return 1
    }
    if (call.has('t', 'T')) {
      await process.error(
        `nginx: the configuration file ${file} syntax is ok\nnginx: configuration file ${file} test is successful\n`,
      )
      if (call.has('T')) await call.print(`# configuration file ${file}:\n${process.readText(file)}\n`)
      return 0
    }
    const foreground = setting(config, 'daemon')?.[0] === 'off'
    if (foreground) return new Master(process, file, call.value('g') ?? '', config).run()
    process.spawn(['nginx'], {
      program: (child) => new Master(child, file, call.value('g') ?? '', config).run(),
      newGroup: true,
    })
    return 0
  },
}

async function signalMaster(call: Call, word: string): Promise<number> {
  const { process } = call
  const signal = ({ stop: 'TERM', quit: 'QUIT', reopen: 'USR1', reload: 'HUP' } as Record<string, SignalName>)[word]
  if (!signal) {
    await process.error(`nginx: invalid option: "-s ${word}"\n`)
    return 1
  }
  const pid = process.fs.exists(PID_FILE) ? Number(process.readText(PID_FILE)) : undefined
  const master = pid === undefined ? undefined : process.namespaces.pids.processes.get(pid)
  if (!master) {
    await process.error(
      pid === undefined
        ? `nginx: [error] open() "${PID_FILE}" failed (2: No such file or directory)\n`
        : `nginx: [alert] kill(${pid}, ${SIGNALS[signal]}) failed (3: No such process)\n`,
    )
    return 1
  }
  master.signal(signal, true)
  return 0
}

// systemctl(1), service(8).
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'
import { strftime } from '../time.ts'
import { type ServiceKeeper, type ServiceState, keeperOf } from './init.ts'
import { type Unit, allUnits, disable, enable, fullName, isEnabled, loadUnit, wantsPath } from './unit.ts'
import { journalText } from './journal.ts'

const NO_SYSTEMD =
  "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down\n"

export const systemctl: Tool = {
  spec: {
    name: 'systemctl',
    summary: 'control the services of this machine',
    usage: '[OPTIONS...] COMMAND ...',
    version: 'systemd 255',
    options: {
      '--now': 'start or stop, too',
      '--no-pager': 'no pager',
      '-l, --full': 'whole lines',
      '-q, --quiet': 'print less',
      '-t, --type=TYPE': 'of this type',
      '-a, --all': 'all',
      '--no-legend': 'no header',
      '--user': 'ignored',
      '--system': 'ignored',
      '-n, --lines=N': 'lines of the journal',
      '--state=STATE': 'in this state',
      '--failed': 'failed ones',
    },
  },
  async run(call) {
    const keeper = keeperOf(call.process)
    if (!keeper) {
      await call.process.error(NO_SYSTEMD)
      return 1
    }
    const [verb = 'list-units', ...names] = call.operands
    if (verb === 'list-units' || verb === 'list-unit-files') return list(call, keeper, verb)
    if (verb === 'daemon-reload' || verb === 'reset-failed') return 0
    if (verb === 'is-system-running') return call.print('running\n').then(() => 0)
    if (names.length === 0) return tooFew(call, verb)
    let code = 0
    for (const name of names) code = Math.max(code, await act(call, keeper, verb, name))
    return code
  },
}

async function tooFew(call: Call, verb: string): Promise<number> {
  const known = [
    'start',
    'stop',
    'restart',
    'reload',
    'status',
    'enable',
    'disable',
    'is-active',
    'is-enabled',
    'is-failed',
    'cat',
    'show',
    'kill',
    'mask',
    'unmask',
  ]
  await call.process.error(known.includes(verb) ? 'Too few arguments.\n' : `Unknown command verb '${verb}'.\n`)
  return 1
}

async function act(call: Call, keeper: ServiceKeeper, verb: string, name: string): Promise<number> {
  const { process } = call
  const unit = loadUnit(process.fs, name)
  if (!unit) return missing(call, verb, name)
  const state = keeper.state(unit)
  if (verb === 'status') return status(call, keeper, state)
  if (verb === 'is-active') return say(call, state.state, state.state === 'active' ? 0 : 3)
  if (verb === 'is-failed') return say(call, state.state, state.state === 'failed' ? 0 : 1)
  if (verb === 'is-enabled')
    return isEnabled(process.fs, name)
      ? say(call, 'enabled', 0)
      : say(call, unit.installable ? 'disabled' : 'static', unit.installable ? 1 : 0)
  if (verb === 'cat') return call.print(`# ${unit.path}\n${process.readText(unit.path)}`).then(() => 0)
  if (process.user.uid !== 0) {
    await process.error(
      `Failed to ${verb} ${unit.name}: Interactive authentication required.\nSee system logs and 'systemctl status ${unit.name}' for details.\n`,
    )
    return 1
  }
  if (verb === 'enable' || verb === 'disable') return install(call, keeper, verb, unit)
  if (verb === 'stop') return keeper.stop(unit).then(() => 0)
  if (verb === 'restart' || verb === 'try-restart') await process.alive(() => keeper.stop(unit))
  if (verb === 'reload' || verb === 'kill') state.process?.signal(verb === 'reload' ? 'HUP' : 'TERM')
  else if (!['start', 'restart'].includes(verb)) {
    await process.error(`Unknown command verb '${verb}'.\n`)
    return 1
  } else if (!keeper.start(unit)) {
    await process.error(
      `Job for ${unit.name} failed because the control process exited with error code.\nSee "systemctl status ${unit.name}" and "journalctl -xeu ${unit.name}" for details.\n`,
    )
    return 1
  }
  return 0
}

const say = async (call: Call, word: string, code: number) => {
  if (!call.has('q')) await call.print(`${word}\n`)
  return code
}

async function missing(call: Call, verb: string, name: string): Promise<number> {
  const full = fullName(name)
  if (verb === 'is-active') return say(call, 'inactive', 4)
  if (verb === 'is-enabled') {
    await call.process.error(`Failed to get unit file state for ${full}: No such file or directory\n`)
    return 1
  }
  if (verb === 'status' || verb === 'cat') {
    await call.process.error(verb === 'status' ? `Unit ${full} could not be found.\n` : `No files found for ${full}.\n`)
    return verb === 'status' ? 4 : 1
  }
  if (verb === 'enable' || verb === 'disable')
    await call.process.error(`Failed to ${verb} unit: Unit file ${full} does not exist.\n`)
  else await call.process.error(`Failed to ${verb} ${full}: Unit ${full} not found.\n`)
  return verb === 'enable' || verb === 'disable' ? 1 : 5
}

async function install(call: Call, keeper: ServiceKeeper, verb: 'enable' | 'disable', unit: Unit): Promise<number> {
  const { fs } = call.process
  const link = wantsPath(unit.name)
  if (verb === 'enable' && !isEnabled(fs, unit.name)) {
    enable(fs, unit)
    await call.process.error(`Created symlink ${link} → ${unit.path}.\n`)
  } else if (verb === 'disable' && isEnabled(fs, unit.name)) {
    disable(fs, unit)
    await call.process.error(`Removed "${link}".\n`)
  }
  if (call.has('now')) {
    if (verb === 'enable') keeper.start(unit)
    else await call.process.alive(() => keeper.stop(unit))
  }
  return 0
}

function ago(ms: number): string {
  const seconds = Math.floor(ms / 1000)
  if (seconds < 60) return `${seconds}s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}min ${minutes < 10 ? `${seconds % 60}s` : ''}`.trim()
  return `${Math.floor(minutes / 60)}h ${minutes % 60}min`
}

async function status(
  call: Call,
  keeper: ServiceKeeper,
  { unit, state, process, since, code }: ServiceState,
): Promise<number> {
  const { kernel, fs } = call.process
  const enabled = isEnabled(fs, unit.name) ? 'enabled' : 'disabled'
  const when = strftime('%a %Y-%m-%d %H:%M:%S UTC', kernel.clock.epoch + since)
  const phase = {
    active: 'active (running)',
    inactive: 'inactive (dead)',
    failed: `failed (Result: exit-code)`,
    activating: 'activating (auto-restart)',
  }[state]
  const past = `since ${when}; ${ago(kernel.clock.now - since)} ago`
  const rows = [
    `${state === 'active' ? '●' : state === 'failed' ? '×' : '○'} ${unit.name} - ${unit.description}`,
    `     Loaded: loaded (${unit.path}; ${enabled}; preset: enabled)`,
    `     Active: ${phase}${state === 'inactive' && since === 0 ? '' : ` ${past}`}`,
  ]
  if (unit.documentation) rows.push(`       Docs: ${unit.documentation}`)
  if (state === 'failed') rows.push(`   Main PID: - (code=exited, status=${code}/FAILURE)`)
  if (process) {
    rows.push(
      `   Main PID: ${process.pid} (${process.name.slice(0, 15)})`,
      `      Tasks: 8 (limit: 9448)`,
      `     Memory: ${(process.memory / 1024 / 1024).toFixed(1)}M`,
      `        CPU: ${Math.round(process.cpu)}ms`,
    )
    rows.push(`     CGroup: /system.slice/${unit.name}`, `             └─${process.pid} ${process.argv.join(' ')}`)
  }
  const lines = keeper.journal.filter((line) => line.unit === unit.name).slice(-Number(call.value('n') ?? 10))
  await call.print(
    `${rows.join('\n')}\n${lines.length > 0 ? '\n' : ''}${lines.map((line) => journalText(call, line)).join('')}`,
  )
  return state === 'active' ? 0 : 3
}

async function list(call: Call, keeper: ServiceKeeper, verb: string): Promise<number> {
  const units = allUnits(call.process.fs)
  if (verb === 'list-unit-files') {
    const rows = units.map(
      (unit) =>
        `${unit.name.padEnd(42)} ${isEnabled(call.process.fs, unit.name) ? 'enabled ' : 'disabled'}        enabled\n`,
    )
    await call.print(
      `${'UNIT FILE'.padEnd(42)} STATE           PRESET\n${rows.join('')}\n${units.length} unit files listed.\n`,
    )
    return 0
  }
  const shown = units.map((unit) => keeper.state(unit)).filter(({ state }) => state !== 'inactive' || call.has('a'))
  const width = Math.max(4, ...shown.map(({ unit }) => unit.name.length))
  const rows = shown.map(
    ({ unit, state }) =>
      `${state === 'failed' ? '●' : ' '} ${unit.name.padEnd(width)} loaded ${state.padEnd(8)} ${(state === 'active' ? 'running' : state === 'failed' ? 'failed' : 'dead').padEnd(7)} ${unit.description}\n`,
  )
  await call.print(
    `  ${'UNIT'.padEnd(width)} LOAD   ACTIVE   SUB     DESCRIPTION\n${rows.join('')}\n${shown.length} loaded units listed.\n`,
  )
  return 0
}

export const service: Tool = {
  spec: {
    name: 'service',
    summary: 'run a service of this machine',
    usage: '< option > | --status-all | [ service_name [ command | --full-restart ] ]',
    ordered: true,
    options: { '--status-all': 'all services' },
  },
  async run(call) {
    const keeper = keeperOf(call.process)
    const [name, verb] = call.operands
    if (call.has('status-all')) {
      for (const unit of allUnits(call.process.fs))
        await call.print(
          ` [ ${keeper?.state(unit).state === 'active' ? '+' : '-'} ]  ${unit.name.replace('.service', '')}\n`,
        )
      return 0
    }
    if (name === undefined || verb === undefined) {
      await call.process.error(
        'Usage: service < option > | --status-all | [ service_name [ command | --full-restart ] ]\n',
      )
      return 1
    }
    if (!keeper) {
      await call.process.error(`${name}: unrecognized service\n`)
      return 1
    }
    return act(call, keeper, verb, name)
  },
}

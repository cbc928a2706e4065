// docker info: the daemon's own description.
import type { InfoResponse } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { compileTemplate } from '../../template/execute.ts'
import { dockerFunctions } from '../../template/functions.ts'
import { ExecutionError, TemplateError } from '../../template/lexer.ts'
import { Nil, Struct, renamed, toJson } from '../../template/value.ts'
import { Client } from '../client.ts'
import { format } from '../flags.ts'
import { shaped } from '../format/shapes.ts'
import { bytesSize } from '../format/units.ts'
import { CLIENT } from '../version.ts'

export const info = command({
  name: 'info',
  usage: '[OPTIONS]',
  summary: 'Display system-wide information',
  synonyms: ['docker system info', 'docker info'],
  group: 'Common Commands',
  args: { max: 0 },
  flags: { format: { ...format, short: 'f' } },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    const head = `Client:\n Version:    ${CLIENT.Version}\n Context:    ${client.contextName}\n Debug Mode: false\n\nServer:\n`
    let server: InfoResponse
    try {
      server = await client.get<InfoResponse>('/info')
    } catch (error) {
      if (error instanceof StatusError && !options.format) await process.print(head)
      throw error
    }
    // Which API it speaks is asked only for people.
    const { ApiVersion: _unasked, ...mine } = CLIENT
    const own = { Debug: false, ...mine, Context: client.contextName, Plugins: [], Warnings: null }
    const all = { ...server, ClientInfo: own }
    if (!options.format) {
      const username = client.config.credentials('docker.io')?.username
      await process.print(head + serverText(server, username))
      for (const warning of server.Warnings ?? []) await process.error(`${warning}\n`)
      return 0
    }
    await process.print(options.format === 'json' ? `${toJson(all, true)}\n` : formatted(options.format, all))
    return 0
  },
})

function formatted(template: string, all: InfoResponse & { ClientInfo: object }): string {
  const { ClientInfo, ...server } = all
  for (const [name, value] of Object.entries(server)) if (name !== 'Runtimes') shaped(value, name)
  const names = { path: 'Path', runtimeArgs: 'Args', runtimeType: 'Type', options: 'Options', status: 'Status' }
  const runtimes = Object.entries(server.Runtimes).map(([name, runtime]) => [name, renamed(runtime, names)])
  const Runtimes = shaped(Object.fromEntries(runtimes), '', 'Runtimes')
  const none = new Nil('slice')
  const fields = new Struct('system.dockerInfo', {
    ...server,
    Runtimes,
    ServerErrors: none,
    UserName: '',
    ClientInfo: shaped(ClientInfo, 'ClientInfo'),
    ClientErrors: none,
  })
  try {
    const functions = { ...dockerFunctions, json: (value: unknown) => toJson(value === fields ? all : value, false) }
    return `${compileTemplate(template, { functions })(fields)}\n`
  } catch (error) {
    if (error instanceof ExecutionError) throw new StatusError(error.message, 1, '\n')
    if (error instanceof TemplateError) throw new StatusError(`template parsing error: ${error.message}`, 64)
    throw error
  }
}

function serverText(server: InfoResponse, username: string | undefined): string {
  const lines = [
    `Containers: ${server.Containers}`,
    ` Running: ${server.ContainersRunning}`,
    ` Paused: ${server.ContainersPaused}`,
    ` Stopped: ${server.ContainersStopped}`,
    `Images: ${server.Images}`,
    `Server Version: ${server.ServerVersion}`,
    `Storage Driver: ${server.Driver}`,
    ...server.DriverStatus.map(([name, value]) => ` ${name}: ${value}`),
    `Logging Driver: ${server.LoggingDriver}`,
    `Cgroup Driver: ${server.CgroupDriver}`,
    `Cgroup Version: ${server.CgroupVersion}`,
    'Plugins:',
    ` Volume: ${server.Plugins.Volume.join(' ')}`,
    ` Network: ${server.Plugins.Network.join(' ')}`,
    ` Log: ${server.Plugins.Log.join(' ')}`,
    ...(server.CDISpecDirs.length > 0
      ? ['CDI spec directories:', ...server.CDISpecDirs.map((path) => ` ${path}`)]
      : []),
    `Swarm: ${server.Swarm.LocalNodeState}`,
    `Runtimes: ${Object.keys(server.Runtimes).join(' ')}`,
    `Default Runtime: ${server.DefaultRuntime}`,
    `Init Binary: ${server.InitBinary}`,
    `containerd version: ${server.ContainerdCommit.ID}`,
    `runc version: ${server.RuncCommit.ID}`,
    `init version: ${server.InitCommit.ID}`,
    'Security Options:',
    ...server.SecurityOptions.flatMap(securityOption),
    `Kernel Version: ${server.KernelVersion}`,
    `Operating System: ${server.OperatingSystem}`,
    `OSType: ${server.OSType}`,
    `Architecture: ${server.Architecture}`,
    `CPUs: ${server.NCPU}`,
    `Total Memory: ${bytesSize(server.MemTotal)}`,
    `Name: ${server.Name}`,
    `ID: ${server.ID}`,
    `Docker Root Dir: ${server.DockerRootDir}`,
    `Debug Mode: ${server.Debug}`,
    ...(username ? [`Username: ${username}`] : []),
    `Experimental: ${server.ExperimentalBuild}`,
    'Insecure Registries:',
    ...server.RegistryConfig.InsecureRegistryCIDRs.map((range) => ` ${range}`),
    `Live Restore Enabled: ${server.LiveRestoreEnabled}`,
  ]
  return `${lines.map((line) => ` ${line}\n`).join('')}\n`
}

/** `name=seccomp,profile=builtin` is told over two lines. */
function securityOption(option: string): string[] {
  const pairs = option.split(',').map((pair) => pair.split('=') as [string, string])
  const name = pairs.find(([key]) => key === 'name')?.[1] ?? option
  const rest = pairs.filter(([key]) => key !== 'name')
  return [` ${name}`, ...rest.map(([key, value]) => `  ${key[0]!.toUpperCase()}${key.slice(1)}: ${value}`)]
}

// docker version: of the client and of the daemon.
import type { VersionResponse } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { compileTemplate } from '../../template/execute.ts'
import { dockerFunctions } from '../../template/functions.ts'
import { ExecutionError, TemplateError } from '../../template/lexer.ts'
import { Nil, Struct, renamed, toJson } from '../../template/value.ts'
import { Client } from '../client.ts'
import { format } from '../flags.ts'
import { shaped } from '../format/shapes.ts'
import { CLIENT } from '../version.ts'

export const version = command({
  name: 'version',
  usage: '[OPTIONS]',
  summary: 'Show the Docker version information',
  group: 'Common Commands',
  args: { max: 0 },
  flags: { format: { ...format, short: 'f' } },
  async run(process, options, _, call) {
    const client = new Client(process, call.global)
    let server: VersionResponse | undefined
    let problem: StatusError | undefined
    try {
      server = withBuildTime(await client.get<VersionResponse>('/version'))
    } catch (error) {
      if (!(error instanceof StatusError)) throw error
      problem = error
    }
    const mine = { ...CLIENT, ApiVersion: client.version, Context: client.contextName }
    await process.print(
      options.format
        ? formatted(options.format, mine, server)
        : `${clientText(mine)}${server ? serverText(server) : ''}`,
    )
    if (problem) throw problem
    return 0
  },
})

type ClientVersion = { [Key in keyof typeof CLIENT]: string } & { Context: string }

function formatted(template: string, mine: ClientVersion, server: VersionResponse | undefined): string {
  if (template === 'json') return `${toJson({ Client: mine, Server: server ?? null }, true)}\n`
  try {
    const run = compileTemplate(template, { name: 'version', functions: dockerFunctions })
    const names = { ApiVersion: 'APIVersion' }
    const Client = shaped(renamed(mine, names), 'ClientVersion')
    const Server = server
      ? shaped(renamed({ ...server }, names), 'ServerVersion')
      : new Nil('pointer', '*types.Version')
    return `${run(new Struct('system.versionInfo', { Client, Server }))}\n`
  } catch (error) {
    if (error instanceof ExecutionError) throw new StatusError(error.message, 1, '\n')
    if (error instanceof TemplateError) throw new StatusError(`template parsing error: ${error.message}`, 64)
    throw error
  }
}

const line = (name: string, value: string) => ` ${`${name}:`.padEnd(19)}${value}\n`

function clientText(client: ClientVersion): string {
  return (
    'Client:\n' +
    line('Version', client.Version) +
    line(
      'API version',
      client.ApiVersion +
        (client.ApiVersion === client.DefaultAPIVersion ? '' : ` (downgraded from ${client.DefaultAPIVersion})`),
    ) +
    line('Go version', client.GoVersion) +
    line('Git commit', client.GitCommit) +
    line('Built', client.BuildTime) +
    line('OS/Arch', `${client.Os}/${client.Arch}`) +
    line('Context', client.Context)
  )
}

function serverText(server: VersionResponse): string {
  const heading = server.Platform.Name ? `Server: ${server.Platform.Name}` : 'Server:'
  let out = `\n${heading}\n`
  for (const { Name, Version, Details } of server.Components) {
    const row = (name: string, value: string) => `  ${`${name}:`.padEnd(18)}${value}\n`
    out += ` ${Name}:\n${row('Version', Version)}`
    if (Name !== 'Engine') {
      out += row('GitCommit', Details.GitCommit ?? '')
      continue
    }
    out += row('API version', `${server.ApiVersion} (minimum version ${server.MinAPIVersion})`)
    out += row('Go version', Details.GoVersion ?? server.GoVersion)
    out += row('Git commit', Details.GitCommit ?? server.GitCommit)
    out += row('Built', Details.BuildTime ?? built(server.BuildTime))
    out += row('OS/Arch', `${Details.Os ?? server.Os}/${Details.Arch ?? server.Arch}`)
    out += row('Experimental', Details.Experimental ?? 'false')
  }
  return out
}

/** The time in a component's details is written anew, for every format. */
function withBuildTime(server: VersionResponse): VersionResponse {
  for (const { Name, Details } of server.Components)
    if (Name === 'Engine' && Details.BuildTime !== undefined) Details.BuildTime = built(Details.BuildTime)
  return server
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** Go's time.ANSIC. */
function built(time: string): string {
  const date = new Date(time)
  if (!/^\d{4}-/.test(time) || Number.isNaN(date.getTime())) return time
  const day = String(date.getUTCDate()).padStart(2)
  return `${DAYS[date.getUTCDay()]} ${MONTHS[date.getUTCMonth()]} ${day} ${date.toISOString().slice(11, 19)} ${date.getUTCFullYear()}`
}

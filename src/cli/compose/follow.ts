// docker compose up without -d: attaches, starts, and shows what the containers print until they end.
import type { ContainerInspect, ContainerSummary } from '../../api/docker.ts'
import type { Process } from '../../machine/process.ts'
import type { Client } from '../docker/client.ts'
import { waitFor } from '../docker/waiting.ts'
import { startOne, stopOne, waitForDependencies } from './converge.ts'
import { containersOf, nameOf, serviceOf } from './labels.ts'
import { levels } from './order.ts'
import { Output } from './output.ts'
import { Progress } from './progress.ts'
import type { Project, Service } from './service.ts'

export interface Following {
  services: readonly string[]
  noDeps: boolean
  stopOnExit: boolean
  stopOnFailure: boolean
  'exit-code-from': string
  'no-color': boolean
  'no-log-prefix': boolean
  'attach-dependencies': boolean
  attach: readonly string[]
  'no-attach': readonly string[]
}

/** Attaches, starts, and shows the output until all have ended; Ctrl-C stops them. */
export async function follow(process: Process, client: Client, project: Project, options: Following): Promise<number> {
  const all = await containersOf(client, project.name, { all: true })
  return new Follower(process, client, project, options, all).run()
}

class Follower {
  private readonly process: Process
  private readonly client: Client
  private readonly project: Project
  private readonly options: Following
  private readonly levels: Service[][]
  private readonly containers: ContainerSummary[]
  /** Of the containers whose output is shown, by their ids. */
  private readonly titles: ReadonlyMap<string, string>
  private readonly output: Output
  private readonly quiet: Progress
  private stopping = false
  private exit = 0

  constructor(process: Process, client: Client, project: Project, options: Following, all: ContainerSummary[]) {
    this.process = process
    this.client = client
    this.project = project
    this.options = options
    this.levels = levels(project, options.services, options.noDeps)
    const names = this.levels.flat().map((service) => service.name)
    this.containers = all.filter((container) => names.includes(serviceOf(container)))
    const shown = this.containers.filter((container) => this.shows(serviceOf(container)))
    this.titles = new Map(shown.map((container) => [container.Id, titleOf(project, container)]))
    const style = { noColor: options['no-color'], noPrefix: options['no-log-prefix'] }
    this.output = new Output(process, [...this.titles.values()], style)
    this.quiet = new Progress(process, 'quiet')
  }

  async run(): Promise<number> {
    const { process } = this
    await process.print(`Attaching to ${[...this.titles.values()].join(', ')}\n`)
    const onSignal = () => void process.kernel.spawn(() => this.interrupted())
    const offs = [process.on('INT', onSignal), process.on('TERM', onSignal)]
    try {
      await Promise.all(await this.start())
    } finally {
      for (const off of offs) off()
    }
    return this.exit
  }

  private shows(service: string): boolean {
    const { options } = this
    if (options['no-attach'].includes(service)) return false
    if (options.attach.length > 0) return options.attach.includes(service)
    return options.services.length === 0 || options['attach-dependencies'] || options.services.includes(service)
  }

  /** Gives back what ends as the containers end. */
  private async start(): Promise<Promise<void>[]> {
    const { process, client, containers, quiet } = this
    const running: Promise<void>[] = []
    for (const service of this.levels.flat()) {
      if (this.stopping) break
      await waitForDependencies(process, client, service, containers, quiet)
      for (const container of containers.filter((one) => serviceOf(one) === service.name)) {
        const ended = (code: number) => this.ended(container, code)
        const { over } = await watch(client, container, this.titles.get(container.Id), this.output, ended)
        running.push(over)
        if (container.State !== 'running') await startOne(client, container, quiet)
      }
    }
    return running
  }

  private async ended(container: ContainerSummary, code: number): Promise<void> {
    const { process, options } = this
    const decides = options['exit-code-from']
    if (serviceOf(container) === decides) this.exit = code
    if (this.stopping || !(options.stopOnExit || (options.stopOnFailure && code !== 0))) return
    if (!decides) this.exit = code
    const said = 'Aborting on container exit...'
    await process.error(process.isTty.stderr ? `\x1b[31m${said}\x1b[0m\n` : `${said}\n`)
    await this.stop()
  }

  private async interrupted(): Promise<void> {
    try {
      await this.process.print('Gracefully Stopping... press Ctrl+C again to force\n')
      await this.stop()
    } catch {
      // The containers are gone, or the command is.
    }
  }

  private async stop(): Promise<void> {
    if (this.stopping) return
    this.stopping = true
    const { process, client, project } = this
    const lines = new Progress(process, 'plain')
    const services = this.levels.flat().map((service) => service.name)
    const now = await containersOf(client, project.name, { services })
    for (const service of levels(project, [], false).reverse().flat())
      for (const container of now.filter((one) => serviceOf(one) === service.name))
        await stopOne(client, container, lines)
  }
}

/** Waits for the container and takes its output; resolves once both stand, so that it may be started. */
async function watch(
  client: Client,
  container: ContainerSummary,
  title: string | undefined,
  output: Output,
  ended: (code: number) => Promise<void>,
): Promise<{ over: Promise<void> }> {
  const running = container.State === 'running'
  const { code } = await waitFor(client, container.Id, running ? undefined : 'next-exit')
  let copied: Promise<void> = Promise.resolve()
  if (title !== undefined) {
    const { Config } = await client.get<ContainerInspect>(`/containers/${container.Id}/json`)
    const query = { stderr: true, stdout: true, stream: true, logs: running }
    const { connection } = await client.hijack(`/containers/${container.Id}/attach`, { query })
    copied = output.copy(title, connection, Config.Tty)
  }
  const finish = async () => {
    await copied
    const status = await code
    if (title !== undefined) await output.status(title, `exited with code ${status}`)
    await ended(status)
  }
  const over = finish()
  over.catch(() => {})
  return { over }
}

/** `web-1`: the name without the project's. */
export function titleOf(project: Project, container: ContainerSummary): string {
  const name = nameOf(container)
  return name.startsWith(`${project.name}-`) ? name.slice(project.name.length + 1) : name
}

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
import type { Project } from './service.ts'

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
  const taking = levels(project, options.services, options.noDeps)
    .flat()
    .map((service) => service.name)
  const shown = (container: ContainerSummary) => {
    const name = serviceOf(container)
    if (options['no-attach'].includes(name)) return false
    if (options.attach.length > 0) return options.attach.includes(name)
    return options.services.length === 0 || options['attach-dependencies'] || options.services.includes(name)
  }
  const mine = all.filter((container) => taking.includes(serviceOf(container)))
  const watched = mine.filter(shown)
  const titles = new Map(watched.map((container) => [container.Id, titleOf(project, container)]))
  const output = new Output(process, [...titles.values()], {
    noColor: options['no-color'],
    noPrefix: options['no-log-prefix'],
  })
  await process.print(`Attaching to ${[...titles.values()].join(', ')}\n`)
  const quiet = new Progress(process, 'quiet')
  const lines = new Progress(process, 'plain')
  let stopping = false
  const stopAll = async () => {
    if (stopping) return
    stopping = true
    const now = await containersOf(client, project.name, { services: taking })
    for (const level of levels(project, [], false).reverse()) {
      for (const service of level)
        for (const container of now.filter((one) => serviceOf(one) === service.name))
          await stopOne(client, container, lines)
    }
  }
  const onSignal = (): void => {
    process.kernel.spawn(async () => {
      try {
        await process.print('Gracefully Stopping... press Ctrl+C again to force\n')
        await stopAll()
      } catch {
        // The containers are gone, or the command is.
      }
    })
  }
  const offs = [process.on('INT', onSignal), process.on('TERM', onSignal)]
  let exit = 0
  const running: Promise<void>[] = []
  try {
    for (const level of levels(project, options.services, options.noDeps)) {
      for (const service of level) {
        if (stopping) break
        await waitForDependencies(process, client, service, mine, quiet)
        for (const container of mine.filter((one) => serviceOf(one) === service.name)) {
          const title = titles.get(container.Id)
          const { over } = await watch(client, container, title, output, async (code) => {
            if (serviceOf(container) === options['exit-code-from']) exit = code
            if (stopping || !(options.stopOnExit || (options.stopOnFailure && code !== 0))) return
            if (!options['exit-code-from']) exit = code
            const said = 'Aborting on container exit...'
            await process.error(process.isTty.stderr ? `\x1b[31m${said}\x1b[0m\n` : `${said}\n`)
            await stopAll()
          })
          running.push(over)
          if (container.State !== 'running') await startOne(client, container, quiet)
        }
      }
    }
    await Promise.all(running)
  } finally {
    for (const off of offs) off()
  }
  return exit
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

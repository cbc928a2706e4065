// docker compose start, stop, restart, kill, pause, unpause and rm: acts on containers that exist.
import type { ContainerSummary } from '../../../api/docker.ts'
import { type AnyOptions, type Command, type Flags, command } from '../../command.ts'
import type { Client } from '../../docker/client.ts'
import { confirm } from '../../docker/each.ts'
import { containerId, startServices, stopOne } from '../converge.ts'
import { containersOf, nameOf, serviceOf } from '../labels.ts'
import { levels } from '../order.ts'
import type { Progress } from '../progress.ts'
import type { Project } from '../service.ts'
import { open, services } from '../session.ts'

const timeout = { type: 'int', short: 't', summary: 'Specify a shutdown timeout in seconds' } as const

/** The project's containers, those that depend on others first. */
export async function inReverse(
  client: Client,
  project: Project,
  names: readonly string[],
  all = false,
): Promise<ContainerSummary[][]> {
  const list = await containersOf(client, project.name, { all, services: names })
  return levels(project, names, true)
    .reverse()
    .map((level) => list.filter((container) => level.some((service) => service.name === serviceOf(container))))
    .filter((level) => level.length > 0)
}

export const start = command({
  name: 'start',
  usage: '[SERVICE...]',
  summary: 'Start services',
  complete: services,
  flags: {},
  async run(process, _, args, call) {
    const { client, project, progress } = await open(process, call, args, 'Starting')
    await progress.run(() => startServices(process, client, project, args, progress))
    return 0
  },
})

export const stop = command({
  name: 'stop',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'Stop services',
  complete: services,
  flags: { timeout },
  async run(process, options, args, call) {
    const { client, project, progress } = await open(process, call, args, 'Stopping')
    const seconds = call.changed('timeout') ? options.timeout : undefined
    await progress.run(async () => {
      for (const level of await inReverse(client, project, args))
        await Promise.all(level.map((one) => stopOne(client, one, progress, seconds)))
    })
    return 0
  },
})

export const restart = command({
  name: 'restart',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'Restart service containers',
  complete: services,
  flags: { 'no-deps': { type: 'bool', summary: "Don't restart dependent services" }, timeout },
  async run(process, options, args, call) {
    const { client, project, progress } = await open(process, call, args, 'Restarting')
    const t = call.changed('timeout') ? options.timeout : undefined
    await progress.run(async () => {
      const names = options['no-deps'] ? args : withDependents(project, args)
      const list = await containersOf(client, project.name, { all: true, services: names })
      for (const level of levels(project, names, true)) {
        const own = list.filter((container) => level.some((service) => service.name === serviceOf(container)))
        await Promise.all(
          own.map((container) => act(client, container, progress, 'restart', ['Restarting', 'Started'], { t })),
        )
      }
    })
    return 0
  },
})

/** The services, and those that say of one of them `depends_on: {…: {restart: true}}`. */
function withDependents(project: Project, names: readonly string[]): string[] {
  const out = new Set(names)
  // A set goes on with what is added to it on the way.
  for (const name of out) {
    for (const { name: other, depends_on: needs } of project.services.values()) if (needs[name]?.restart) out.add(other)
  }
  return [...out]
}

async function act(
  client: Client,
  container: ContainerSummary,
  progress: Progress,
  path: string,
  [doing, done]: [string, string],
  query: Record<string, string | number | undefined> = {},
): Promise<void> {
  const id = containerId(nameOf(container))
  await progress.say(id, doing, 'working')
  await client.post(`/containers/${container.Id}/${path}`, { query })
  await progress.say(id, done, 'done')
}

/** Acts on all containers at once. */
function together(name: string, summary: string, words: [string, string], flags: Flags = {}): Command {
  return command({
    name,
    usage: Object.keys(flags).length > 0 ? '[OPTIONS] [SERVICE...]' : '[SERVICE...]',
    summary,
    complete: services,
    flags,
    async run(process, options, args, call) {
      const { client, project, progress } = await open(process, call, args, words[0])
      const { signal: asked }: AnyOptions = options
      const signal = typeof asked === 'string' && asked !== '' ? asked : undefined
      await progress.run(async () => {
        const list = await containersOf(client, project.name, { services: args })
        await Promise.all(list.map((container) => act(client, container, progress, name, words, { signal })))
      })
      return 0
    },
  })
}

export const kill = together('kill', 'Force stop service containers', ['Killing', 'Killed'], {
  'remove-orphans': {
    type: 'bool',
    absent: true,
    summary: 'Remove containers for services not defined in the Compose file',
  },
  signal: { type: 'string', short: 's', default: 'SIGKILL', summary: 'SIGNAL to send to the container' },
})
export const pause = together('pause', 'Pause services', ['Pausing', 'Paused'])
export const unpause = together('unpause', 'Unpause services', ['Unpausing', 'Unpaused'])

export const rm = command({
  name: 'rm',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'Removes stopped service containers',
  long: 'Removes stopped service containers\n\nBy default, anonymous volumes attached to containers will not be removed. You\ncan override this with -v. To list all volumes, use "docker volume ls".\n\nAny data which is not in a volume will be lost.',
  complete: services,
  flags: {
    force: { type: 'bool', short: 'f', summary: "Don't ask to confirm removal" },
    stop: { type: 'bool', short: 's', summary: 'Stop the containers, if required, before removing' },
    volumes: { type: 'bool', short: 'v', summary: 'Remove any anonymous volumes attached to containers' },
  },
  async run(process, options, args, call) {
    const { client, project, progress } = await open(process, call, args, 'Removing')
    if (options.stop) {
      for (const level of await inReverse(client, project, args))
        for (const container of level) await stopOne(client, container, progress)
    }
    const list = await containersOf(client, project.name, { all: true, services: args })
    const gone = list.filter((container) => !['running', 'paused', 'restarting'].includes(container.State))
    if (gone.length === 0) {
      await process.error('No stopped containers\n')
      return 0
    }
    const said = `Going to remove ${gone.map(nameOf).reverse().join(', ')}`
    if (options.force) await process.print(`${said}\n`)
    else if (!(await confirm(process, `? ${said}`, /^y(es)?$/i))) return 0
    await progress.run(async () => {
      await Promise.all(
        gone.map(async (container) => {
          const id = containerId(nameOf(container))
          await progress.say(id, 'Removing', 'working')
          await client.delete(`/containers/${container.Id}`, { query: { force: true, v: options.volumes } })
          await progress.say(id, 'Removed', 'done')
        }),
      )
    })
    return 0
  },
})

// docker compose config, build, pull, push, create and version: the file itself and its images.
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { canonicalName, parseReference, withDefaultTag } from '../../../image/reference.ts'
import { showProgress } from '../../docker/progress.ts'
import { COMPOSE_VERSION } from '../../docker/version.ts'
import { escapedDollars, projectModel } from '../canonical.ts'
import { emitYaml } from '../emit.ts'
import { configHash } from '../labels.ts'
import { type Tree, asMap, asTree } from '../normalize.ts'
import { levels } from '../order.ts'
import { loadProject } from '../project.ts'
import { provide } from '../provide.ts'
import { buildService, pullService } from '../resources.ts'
import { imageOf } from '../service.ts'
import { open, services } from '../session.ts'
import { scales } from './up.ts'

export const config = command({
  name: 'config',
  aliases: ['convert'],
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'Parse, resolve and render compose file in canonical format',
  complete: services,
  flags: {
    format: { type: 'string', default: 'yaml', shownDefault: '', summary: 'Format the output. Values: [yaml | json]' },
    environment: { type: 'bool', absent: true, summary: 'Print environment used for interpolation.' },
    hash: { type: 'string', summary: 'Print the service config hash, one per line.' },
    images: { type: 'bool', summary: 'Print the image names, one per line.' },
    'lock-image-digests': { type: 'bool', absent: true, summary: 'Produces an override file with image digests' },
    models: { type: 'bool', absent: true, summary: 'Print the model names, one per line.' },
    networks: { type: 'bool', summary: 'Print the network names, one per line.' },
    'no-consistency': {
      type: 'bool',
      absent: true,
      summary: "Don't check model consistency - warning: may produce invalid Compose output",
    },
    'no-env-resolution': { type: 'bool', absent: true, summary: "Don't resolve service env files" },
    'no-interpolate': { type: 'bool', summary: "Don't interpolate environment variables" },
    'no-normalize': { type: 'bool', absent: true, summary: "Don't normalize compose model" },
    'no-path-resolution': { type: 'bool', absent: true, summary: "Don't resolve file paths" },
    output: { type: 'string', short: 'o', summary: 'Save to file (default to stdout)' },
    profiles: { type: 'bool', summary: 'Print the profile names, one per line.' },
    quiet: { type: 'bool', short: 'q', summary: "Only validate the configuration, don't print anything" },
    'resolve-image-digests': { type: 'bool', absent: true, summary: 'Pin image tags to digests' },
    services: { type: 'bool', summary: 'Print the service names, one per line.' },
    variables: { type: 'bool', absent: true, summary: 'Print model variables and default values.' },
    volumes: { type: 'bool', summary: 'Print the volume names, one per line.' },
  },
  async run(process, options, args, call) {
    if (!['yaml', 'json'].includes(options.format))
      throw new StatusError(`unsupported format ${JSON.stringify(options.format)}`)
    const plain = options['no-interpolate']
    const project = await loadProject(process, call.global, { plain, services: args })
    for (const name of args) if (!project.everything.has(name)) throw new StatusError(`no such service: ${name}`)
    const ordered = levels(project, args).flat()
    const lines = (words: readonly string[]) => process.print(words.map((word) => `${word}\n`).join(''))
    if (options.quiet) return 0
    if (options.hash) {
      const wanted =
        options.hash === '*' ? ordered : ordered.filter(({ name }) => options.hash.split(',').includes(name))
      await lines(wanted.map((service) => `${service.name} ${configHash(service)}`))
    } else if (options.services) await lines(ordered.map((service) => service.name))
    else if (options.images) await lines(ordered.map((service) => imageOf(project, service)))
    else if (options.volumes) await lines([...project.volumes.keys()])
    else if (options.networks) await lines([...project.networks.keys()])
    else if (options.profiles)
      await lines([...new Set([...project.everything.values()].flatMap((service) => service.profiles))].sort())
    else {
      const names = ordered.map((service) => service.name)
      const model = projectModel(project, names)
      const shown = options['no-interpolate'] ? sortedKeys(model) : escapedDollars(model)
      const text = options.format === 'json' ? JSON.stringify(jsonModel(shown as Tree), null, 2) : emitYaml(shown)
      if (options.output) process.writeFile(options.output, text)
      else await process.print(text)
    }
    return 0
  },
})

export const build = command({
  name: 'build',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'Build or rebuild services',
  complete: services,
  flags: {
    'build-arg': { type: 'list', label: 'stringArray', summary: 'Set build-time variables for services' },
    builder: { type: 'string', absent: true, summary: 'Set builder to use' },
    check: { type: 'bool', absent: true, summary: 'Check build configuration' },
    memory: {
      type: 'bytes',
      short: 'm',
      summary: 'Set memory limit for the build container. Not supported by BuildKit.',
    },
    'no-cache': { type: 'bool', summary: 'Do not use cache when building the image' },
    print: { type: 'bool', absent: true, summary: 'Print equivalent bake file' },
    provenance: { type: 'string', summary: 'Add a provenance attestation' },
    pull: { type: 'bool', summary: 'Always attempt to pull a newer version of the image' },
    push: { type: 'bool', absent: true, summary: 'Push service images' },
    quiet: { type: 'bool', short: 'q', summary: 'Suppress the build output' },
    sbom: { type: 'string', absent: true, summary: 'Add a SBOM attestation' },
    ssh: {
      type: 'string',
      absent: true,
      summary:
        "Set SSH authentications used when building service images. (use 'default' for using your default SSH Agent)",
    },
    'with-dependencies': { type: 'bool', summary: 'Also build dependencies (transitively)' },
  },
  async run(process, options, args, call) {
    const { client, project, progress } = await open(process, call, args, 'Building')
    const choice = {
      noCache: options['no-cache'],
      pull: options.pull,
      quiet: options.quiet,
      args: asMap(options['build-arg']),
    }
    for (const service of levels(project, args, !options['with-dependencies']).flat()) {
      if (!service.build) continue
      await buildService(process, client, project, service, choice)
      await progress.run(() => progress.say(imageOf(project, service), 'Built', 'done'))
    }
    return 0
  },
})

export const pull = command({
  name: 'pull',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'Pull service images',
  complete: services,
  flags: {
    'ignore-buildable': { type: 'bool', summary: 'Ignore images that can be built' },
    'ignore-pull-failures': { type: 'bool', summary: 'Pull what it can and ignores images with pull failures' },
    'include-deps': { type: 'bool', summary: 'Also pull services declared as dependencies' },
    policy: { type: 'string', summary: 'Apply pull policy ("missing"|"always")' },
    quiet: { type: 'bool', short: 'q', summary: 'Pull without printing progress information' },
  },
  async run(process, options, args, call) {
    const { client, project, progress } = await open(process, call, args, 'Pulling', options.quiet)
    const wanted = levels(project, args, !options['include-deps'])
      .flat()
      .filter((service) => service.image && !(options['ignore-buildable'] && service.build))
    await progress.run(async () => {
      const all = wanted.map((service) => pullService(client, service, service.image!, progress, options.quiet))
      if (options['ignore-pull-failures']) await Promise.allSettled(all)
      else await Promise.all(all)
    })
    return 0
  },
})

export const push = command({
  name: 'push',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'Push service images',
  complete: services,
  flags: {
    'ignore-push-failures': {
      type: 'bool',
      absent: true,
      summary: 'Push what it can and ignores images with push failures',
    },
    'include-deps': { type: 'bool', summary: 'Also push images of services declared as dependencies' },
    quiet: { type: 'bool', short: 'q', summary: 'Push without printing progress information' },
  },
  async run(process, options, args, call) {
    const { client, project, progress } = await open(process, call, args, 'Pushing', options.quiet)
    await progress.run(async () => {
      for (const service of levels(project, args, !options['include-deps']).flat()) {
        if (!service.build || !service.image) continue
        await progress.say(service.name, '', 'working', { text: 'Pushing' })
        const reference = withDefaultTag(parseReference(service.image))
        const response = await client.request('POST', `/images/${canonicalName(reference)}/push`, {
          query: { tag: reference.tag },
          headers: { 'x-registry-auth': client.authHeader(reference.domain) },
        })
        await showProgress(response.body, { write: () => Promise.resolve(), tty: false, columns: 200 })
        await progress.say(service.name, '', 'done', { text: 'Pushed' })
      }
    })
    return 0
  },
})

export const create = command({
  name: 'create',
  usage: '[OPTIONS] [SERVICE...]',
  summary: 'Creates containers for a service',
  complete: services,
  flags: {
    build: { type: 'bool', summary: 'Build images before starting containers' },
    'force-recreate': {
      type: 'bool',
      summary: "Recreate containers even if their configuration and image haven't changed",
    },
    'no-build': { type: 'bool', summary: "Don't build an image, even if it's policy" },
    'no-recreate': {
      type: 'bool',
      summary: "If containers already exist, don't recreate them. Incompatible with --force-recreate.",
    },
    pull: {
      type: 'string',
      default: 'policy',
      summary: 'Pull image before running ("always"|"missing"|"never"|"build")',
    },
    'quiet-pull': { type: 'bool', summary: 'Pull without printing progress information' },
    'remove-orphans': { type: 'bool', summary: 'Remove containers for services not defined in the Compose file' },
    scale: {
      type: 'list',
      label: 'scale',
      summary: 'Scale SERVICE to NUM instances. Overrides the scale setting in the Compose file if present.',
    },
    yes: { type: 'bool', short: 'y', summary: 'Assume "yes" as answer to all prompts and run non-interactively' },
  },
  async run(process, options, args, call) {
    const session = await open(process, call, args, 'Creating')
    await session.progress.run(() => {
      const choice = {
        build: options.build,
        noBuild: options['no-build'],
        pull: options.pull,
        quietPull: options['quiet-pull'],
        quietBuild: false,
      }
      const desire = {
        services: args,
        noDeps: false,
        forceRecreate: options['force-recreate'],
        noRecreate: options['no-recreate'],
        removeOrphans: options['remove-orphans'],
        scale: scales(options.scale),
      }
      return provide(process, session, desire, choice)
    })
    return 0
  },
})

export const version = command({
  name: 'version',
  usage: '[OPTIONS]',
  summary: 'Show the Docker Compose version information',
  flags: {
    format: { type: 'string', short: 'f', summary: 'Format the output. Values: [pretty | json]. (Default: pretty)' },
    short: { type: 'bool', summary: "Shows only Compose's version number" },
  },
  async run(process, options) {
    if (options.short) await process.print(`${COMPOSE_VERSION}\n`)
    else if (options.format === 'json') await process.print(`{"version":"v${COMPOSE_VERSION}"}\n`)
    else await process.print(`Docker Compose version v${COMPOSE_VERSION}\n`)
    return 0
  },
})

/** JSON names what YAML leaves out: no command, no entrypoint, no addresses of one's own. */
function jsonModel(model: Tree): Tree {
  const each = (section: unknown, write: (one: Tree) => Tree) =>
    Object.fromEntries(Object.entries(asTree(section)).map(([name, one]) => [name, write(asTree(one))]))
  const out: Tree = {
    ...model,
    services: each(model.services, (one) => sortedKeys({ command: null, entrypoint: null, ...one })),
  }
  if (model.networks) out.networks = each(model.networks, (one) => ({ ...one, ipam: one.ipam ?? {} }))
  return sortedKeys(out)
}

const sortedKeys = (tree: Tree): Tree => Object.fromEntries(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)))

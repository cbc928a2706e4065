// docker build: BuildKit unless DOCKER_BUILDKIT=0.
import { parseReference } from '../../../image/reference.ts'
import type { Process } from '../../../machine/process.ts'
import { type Call, type Flags, type Options, command } from '../../command.ts'
import { StatusError, UsageError, notSimulated } from '../../error.ts'
import { CLASSIC_FLAGS, classicQuery, warningsOf } from '../build/classic-flags.ts'
import { type BuildContext, prepareContext } from '../build/context.ts'
import { type ProgressMode, showBuild } from '../build/buildkit.ts'
import { type Call as ApiCall, Client } from '../client.ts'
import { parseUlimit } from '../containerflags.ts'
import { toMap } from '../environment.ts'
import { humanSize } from '../format/units.ts'
import { demandPossible, demandReadable } from '../build/demands.ts'
import { type Secret, parseSecrets, readSecrets } from '../build/secrets.ts'
import { showProgress, sinkOf } from '../progress.ts'
import { messageOf, builderOf } from '../voice.ts'

const flags = {
  ...CLASSIC_FLAGS,
  'add-host': { type: 'csv', summary: 'Add a custom host-to-IP mapping (format: "host:ip")' },
  annotation: { type: 'list', label: 'stringArray', summary: 'Add annotation to the image' },
  'build-arg': { type: 'list', label: 'stringArray', summary: 'Set build-time variables' },
  'build-context': { type: 'list', label: 'stringArray', summary: 'Additional build contexts (e.g., name=path)' },
  builder: { type: 'string', summary: 'Override the configured builder instance' },
  'cache-from': { type: 'list', label: 'stringArray', summary: 'External cache sources' },
  'cache-to': { type: 'list', label: 'stringArray', summary: 'Cache export destinations' },
  'cgroup-parent': { type: 'string', summary: "Parent cgroup of the RUN instructions' containers" },
  check: { type: 'bool', summary: 'Only check the build configuration' },
  file: { type: 'string', short: 'f', summary: 'Name of the Dockerfile (default: "PATH/Dockerfile")' },
  iidfile: { type: 'string', summary: 'Write the image ID to a file' },
  label: { type: 'list', label: 'stringArray', summary: 'Set metadata for an image' },
  load: { type: 'bool', summary: 'Put the result into the image store of docker' },
  'metadata-file': { type: 'string', summary: 'Write build result metadata to a file' },
  network: { type: 'string', default: 'default', summary: 'Network of the RUN instructions during build' },
  'no-cache': { type: 'bool', summary: 'Do not use cache when building the image' },
  'no-cache-filter': { type: 'list', label: 'stringArray', summary: 'Do not cache specified stages' },
  output: {
    type: 'list',
    label: 'stringArray',
    short: 'o',
    summary: 'Output destination (format: "type=local,dest=path")',
  },
  platform: { type: 'csv', label: 'stringArray', summary: 'Set target platform for build' },
  progress: {
    type: 'string',
    default: 'auto',
    summary: 'Set type of progress output ("auto", "none", "plain", "quiet", "rawjson", "tty")',
  },
  provenance: { type: 'string', summary: 'Shorthand for "--attest=type=provenance"' },
  pull: { type: 'bool', summary: 'Always attempt to pull all referenced images' },
  push: { type: 'bool', summary: 'Push the result to its registry' },
  quiet: { type: 'bool', short: 'q', summary: 'Suppress the build output and print image ID on success' },
  sbom: { type: 'string', summary: 'Shorthand for "--attest=type=sbom"' },
  secret: {
    type: 'list',
    label: 'stringArray',
    summary: 'Secret to expose to the build (format: "id=mysecret[,src=/local/secret]")',
  },
  'shm-size': { type: 'bytes', summary: 'Shared memory size for build containers' },
  ssh: { type: 'list', label: 'stringArray', summary: 'SSH agent socket or keys to expose to the build' },
  tag: {
    type: 'list',
    label: 'stringArray',
    short: 't',
    summary: 'Image identifier (format: "[registry/]repository[:tag]")',
  },
  target: { type: 'string', summary: 'Set the target build stage to build' },
  ulimit: {
    type: 'list',
    label: 'ulimit',
    shownDefault: '[]',
    check: (word: string) => void parseUlimit(word),
    summary: 'Ulimit options',
  },
} as const satisfies Flags

type BuildOptions = Options<typeof flags>

export const build = command({
  name: 'build',
  usage: '[OPTIONS] PATH | URL | -',
  summary: 'Build an image from a Dockerfile',
  synonyms: ['docker build', 'docker builder build', 'docker image build', 'docker buildx b'],
  group: 'Common Commands',
  args: { min: 1, max: 1 },
  flags,
  run: (process, options, args, call) =>
    builderOf(process).buildKit
      ? withBuildKit(process, options, args[0]!, call)
      : classic(process, options, args[0]!, call),
})

const UNSUPPORTED = ['build-context', 'cache-to', 'output', 'push', 'sbom', 'ssh'] as const

async function withBuildKit(process: Process, options: BuildOptions, place: string, call: Call): Promise<number> {
  for (const warning of warningsOf(call)) await process.error(`WARNING: ${warning}\n`)
  let secrets: Secret[]
  try {
    demandReadable(options)
    secrets = parseSecrets(options.secret)
  } catch (error) {
    throw new StatusError(`ERROR: ${messageOf(error)}`)
  }
  try {
    demandPossible(options)
    const unsupported = UNSUPPORTED.find((flag) => call.changed(flag))
    if (unsupported) throw notSimulated(`docker build --${unsupported}`)
    const client = new Client(process, call.global)
    await client.get('/info')
    const context = await prepareContext(process, place, options.file, true)
    const kept = readSecrets(process, secrets)
    const query = { version: '2', secrets: Object.keys(kept).length > 0 ? JSON.stringify(kept) : undefined }
    const response = await send(process, client, options, context, query)
    const mode = options.quiet ? 'quiet' : progressMode(process, options.progress)
    const { debug = false } = call.global
    const { check } = options
    const id = await showBuild(process, response.body, { mode, stream: 'stderr', check, debug: Boolean(debug) })
    if (check) return id === '' ? 0 : 1
    if (options.quiet) await process.print(`${id}\n`)
    if (options.iidfile) process.writeFile(options.iidfile, id)
    return 0
  } catch (error) {
    const message = messageOf(error)
    if (message.startsWith('naru: ')) throw new StatusError(message)
    const prefix = message.startsWith('Cannot connect to') ? 'ERROR: ' : 'ERROR: failed to build: '
    throw new StatusError(prefix + message)
  }
}

function progressMode(process: Process, asked: string): ProgressMode {
  const mode = asked === 'auto' ? process.env.BUILDKIT_PROGRESS || 'auto' : asked
  if (mode === 'auto' || mode === 'plain' || mode === 'tty') return mode
  if (mode === 'quiet' || mode === 'none') return 'quiet'
  if (mode === 'rawjson') throw notSimulated('--progress=rawjson')
  throw new StatusError(`invalid progress mode: ${mode}`)
}

function send(process: Process, client: Client, options: BuildOptions, context: BuildContext, own: ApiCall['query']) {
  const args: Record<string, string | null> = {}
  for (const word of options['build-arg']) {
    const name = word.split('=')[0]!
    args[name] = word.includes('=') ? word.slice(name.length + 1) : (process.env[name] ?? null)
  }
  return client.request('POST', '/build', {
    query: {
      buildargs: Object.keys(args).length > 0 ? JSON.stringify(args) : undefined,
      cachefrom: options['cache-from'].length > 0 ? JSON.stringify(options['cache-from']) : undefined,
      check: options.check || undefined,
      dockerfile: context.dockerfile,
      extrahosts: options['add-host'].join(',') || undefined,
      labels: options.label.length > 0 ? JSON.stringify(toMap(options.label)) : undefined,
      networkmode: options.network === 'default' ? undefined : options.network,
      nocache: options['no-cache'],
      outside: context.outside,
      platform: options.platform[0],
      pull: options.pull,
      shmsize: options['shm-size'] || undefined,
      t: options.tag,
      target: options.target || undefined,
      ulimits: options.ulimit.length > 0 ? JSON.stringify(options.ulimit.map(parseUlimit)) : undefined,
      ...own,
    },
    body: context.tar,
    weight: context.weight,
    headers: { 'content-type': 'application/x-tar', 'x-registry-config': client.registryConfig() },
  })
}

/** Flags that only buildx has. */
const BUILDX_ONLY = [
  'annotation',
  'build-context',
  'builder',
  'cache-to',
  'check',
  'load',
  'metadata-file',
  'no-cache-filter',
  'output',
  'progress',
  'provenance',
  'push',
  'sbom',
  'secret',
  'ssh',
] as const

async function classic(process: Process, options: BuildOptions, place: string, call: Call): Promise<number> {
  const foreign = BUILDX_ONLY.find((flag) => call.changed(flag))
  if (foreign) throw new UsageError('flag', `unknown flag: --${foreign}`)
  const query = { ...classicQuery(options, call), q: options.quiet, version: '1' }
  for (const tag of options.tag) checkClassicTag(tag)
  const client = new Client(process, call.global)
  const context = await prepareContext(process, place, options.file, false)
  const sending = `Sending build context to Docker daemon ${humanSize(context.weight).padStart(8)}\r\r\n`
  if (!options.quiet) await process.print(sending)
  let id = ''
  const quiet = { write: async (said: string) => void (id += said), tty: false, columns: 200 }
  try {
    const response = await send(process, client, options, context, query)
    await showProgress(response.body, options.quiet ? quiet : sinkOf(process), (aux) => {
      if (typeof aux.ID === 'string') id = aux.ID
    })
  } catch (error) {
    if (options.quiet) await process.error(sending + id)
    throw error
  }
  if (options.quiet) await process.print(id)
  // What a quiet build prints, with the end of its line, is what goes into the file.
  if (options.iidfile) process.writeFile(options.iidfile, id)
  return 0
}

function checkClassicTag(tag: string): void {
  try {
    parseReference(tag)
  } catch (error) {
    throw new UsageError('flag', `invalid argument ${JSON.stringify(tag)} for "-t, --tag" flag: ${messageOf(error)}`)
  }
}

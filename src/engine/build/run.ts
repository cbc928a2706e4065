// RUN: a command in a container on the layers so far; what it changes becomes the layer.
import type { Layer } from '../../image/layer.ts'
import { makeLayer } from '../../image/layer.ts'
import { type RunForm, runForm } from '../../image/dockerfile/heredoc.ts'
import type { Mount, Run } from '../../image/dockerfile/instruction.ts'
import { secretId } from '../../image/dockerfile/mount.ts'
import { utf8 } from '../../kernel/bytes.ts'
import type { Cause } from '../../kernel/trace.ts'
import { digestOf } from '../../image/digest.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import type { Process } from '../../machine/process.ts'
import type { MountPoint } from '../../runtime/container.ts'
import { OciError } from '../../runtime/errors.ts'
import type { Stream } from '../../runtime/logs.ts'
import { snapshot, tmpfs } from '../../runtime/snapshot.ts'
import { Container } from '../containers/container.ts'
import { fullHostConfig, mergedConfig } from '../containers/defaults.ts'
import { launch } from '../containers/launch.ts'
import type { Engine } from '../engine.ts'
import { bringUp, takeDown } from '../networks/connect.ts'
import { DEFAULT_SHELL } from './config.ts'
import type { Draft } from './draft.ts'
import type { BuildRequest } from './request.ts'

export interface RunResult {
  code: number
  layer: Layer | undefined
  /** Id of the container it ran in. */
  id: string
}

export interface RunOptions {
  network: string
  host: BuildRequest['host']
  /** Output as it comes. */
  onOutput: (stream: Stream, bytes: Uint8Array) => void
  /** Told the container's id before it starts. */
  onContainer?: (id: string) => void
  mounts?: readonly MountPoint[]
  name: string
  /** Holds the process while it runs, so that others can end it. */
  running?: Set<Process>
}

/** Rejects with OciError when the program cannot be started. */
export async function runStep(
  engine: Engine,
  draft: Draft,
  instruction: Run,
  options: RunOptions,
  cause: Cause,
): Promise<RunResult> {
  const container = scratchContainer(engine, draft, instruction, options)
  options.onContainer?.(container.id)
  const off = container.output.listen(options.onOutput)
  const form = runForm(instruction)
  const { fs } = container
  if (form.kind === 'script') fs.write('/tmp/heredoc-script', form.content, { mode: 0o755 })
  const code = await executed(engine, container, cause, options.running)
  off()
  if (form.kind === 'script') fs.remove('/tmp/heredoc-script')
  const entries = fs.upperEntries()
  const layer = code === 0 && entries.length > 0 ? makeLayer(entries, { name: options.name }) : undefined
  return { code, layer, id: container.id }
}

/** The words that run, with the shell before them where it is the shell form. */
export function wordsFor(form: RunForm, draft: Draft): string[] {
  if (form.kind === 'exec') return form.argv
  if (form.kind === 'script') return ['/tmp/heredoc-script']
  return [...(draft.run.Shell ?? DEFAULT_SHELL), form.text]
}

/** A container that dockerd does not list. */
function scratchContainer(engine: Engine, draft: Draft, instruction: Run, options: RunOptions): Container {
  const id = engine.newId()
  const mode = (instruction.network ?? options.network).replace('default', 'bridge')
  const { User, WorkingDir } = draft.run
  const config = mergedConfig(
    { Cmd: wordsFor(runForm(instruction), draft), Entrypoint: [''], Env: draft.environment(), User, WorkingDir },
    {},
    id,
  )
  config.Hostname = 'buildkitsandbox'
  const image = { id: digestOf(draft.key), config: draft.config, configBytes: utf8(''), layers: draft.layers }
  const container = new Container(engine.machine.kernel, {
    id,
    name: `build-${id.slice(0, 12)}`,
    image,
    config,
    hostConfig: fullHostConfig({ ...options.host, NetworkMode: mode }, engine.machine.features),
    fs: snapshot(engine.machine.kernel, draft.layers),
    platform: 'linux',
  })
  container.extraMounts = options.mounts ?? []
  const network = engine.networks.find(mode)
  if (network) container.endpoints.set(network.name, { network, asked: {}, live: undefined })
  return container
}

async function executed(
  engine: Engine,
  container: Container,
  cause: Cause,
  running: Set<Process> = new Set(),
): Promise<number> {
  const directory = `/var/lib/docker/containers/${container.id}`
  const { fs } = engine.machine
  bringUp(engine, container, cause)
  try {
    const process = launch(engine, container, cause)
    running.add(process)
    const code = await process.exited
    running.delete(process)
    for (const other of container.contained?.processes() ?? []) other.signal('KILL')
    return code
  } finally {
    takeDown(engine, container, cause)
    if (fs.exists(directory)) fs.remove(directory, { recursive: true })
  }
}

/** `--mount` of a RUN. Throws OciError. */
export function mountsOf(
  engine: Engine,
  request: BuildRequest,
  instruction: Run,
  filesOf: (from: string) => FileSystem,
): MountPoint[] {
  const { kernel } = engine.machine
  return instruction.mounts.flatMap((asked): MountPoint[] => {
    const { type, target, source: path = '/', from, id, readonly } = asked
    if (type === 'ssh') throw new OciError('naru: RUN --mount=type=ssh is not simulated')
    if (type === 'secret') return secretMount(engine, request, asked)
    if (!target) throw new OciError('target is required')
    if (type === 'tmpfs') return [{ target, mount: { fs: tmpfs(kernel), root: '/', device: 'tmpfs', type: 'tmpfs' } }]
    const cache = type === 'cache' && engine.cache.mount(id ?? target, () => tmpfs(kernel, 0o755))
    const fs = cache || (from ? filesOf(from) : request.context.fs)
    const root = cache ? '/' : path.startsWith('/') ? path : `/${path}`
    return [{ target, mount: { fs, root, readOnly: readonly, device: '/dev/vda1', type: 'ext4' } }]
  })
}

/** A secret is a file that is there while the command runs; one that was not sent is left out unless it is required. */
function secretMount(engine: Engine, request: BuildRequest, asked: Mount): MountPoint[] {
  const id = secretId(asked)
  const content = request.secrets.get(id)
  if (content === undefined) {
    if (asked.required) throw new OciError(`secret ${id}: not found`)
    return []
  }
  const fs = tmpfs(engine.machine.kernel)
  fs.write('/secret', content, { mode: 0o400 })
  const target = asked.target ?? `/run/secrets/${id}`
  return [{ target, mount: { fs, root: '/secret', readOnly: true, device: 'tmpfs', type: 'tmpfs' } }]
}

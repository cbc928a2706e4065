// moby.buildkit.v1.Control and its LLBBridge, as far as docker and buildx call them, over the emulated dockerd.
import type { Behind } from '../behind.ts'
import { build } from './build.ts'
import { diskUsage, prune } from './cache.ts'
import { Job, type Opened } from './job.ts'
import { CODE, GrpcError } from './grpc.ts'
import { type Status, lintResult } from './progress.ts'
import { isCheck, notSimulated } from './request.ts'
import {
  BridgeSolveRequest,
  BridgeSolveResponse,
  ControlSolveRequest,
  ControlSolveResponse,
  DiskUsageRequest,
  DiskUsageResponse,
  Empty,
  InfoResponse,
  ListWorkersResponse,
  PongResponse,
  PruneRequest,
  ReturnRequest,
  RpcStatus,
  StatusRequest,
  StatusResponse,
  UsageRecord,
} from './schemas.ts'
import { type Call, type Method, streaming, unary } from './serve.ts'
import type { Sessions } from './sessions.ts'
import { info, pong, workers } from './worker.ts'

const CONTROL = '/moby.buildkit.v1.Control'
const BRIDGE = '/moby.buildkit.v1.frontend.LLBBridge'
/** Which build a call over the bridge is for. */
const BUILD_ID = 'buildkit-controlapi-buildid'

/** For one connection: builds belong to it, and are known as long as it lasts (Status may be asked for when all is over). */
export class Control {
  private readonly behind: Behind
  private readonly sessions: Sessions
  private readonly jobs = new Map<string, Job>()

  constructor(behind: Behind, sessions: Sessions) {
    this.behind = behind
    this.sessions = sessions
  }

  methods(): ReadonlyMap<string, Method> {
    const { behind } = this
    return new Map([
      [`${CONTROL}/Info`, unary([Empty, InfoResponse], () => info)],
      [`${CONTROL}/ListWorkers`, unary([Empty, ListWorkersResponse], () => workers)],
      [
        `${CONTROL}/Solve`,
        unary([ControlSolveRequest, ControlSolveResponse], (asked, call) => this.solve(asked, call)),
      ],
      [
        `${CONTROL}/Status`,
        streaming([StatusRequest, StatusResponse], ({ ref }, call) => this.job(ref).follow(call.gone)),
      ],
      [
        `${CONTROL}/DiskUsage`,
        unary([DiskUsageRequest, DiskUsageResponse], (asked, call) => diskUsage(behind, asked, call.gone)),
      ],
      [`${CONTROL}/Prune`, streaming([PruneRequest, UsageRecord], (asked, call) => prune(behind, asked, call.gone))],
      [`${BRIDGE}/Ping`, unary([Empty, PongResponse], (_, call) => this.ping(call))],
      [
        `${BRIDGE}/Solve`,
        unary([BridgeSolveRequest, BridgeSolveResponse], (asked, call) => this.bridgeSolve(asked, call)),
      ],
      [`${BRIDGE}/Return`, unary([ReturnRequest, Empty], (asked, call) => this.giveBack(asked, call))],
    ])
  }

  private job(ref: string): Job {
    let job = this.jobs.get(ref)
    if (!job) this.jobs.set(ref, (job = new Job()))
    return job
  }

  private jobOf({ metadata }: Call): Job {
    return this.job(String(metadata[BUILD_ID] ?? ''))
  }

  private async ping(call: Call) {
    await call.gone.guard(this.jobOf(call).opened)
    return pong
  }

  /** Lasts as long as the build; a client that drives it itself says when it is over. */
  private async solve(asked: Opened, call: Call) {
    const job = this.job(asked.ref)
    job.heed(call.gone)
    try {
      job.open(asked)
      if (asked.frontend) await this.build(job, asked.frontend, asked.frontendAttrs, call)
      else {
        const error = await call.gone.guard(job.returned)
        if (error) throw error
      }
      return { exporterResponse: exporterResponse(job.image, namesOf(asked).join(',')) }
    } finally {
      await job.close()
    }
  }

  private async bridgeSolve(asked: ReturnType<typeof BridgeSolveRequest.decode>, call: Call) {
    if (asked.frontendInputs.size > 0) throw notSimulated('a build from the result of another')
    const metadata = await this.build(this.jobOf(call), asked.frontend, asked.frontendOpt, call)
    return { result: { ref: { id: 'image' }, metadata } }
  }

  private giveBack({ error }: ReturnType<typeof ReturnRequest.decode>, call: Call) {
    const { code = CODE.unknown, message = '' } = error ?? {}
    this.jobOf(call).giveBack(error && new GrpcError(code, message, RpcStatus.encode(error)))
    return {}
  }

  /** What there is to tell besides the image. */
  private async build(job: Job, frontend: string, options: ReadonlyMap<string, string>, call: Call) {
    job.heed(call.gone)
    const opened = await job.gone.guard(job.opened)
    checkOutputs(opened)
    const { ref, session } = opened
    const channel = await this.sessions.find(session, job.gone)
    const asked = { ref, frontend, options, tags: namesOf(opened) }
    const tell = (status: Status) => job.statuses.push(status)
    const { image, warnings } = await job.work(build(this.behind, channel, asked, tell, job.gone))
    job.image = image
    return isCheck(asked) ? lintResult(warnings) : undefined
  }
}

function exporterResponse(image: string, names: string): Map<string, string> {
  if (!image) return new Map()
  const digests = ['containerimage.config.digest', 'containerimage.digest'].map((key) => [key, image] as const)
  return new Map([...digests, ...(names ? [['image.name', names] as const] : [])])
}

const exportersOf = ({ exporters, exporterDeprecated, exporterAttrsDeprecated }: Opened) =>
  exporters.length > 0 || !exporterDeprecated
    ? exporters
    : [{ type: exporterDeprecated, attrs: exporterAttrsDeprecated }]

const namesOf = (asked: Opened): string[] =>
  exportersOf(asked).flatMap(({ attrs }) => attrs?.get('name')?.split(',') ?? [])

/** The image store of dockerd: all that there is to put results into. Throws GrpcError. */
function checkOutputs(asked: Opened): void {
  const other = exportersOf(asked).find(({ type }) => type !== 'moby')
  if (other) throw notSimulated(`docker build --output type=${other.type}`)
  const cache = asked.cache?.exports?.find(({ type }) => type !== 'inline')
  if (cache) throw notSimulated(`docker build --cache-to type=${cache.type}`)
}

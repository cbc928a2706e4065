// Routes of images.
import type { ImageSummary, JsonMessage } from '../../api/docker.ts'
import { canonical, familiarName, InvalidReference, parseReference, withDefaultTag } from '../../image/reference.ts'
import type { Cause } from '../../kernel/trace.ts'
import { type HttpRequest, type HttpResponse, type Peer, bodyBytes } from '../../net/http.ts'
import type { Params, Route } from '../../net/router.ts'
import { JsonStream, answer, authOf, empty, flag, one } from '../answer.ts'
import { applyChanges } from '../build/changes.ts'
import { findImage } from '../containers/create.ts'
import type { Engine } from '../engine.ts'
import { ApiError, badRequest } from '../errors.ts'
import { importImage, load, save } from './archive.ts'
import { inspectImage } from './inspect.ts'
import { history, listImages } from './list.ts'
import { compareVersions, versionOf } from '../router.ts'
import { errorLine, importLine } from './progress.ts'
import { download, withScheme } from './download.ts'
import { platformFrom } from './platform.ts'
import { parsePlatform, pullTelling, referenceFrom } from './pull.ts'
import { pushImage } from './push.ts'
import { deleteImage, pruneImages } from './remove.ts'
import { search } from './search.ts'

const SEVERAL = 'multiple platform parameters not supported'

export function imageRoutes(engine: Engine): Route[] {
  const about = (params: Params) => ({ image: params.name ?? '' })
  return [
    {
      method: 'GET',
      pattern: '/images/json',
      topic: 'docker.image.list',
      handle: ({ query, path }) => answer(200, withoutCounts(listImages(engine, query), path)),
    },
    {
      method: 'GET',
      pattern: '/images/search',
      topic: 'docker.image.search',
      handle: async (request, _, peer) => answer(200, await search(engine, request, peer.cause)),
    },
    {
      method: 'GET',
      pattern: '/images/get',
      topic: 'docker.image.save',
      handle: ({ query }) => save(engine, query.names ?? [], platformFrom(query, SEVERAL)),
    },
    {
      method: 'GET',
      pattern: '/images/:name+/get',
      topic: 'docker.image.save',
      about,
      handle: ({ query }, params) => save(engine, [params.name!], platformFrom(query, SEVERAL)),
    },
    {
      method: 'POST',
      pattern: '/images/create',
      topic: 'docker.image.pull',
      when: ({ query }) => one(query, 'fromImage') !== '',
      about: (_, { query }) => ({ image: `${one(query, 'fromImage')}:${one(query, 'tag')}` }),
      handle: (request, _, peer) => startPull(engine, request, peer),
    },
    {
      method: 'POST',
      pattern: '/images/create',
      topic: 'docker.image.import',
      handle: (request, _, peer) => startImport(engine, request, peer),
    },
    {
      method: 'POST',
      pattern: '/images/load',
      topic: 'docker.image.load',
      handle: async (request, _, peer) => {
        const stream = new JsonStream()
        const options = { quiet: flag(request.query, 'quiet'), platform: platformFrom(request.query, SEVERAL) }
        load(engine, await bodyBytes(request), (line) => stream.write(line), peer.cause, options)
        stream.end()
        return stream.response()
      },
    },
    {
      method: 'POST',
      pattern: '/images/prune',
      topic: 'docker.image.prune',
      handle: ({ query }, _, peer) => answer(200, pruneImages(engine, query, peer.cause)),
    },
    ...named(engine),
  ]
}

/** Clients before API 1.51 are not told how many containers an image has. */
function withoutCounts(images: ImageSummary[], path: string): ImageSummary[] {
  const version = versionOf(path)
  if (version === undefined || compareVersions(version, '1.51') >= 0) return images
  return images.map((image) => ({ ...image, Containers: -1 }))
}

function named(engine: Engine): Route[] {
  const about = (params: Params) => ({ image: params.name ?? '' })
  const find = ({ query }: HttpRequest, params: Params) => findImage(engine, params.name!, platformFrom(query))
  return [
    {
      method: 'GET',
      pattern: '/images/:name+/json',
      topic: 'docker.image.inspect',
      about,
      handle: (request, params) => answer(200, inspectImage(engine, find(request, params))),
    },
    {
      method: 'GET',
      pattern: '/images/:name+/history',
      topic: 'docker.image.history',
      about,
      handle: (request, params) => answer(200, history(engine, find(request, params))),
    },
    {
      method: 'POST',
      pattern: '/images/:name+/tag',
      topic: 'docker.image.tag',
      about: (params, { query }) => ({ image: params.name ?? '', name: `${one(query, 'repo')}:${one(query, 'tag')}` }),
      handle: ({ query }, params, peer) => tag(engine, params.name!, one(query, 'repo'), one(query, 'tag'), peer),
    },
    {
      method: 'POST',
      pattern: '/images/:name+/push',
      topic: 'docker.image.push',
      about: (params, { query }) => ({ image: `${params.name}:${one(query, 'tag')}` }),
      handle: (request, params, peer) => startPush(engine, params.name!, request, peer),
    },
    {
      method: 'DELETE',
      pattern: '/images/:name+',
      topic: 'docker.image.remove',
      about,
      handle: ({ query }, params, peer) => {
        const platform = platformFrom(query, 'multiple platforms are not supported', 'platforms')
        const options = { force: flag(query, 'force'), noPrune: flag(query, 'noprune'), platform }
        return answer(200, deleteImage(engine, params.name!, options, peer.cause))
      },
    },
  ]
}

/** Answers with an error as long as no line was written, and with a stream from the first line on. */
async function streamed(
  engine: Engine,
  work: (write: (line: JsonMessage) => void) => Promise<void>,
): Promise<HttpResponse> {
  const stream = new JsonStream()
  return new Promise((resolve, reject) => {
    let begun = false
    const begin = () => {
      if (!begun) resolve(stream.response())
      begun = true
    }
    const write = (line: JsonMessage) => {
      stream.write(line)
      begin()
    }
    engine.machine.kernel.spawn(async () => {
      try {
        await work(write)
      } catch (error) {
        if (!begun) return reject(error)
        if (!(error instanceof ApiError)) throw error
        write(errorLine(error.message))
      }
      stream.end()
      begin()
    })
  })
}

function startPull(engine: Engine, request: HttpRequest, peer: Peer): Promise<HttpResponse> {
  const { query } = request
  const platform = parsePlatform(one(query, 'platform'))
  let wanted: ReturnType<typeof referenceFrom>
  try {
    wanted = referenceFrom(one(query, 'fromImage'), one(query, 'tag'))
  } catch (error) {
    if (error instanceof InvalidReference) throw badRequest(error.message)
    throw error
  }
  const { reference } = wanted
  const name = familiarName(reference)
  if (!engine.store.find(canonical(withDefaultTag(reference)))) {
    engine.decide(
      'image.missing',
      { image: name, reason: `no image named ${name} on this machine: ask ${reference.domain}` },
      peer.cause,
    )
  }
  const options = { auth: authOf(request), platform }
  return streamed(engine, (write) => pullTelling(engine, wanted, options, write, peer.cause))
}

function startPush(engine: Engine, name: string, request: HttpRequest, peer: Peer): Promise<HttpResponse> {
  const auth = authOf(request)
  const wanted = one(request.query, 'tag')
  return streamed(engine, (write) => pushImage(engine, name, wanted, auth, write, peer.cause))
}

/** From the body of the request, or from an address that the daemon asks itself. */
function startImport(engine: Engine, request: HttpRequest, peer: Peer): Promise<HttpResponse> {
  const { query } = request
  const platform = parsePlatform(one(query, 'platform'))
  const repository = one(query, 'repo')
  const named = repository
    ? withDefaultTag({ ...parseReference(repository), ...(one(query, 'tag') ? { tag: one(query, 'tag') } : {}) })
    : undefined
  const source = one(query, 'fromSrc')
  const message = one(query, 'message') || `Imported from ${source}`
  return streamed(engine, async (write) => {
    const bytes =
      source === '-' ? await bodyBytes(request) : await fetched(engine, withScheme(source), write, peer.cause)
    const config = applyChanges({}, query.changes ?? [])
    const options = { message, config, platform, name: named ? canonical(named) : '' }
    write({ status: importImage(engine, bytes, options, peer.cause).id })
  })
}

async function fetched(
  engine: Engine,
  url: string,
  write: (line: JsonMessage) => void,
  cause: Cause,
): Promise<Uint8Array> {
  const response = await download(engine, url, cause)
  write({ status: `Downloading from ${url}` })
  const bytes = await bodyBytes(response)
  write(importLine(bytes.length))
  return bytes
}

function tag(engine: Engine, name: string, repository: string, tagName: string, peer: Peer): HttpResponse {
  const image = findImage(engine, name, '')
  let reference
  try {
    reference = withDefaultTag({ ...parseReference(repository), ...(tagName ? { tag: tagName } : {}) })
  } catch (error) {
    if (error instanceof InvalidReference) throw badRequest(error.message)
    throw error
  }
  engine.store.setName(canonical(reference), image.id, peer.cause)
  engine.events.add('image', 'tag', image.id, { name: `${familiarName(reference)}:${reference.tag}` })
  return empty(201)
}

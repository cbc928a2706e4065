// What nginx answers: files, redirects, proxied servers, error pages.
import { EMPTY, utf8 } from '../../../kernel/bytes.ts'
import { NetError } from '../../../net/errors.ts'
import { type HttpRequest, type HttpResponse, type Peer, encodeQuery, reason } from '../../../net/http.ts'
import { FsError } from '../../fs/filesystem.ts'
import { joinPath } from '../../fs/path.ts'
import type { Process } from '../../process.ts'
import { canAccess } from '../../access.ts'
import { strftime } from '../time.ts'
import { type Directive, type VirtualServer, findLocation, setting } from './nginx-config.ts'
import { contentType } from './content-type.ts'

export interface Site {
  process: Process
  /** `nginx/1.29.3` */
  software: string
  upstreams: Map<string, string[]>
  complain: (message: string) => Promise<void>
}

export const httpDate = (unix: number) => strftime('%a, %d %b %Y %H:%M:%S GMT', unix)

/** The page nginx makes for a status. */
export function errorPage(site: Site, status: number, headers: Record<string, string> = {}): HttpResponse {
  const title = `${status} ${reason(status)}`
  const html = `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n<hr><center>${site.software}</center>\r\n</body>\r\n</html>\r\n`
  return answer(site, status, 'text/html', utf8(html), headers)
}

function answer(
  site: Site,
  status: number,
  type: string,
  body: Uint8Array,
  headers: Record<string, string> = {},
  weight?: number,
): HttpResponse {
  const date = httpDate(site.process.kernel.clock.unix())
  const length = String(weight ?? body.length)
  const { 'last-modified': modified, ...rest } = headers
  return {
    status,
    headers: {
      server: site.software,
      date,
      'content-type': type,
      'content-length': length,
      ...(modified ? { 'last-modified': modified } : {}),
      connection: 'keep-alive',
      ...rest,
    },
    body,
    weight,
  }
}

export async function respond(
  site: Site,
  server: VirtualServer,
  request: HttpRequest,
  peer: Peer,
): Promise<HttpResponse> {
  const location = findLocation(server, request.path)
  const directives = [
    ...(location?.directives ?? []),
    ...server.directives.filter(({ words }) => words[0] !== 'return' || !location),
  ]
  const variables = values(site, request, peer)
  const returned = setting(directives, 'return')
  if (returned) return redirect(site, returned, variables, directives)
  const proxied = setting(directives, 'proxy_pass')
  if (proxied) return proxy(site, proxied[0]!, location?.pattern ?? '/', directives, request, peer, variables)
  const response = await staticFile(site, directives, location, request)
  return response.status >= 400 ? custom(site, directives, server, request, response) : response
}

function values(site: Site, request: HttpRequest, peer: Peer): (text: string) => string {
  const host = (request.headers.host ?? '').replace(/:\d+$/, '')
  const known: Record<string, string> = {
    host,
    http_host: request.headers.host ?? '',
    uri: request.path,
    request_uri: request.path + encodeQuery(request.query),
    document_uri: request.path,
    args: encodeQuery(request.query).slice(1),
    remote_addr: peer.address,
    server_name: host,
    server_port: String(peer.destination.port),
    server_addr: site.process.namespaces.net.address(),
    scheme: peer.scheme,
    request_method: request.method,
    hostname: site.process.namespaces.uts.hostname,
    proxy_add_x_forwarded_for: request.headers['x-forwarded-for']
      ? `${request.headers['x-forwarded-for']}, ${peer.address}`
      : peer.address,
    time_local: strftime('%d/%b/%Y:%H:%M:%S +0000', site.process.kernel.clock.unix()),
    nginx_version: site.software.replace('nginx/', ''),
    proxy_host: '',
  }
  return (text) =>
    text.replace(
      /\$\{?(\w+)\}?/g,
      (_, name: string) => known[name] ?? request.headers[name.replace(/^http_/, '').replaceAll('_', '-')] ?? '',
    )
}

function added(directives: readonly Directive[], variables: (text: string) => string): Record<string, string> {
  const rows = directives.filter(({ words }) => words[0] === 'add_header')
  return Object.fromEntries(rows.map(({ words }) => [words[1]!.toLowerCase(), variables(words[2] ?? '')]))
}

function redirect(
  site: Site,
  words: string[],
  variables: (text: string) => string,
  directives: readonly Directive[],
): HttpResponse {
  const [first, text] = words
  const status = /^\d{3}$/.test(first!) ? Number(first) : 302
  const rest = variables(status === Number(first) ? (text ?? '') : first!)
  const headers = added(directives, variables)
  if (status >= 300 && status < 400) return errorPage(site, status, { ...headers, location: rest })
  if (text === undefined && status >= 400) return errorPage(site, status, headers)
  const type = setting(directives, 'default_type')?.[0] ?? 'text/plain'
  return answer(site, status, type, utf8(rest.replace(/\\n/g, '\n')), headers)
}

async function proxy(
  site: Site,
  target: string,
  prefix: string,
  directives: readonly Directive[],
  request: HttpRequest,
  peer: Peer,
  variables: (text: string) => string,
): Promise<HttpResponse> {
  const { process } = site
  const [, scheme, host, path] = /^(https?):\/\/([^/]+)(\/.*)?$/.exec(variables(target)) ?? [
    '',
    'http',
    target,
    undefined,
  ]
  const members = site.upstreams.get(host!) ?? [host!]
  const member =
    members[Math.floor(process.kernel.chance(`proxy ${process.kernel.clock.now}`).fraction() * members.length)]!
  const headers: Record<string, string> = { ...request.headers, host: host!, connection: 'close' }
  for (const { words } of directives)
    if (words[0] === 'proxy_set_header') headers[words[1]!.toLowerCase()] = variables(words[2] ?? '')
  const to = path === undefined ? request.path : path + request.path.slice(prefix.length)
  try {
    process.cause = peer.cause
    const init = { ...request, headers, path: to, onSent: undefined }
    const response = await process.request(`${scheme}://${member}`, init)
    const date = httpDate(process.kernel.clock.unix())
    return {
      status: response.status,
      headers: { ...response.headers, server: site.software, date, ...added(directives, variables) },
      body: response.body,
      weight: response.weight,
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    const late = error.code === 'ETIMEDOUT'
    const why = late
      ? 'upstream timed out (110: Connection timed out)'
      : error.code === 'ECONNREFUSED'
        ? 'connect() failed (111: Connection refused)'
        : `${host} could not be resolved`
    await site.complain(
      `${why} while connecting to upstream, client: ${peer.address}, server: , request: "${request.method} ${request.path} HTTP/1.1", upstream: "${scheme}://${member}${to}", host: "${request.headers.host ?? ''}"`,
    )
    return errorPage(site, late ? 504 : 502)
  }
}

async function staticFile(
  site: Site,
  directives: readonly Directive[],
  location: { modifier: string; pattern: string } | undefined,
  request: HttpRequest,
): Promise<HttpResponse> {
  if (!['GET', 'HEAD'].includes(request.method)) return errorPage(site, 405)
  const alias = setting(directives, 'alias')?.[0]
  const root = setting(directives, 'root')?.[0] ?? '/etc/nginx/html'
  const under = (path: string) =>
    alias === undefined
      ? joinPath(root, `./${path}`)
      : joinPath(alias, `./${path.slice(location?.pattern.length ?? 0)}`)
  const tries = setting(directives, 'try_files')
  for (const candidate of tries?.slice(0, -1) ?? []) {
    const path = candidate.replace('$uri', request.path)
    if (
      site.process.fs.exists(under(path)) &&
      (path.endsWith('/') || site.process.fs.stat(under(path)).type === 'file')
    )
      return read(site, directives, under(path), path, request)
  }
  const fallback = tries?.at(-1)
  if (fallback?.startsWith('=')) return errorPage(site, Number(fallback.slice(1)))
  const path = fallback?.replace('$uri', request.path).replace(/\?.*/, '') ?? request.path
  return read(site, directives, under(path), path, request)
}

async function read(
  site: Site,
  directives: readonly Directive[],
  file: string,
  path: string,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { process } = site
  const missing = async (name: string, why: string) => {
    await site.complain(
      `open() "${name}" failed (${why}), client: ${request.headers['x-real-ip'] ?? '-'}, server: localhost, request: "${request.method} ${request.path} HTTP/1.1", host: "${request.headers.host ?? ''}"`,
    )
  }
  try {
    if (process.fs.stat(file).type === 'directory') {
      if (!path.endsWith('/'))
        return errorPage(site, 301, { location: `http://${request.headers.host ?? 'localhost'}${path}/` })
      const index = (setting(directives, 'index') ?? ['index.html'])
        .map((name) => joinPath(file, name))
        .find((name) => process.fs.exists(name))
      if (!index) {
        if (setting(directives, 'autoindex')?.[0] === 'on') return listing(site, file, path)
        await site.complain(
          `directory index of "${file}/" is forbidden, client: -, server: localhost, request: "${request.method} ${request.path} HTTP/1.1", host: "${request.headers.host ?? ''}"`,
        )
        return errorPage(site, 403)
      }
      return send(site, index, request)
    }
    if (!canAccess(process, file, 'read')) return errorPage(site, 403)
    return send(site, file, request)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    await missing(file, error.code === 'EACCES' ? '13: Permission denied' : '2: No such file or directory')
    return errorPage(site, error.code === 'EACCES' ? 403 : 404)
  }
}

function send(site: Site, file: string, request: HttpRequest): HttpResponse {
  const { fs } = site.process
  const stat = fs.stat(file)
  const content = fs.read(file)
  const etag = `"${Math.floor(stat.mtime / 1000).toString(16)}-${stat.size.toString(16)}"`
  const headers = { 'last-modified': httpDate(stat.mtime), etag, 'accept-ranges': 'bytes' }
  if (request.headers['if-none-match'] === etag) return { ...answer(site, 304, '', EMPTY, headers), body: EMPTY }
  const kept = content.size > 1_000_000 ? content.head() : content.bytes()
  return answer(
    site,
    200,
    contentType(file),
    request.method === 'HEAD' ? EMPTY : kept,
    { ...headers, 'content-length': String(stat.size) },
    kept.length < stat.size && request.method !== 'HEAD' ? stat.size : undefined,
  )
}

function listing(site: Site, directory: string, path: string): HttpResponse {
  const { fs } = site.process
  const rows = fs.list(directory).map((name) => {
    const stat = fs.stat(joinPath(directory, name))
    const shown = stat.type === 'directory' ? `${name}/` : name
    return `<a href="${shown}">${shown}</a>${' '.repeat(Math.max(1, 51 - shown.length))}${strftime('%d-%b-%Y %H:%M', stat.mtime)}${(stat.type === 'directory' ? '-' : String(stat.size)).padStart(20)}\r\n`
  })
  const html = `<html>\r\n<head><title>Index of ${path}</title></head>\r\n<body>\r\n<h1>Index of ${path}</h1><hr><pre><a href="../">../</a>\r\n${rows.join('')}</pre><hr></body>\r\n</html>\r\n`
  return answer(site, 200, 'text/html', utf8(html))
}

async function custom(
  site: Site,
  directives: readonly Directive[],
  server: VirtualServer,
  request: HttpRequest,
  response: HttpResponse,
): Promise<HttpResponse> {
  const rule = directives.find(
    ({ words }) => words[0] === 'error_page' && words.slice(1, -1).includes(String(response.status)),
  )
  if (!rule) return response
  const path = rule.words.at(-1)!
  const location = findLocation(server, path)
  const page = await staticFile(site, [...(location?.directives ?? []), ...server.directives], location, {
    ...request,
    path,
  })
  const overridden = rule.words.find((word) => /^=\d+$/.test(word))
  return page.status === 200
    ? { ...page, status: overridden ? Number(overridden.slice(1)) : response.status }
    : response
}

// httpd(8), the Apache server, and busybox's httpd: files of a document root.
import { EMPTY, utf8 } from '../../../kernel/bytes.ts'
import { encodeQuery, type HttpRequest, type HttpResponse, type Peer, reason } from '../../../net/http.ts'
import { Router } from '../../../net/router.ts'
import { canAccess } from '../../access.ts'
import { joinPath } from '../../fs/path.ts'
import type { Process } from '../../process.ts'
import { mayBind } from '../../sockets.ts'
import type { Call } from '../call.ts'
import type { Spec, Tool } from '../spec.ts'
import { strftime } from '../time.ts'
import { contentType } from './content-type.ts'
import { httpDate } from './site.ts'

interface Server {
  process: Process
  software: string
  root: string
  index: string[]
  /** The page for a status that is no success. */
  page: (status: number, request: HttpRequest) => { type: string; body: string }
  listing: ((path: string, names: string[]) => string) | undefined
  log: (request: HttpRequest, peer: Peer, response: HttpResponse) => Promise<void>
}

/** Answers GET and HEAD from the disk. */
export async function serveFiles(server: Server, request: HttpRequest, peer: Peer): Promise<HttpResponse> {
  const response = find(server, request)
  await server.log(request, peer, response)
  return request.method === 'HEAD' ? { ...response, body: EMPTY } : response
}

function find(server: Server, request: HttpRequest): HttpResponse {
  const { fs } = server.process
  const failed = (status: number, headers: Record<string, string> = {}) => {
    const { type, body } = server.page(status, request)
    return made(server, status, type, utf8(body), headers)
  }
  if (!['GET', 'HEAD'].includes(request.method)) return failed(405)
  const path = joinPath(server.root, `./${request.path}`)
  if (!fs.exists(path)) return failed(404)
  if (fs.stat(path).type !== 'directory')
    return canAccess(server.process, path, 'read') ? file(server, path) : failed(403)
  if (!request.path.endsWith('/'))
    return failed(301, { location: `http://${request.headers.host ?? 'localhost'}${request.path}/` })
  const index = server.index.map((name) => joinPath(path, name)).find((name) => fs.exists(name))
  if (index) return file(server, index)
  if (!server.listing) return failed(403)
  const names = fs.list(path).map((name) => (fs.stat(joinPath(path, name)).type === 'directory' ? `${name}/` : name))
  return made(server, 200, 'text/html;charset=utf-8', utf8(server.listing(request.path, names)))
}

function file(server: Server, path: string): HttpResponse {
  const { fs } = server.process
  const content = fs.read(path)
  const kept = content.size > 1_000_000 ? content.head() : content.bytes()
  const response = made(server, 200, contentType(path), kept, {
    'last-modified': httpDate(fs.stat(path).mtime),
    'content-length': String(content.size),
  })
  return kept.length < content.size ? { ...response, weight: content.size } : response
}

function made(
  server: Server,
  status: number,
  type: string,
  body: Uint8Array,
  headers: Record<string, string> = {},
): HttpResponse {
  const date = httpDate(server.process.kernel.clock.unix())
  return {
    status,
    headers: { date, server: server.software, 'content-length': String(body.length), ...headers, 'content-type': type },
    body,
  }
}

export const router = (handle: (request: HttpRequest, peer: Peer) => Promise<HttpResponse>): Router =>
  new Router(
    ['/', '/:path+'].map((pattern) => ({
      method: '*',
      pattern,
      topic: 'http.request',
      handle: (request, _, peer) => handle(request, peer),
    })),
  )

const spec: Spec = {
  name: 'httpd',
  summary: 'Apache hypertext transfer protocol server',
  usage: '[-DFOREGROUND] [-f file] [-k start|restart|graceful|stop]',
  options: {
    '-D NAME': 'define a name',
    '-f FILE': 'configuration',
    '-k COMMAND': 'start, restart, stop',
    '-t': 'check the configuration',
    '-v': 'the version',
    '-X': 'one process',
  },
}

async function apache(call: Call): Promise<number> {
  const { process } = call
  const version = process.env.HTTPD_VERSION ?? '2.4.65'
  if (call.has('v'))
    return call.print(`Server version: Apache/${version} (Unix)\nServer built:   Jul 23 2025 18:17:05\n`).then(() => 0)
  const home = process.env.HTTPD_PREFIX ?? '/usr/local/apache2'
  const path = call.value('f') ?? `${home}/conf/httpd.conf`
  if (!process.fs.exists(path)) {
    await process.error(`httpd: Could not open configuration file ${path}: No such file or directory\n`)
    return 1
  }
  const text = process.readText(path)
  const value = (name: string, fallback: string) =>
    (new RegExp(`^\\s*${name}\\s+"?([^"\n]+?)"?\\s*$`, 'm').exec(text)?.[1] ?? fallback).trim()
  if (call.has('t')) return process.error('Syntax OK\n').then(() => 0)
  const address = process.namespaces.net.address()
  if (!/^\s*ServerName/m.test(text))
    await process.error(
      `AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using ${address}. Set the 'ServerName' directive globally to suppress this message\n`,
    )
  const port = Number(/(\d+)$/.exec(value('Listen', '80'))![1])
  const log = (message: string) =>
    process.error(
      `[${strftime('%a %b %d %H:%M:%S', process.kernel.clock.unix())}.${String(Math.floor((process.kernel.clock.unix() % 1000) * 1000)).padStart(6, '0')} ${strftime('%Y', process.kernel.clock.unix())}] ${message}\n`,
    )
  const server: Server = {
    process,
    software: `Apache/${version} (Unix)`,
    root: value('DocumentRoot', `${home}/htdocs`),
    index: value('DirectoryIndex', 'index.html').split(/\s+/),
    page: (status) => ({
      type: 'text/html; charset=iso-8859-1',
      body: `<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n<html><head>\n<title>${status} ${reason(status)}</title>\n</head><body>\n<h1>${reason(status)}</h1>\n<p>${status === 404 ? 'The requested URL was not found on this server.' : "You don't have permission to access this resource."}</p>\n</body></html>\n`,
    }),
    listing: /Options.*Indexes/.test(text)
      ? (at, names) =>
          `<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html>\n <head>\n  <title>Index of ${at}</title>\n </head>\n <body>\n<h1>Index of ${at}</h1>\n<ul>${names.map((name) => `<li><a href="${name}"> ${name}</a></li>\n`).join('')}</ul>\n</body></html>\n`
      : undefined,
    log: (request, peer, response) =>
      process.print(
        `${peer.address} - - [${strftime('%d/%b/%Y:%H:%M:%S +0000', process.kernel.clock.unix())}] "${request.method} ${request.path}${encodeQuery(request.query)} HTTP/1.1" ${response.status} ${response.headers['content-length'] ?? '-'}\n`,
      ),
  }
  process.allocate(9_000_000)
  const handle = (request: HttpRequest, peer: Peer) => serveFiles(server, request, peer)
  const allowed = mayBind(process, port)
  if (!allowed || !process.listen(port, { http: handle, router: router(handle), tls: false })) {
    await process.error(
      `${allowed ? '(98)Address already in use' : '(13)Permission denied'}: AH00072: make_sock: could not bind to address 0.0.0.0:${port}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n`,
    )
    return 1
  }
  await log(
    `[mpm_event:notice] [pid ${process.pid}:tid ${process.pid}] AH00489: Apache/${version} (Unix) configured -- resuming normal operations`,
  )
  await log(`[core:notice] [pid ${process.pid}:tid ${process.pid}] AH00094: Command line: 'httpd -D FOREGROUND'`)
  const signal = await process.alive(
    () =>
      new Promise<string>((resolve) =>
        (['TERM', 'WINCH', 'INT'] as const).forEach((name) => process.on(name, () => resolve(name))),
      ),
  )
  await log(
    `[mpm_event:notice] [pid ${process.pid}:tid ${process.pid}] ${signal === 'WINCH' ? 'AH00492: caught SIGWINCH, shutting down gracefully' : 'AH00491: caught SIGTERM, shutting down'}`,
  )
  return 0
}

/** busybox httpd -f -p 80 -h /www. */
async function small(call: Call): Promise<number> {
  const { process } = call
  const port = Number(/(\d+)$/.exec(call.value('p') ?? '80')?.[1] ?? 80)
  const page: Server['page'] = (status) => ({
    type: 'text/html',
    body: `<HTML><HEAD><TITLE>${status} ${reason(status)}</TITLE></HEAD>\n<BODY><H1>${status} ${reason(status)}</H1>\n${status === 404 ? 'The requested URL was not found' : ''}\n</BODY></HTML>\n`,
  })
  const serve = async (running: Process): Promise<number> => {
    const server: Server = {
      process: running,
      software: 'busybox',
      root: running.path(call.value('h') ?? '.'),
      index: ['index.html'],
      page,
      listing: undefined,
      log: () => Promise.resolve(),
    }
    const handle = (request: HttpRequest, peer: Peer) => serveFiles(server, request, peer)
    if (!running.listen(port, { http: handle, router: router(handle), tls: false })) {
      await running.error('httpd: bind: Address already in use\n')
      return 1
    }
    return running.forever()
  }
  if (call.has('f')) return serve(process)
  process.spawn(['httpd', ...process.argv.slice(1)], { program: serve, newGroup: true })
  return 0
}

export const httpd: Tool = {
  spec,
  run: apache,
  busybox: {
    spec: {
      name: 'httpd',
      summary: 'listen for incoming HTTP requests',
      usage: '[-ifv[v]] [-c CONFFILE] [-p [IP:]PORT] [-u USER[:GRP]] [-r REALM] [-h HOME]',
      options: {
        '-f': 'run in foreground',
        '-v': 'verbose',
        '-i': 'inetd mode',
        '-p [IP:]PORT': 'bind to IP:PORT',
        '-h HOME': 'home directory',
        '-c FILE': 'configuration file',
        '-u USER': 'set uid/gid after listening',
      },
    },
    run: small,
  },
}

/** `python -m http.server`: a listing, a log line on standard error. */
export function pythonServer(process: Process, root: string, version: string): Server {
  return {
    process,
    software: `SimpleHTTP/0.6 Python/${version}`,
    root,
    index: ['index.html', 'index.htm'],
    page: (status, request) => ({
      type: 'text/html;charset=utf-8',
      body: `<!DOCTYPE HTML>\n<html lang="en">\n    <head>\n        <meta charset="utf-8">\n        <title>Error response</title>\n    </head>\n    <body>\n        <h1>Error response</h1>\n        <p>Error code: ${status}</p>\n        <p>Message: ${status === 404 ? 'File not found' : `Unsupported method ('${request.method}')`}.</p>\n    </body>\n</html>\n`,
    }),
    listing: (at, names) =>
      `<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>Directory listing for ${at}</title>\n</head>\n<body>\n<h1>Directory listing for ${at}</h1>\n<hr>\n<ul>\n${names.map((name) => `<li><a href="${name}">${name}</a></li>\n`).join('')}</ul>\n<hr>\n</body>\n</html>\n`,
    log: (request, peer, response) =>
      process.error(
        `${peer.address} - - [${strftime('%d/%b/%Y %H:%M:%S', process.kernel.clock.unix())}] ${response.status === 404 ? `code 404, message File not found\n${peer.address} - - [${strftime('%d/%b/%Y %H:%M:%S', process.kernel.clock.unix())}] ` : ''}"${request.method} ${request.path}${encodeQuery(request.query)} HTTP/1.1" ${response.status} -\n`,
      ),
  }
}

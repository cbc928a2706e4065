// kubectl proxy: the API server without its authentication, on a port of this computer.
import { EMPTY } from '../../../kernel/bytes.ts'
import { NetError } from '../../../net/errors.ts'
import { type HttpRequest, type HttpResponse, encodeQuery, plain } from '../../../net/http.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { type Client, dialError } from '../client.ts'
import { Kube } from '../session.ts'
import { splice } from '../splice.ts'

const expressions = (list: string): RegExp[] =>
  list
    .split(',')
    .filter(Boolean)
    .map((source) => new RegExp(source))

export const proxy = command({
  name: 'proxy',
  usage: '[--port=PORT] [--www=static-dir] [--www-prefix=prefix] [--api-prefix=prefix]',
  summary: 'Run a proxy to the Kubernetes API server',
  group: 'Troubleshooting and Debugging Commands',
  flags: {
    'accept-hosts': {
      type: 'string',
      default: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$',
      summary: 'Hosts to answer for',
      absent: true,
    },
    'accept-paths': { type: 'string', default: '^.*', summary: 'Paths to pass on' },
    address: { type: 'string', default: '127.0.0.1', summary: 'Address to listen on' },
    'api-prefix': { type: 'string', default: '/', summary: 'Path below which the API is' },
    'append-server-path': {
      type: 'bool',
      summary: "Put the path of the kubeconfig's server before each request's",
      absent: true,
    },
    'disable-filter': { type: 'bool', summary: 'Pass everything on' },
    keepalive: { type: 'duration', default: '0s', summary: 'How long idle connections are kept' },
    port: { type: 'int', short: 'p', default: 8001, summary: 'Port to listen on' },
    'reject-methods': { type: 'string', default: '^$', summary: 'Methods to refuse' },
    'reject-paths': {
      type: 'string',
      default: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach',
      summary: 'Paths to refuse',
    },
    'unix-socket': { type: 'string', short: 'u', default: '', summary: 'Listen on this socket', absent: true },
    www: { type: 'string', short: 'w', default: '', summary: 'Folder whose files are served as well', absent: true },
    'www-prefix': {
      type: 'string',
      short: 'P',
      default: '/static/',
      summary: 'Path below which those files are',
      absent: true,
    },
  },
  run: async (process, options, _, call) => {
    const kube = await Kube.open(process, call)
    const accepted = expressions(options['accept-paths'])
    const refused = expressions(options['reject-paths'])
    const methods = expressions(options['reject-methods'])
    const passes = ({ method, path }: HttpRequest) =>
      options['disable-filter'] ||
      (accepted.some((one) => one.test(path)) &&
        !refused.some((one) => one.test(path)) &&
        !methods.some((one) => one.test(method)))
    const prefix = options['api-prefix'].replace(/\/$/, '')
    const http = async (request: HttpRequest): Promise<HttpResponse> => {
      if (!passes(request)) return plain(403, 'Forbidden\n')
      if (!request.path.startsWith(prefix)) return plain(404, '404 page not found\n')
      return pass(kube.client, request, request.path.slice(prefix.length) || '/')
    }
    if (!process.listen(options.port, { http }, options.address))
      throw new StatusError(`error: listen tcp ${options.address}:${options.port}: bind: address already in use`)
    await process.print(`Starting to serve on ${options.address}:${options.port}\n`)
    return process.forever()
  },
})

async function pass(client: Client, request: HttpRequest, path: string): Promise<HttpResponse> {
  const { host: _, ...headers } = request.headers
  const { server, headers: own } = client.connection
  try {
    const response = await client.process.request(`${server}${encodeURI(path)}${encodeQuery(request.query)}`, {
      method: request.method,
      headers: { ...headers, ...own },
      body: request.body,
    })
    const { status, body, connection } = response
    if (!connection) return { status, headers: response.headers, body }
    return {
      status,
      headers: response.headers,
      body: EMPTY,
      upgrade: (outer) => splice(client.process, outer, connection),
    }
  } catch (error) {
    if (!(error instanceof NetError)) throw error
    return plain(502, dialError(error, client.host))
  }
}

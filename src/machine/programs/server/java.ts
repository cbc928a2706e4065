// The Java launcher: java(1) of OpenJDK, for the applications of java-app.ts.
import { utf8 } from '../../../kernel/bytes.ts'
import type { HttpRequest, HttpResponse } from '../../../net/http.ts'
import { Router } from '../../../net/router.ts'
import { SIGNALS } from '../../signal.ts'
import { FsError } from '../../fs/filesystem.ts'
import { Exit } from '../../program.ts'
import type { Call } from '../call.ts'
import { type App, readJar } from '../java-app.ts'
import { javaVersion, versionText } from './java-version.ts'
import type { Tool } from '../spec.ts'
import { strftime } from '../time.ts'

export const java: Tool = {
  spec: {
    name: 'java',
    summary: 'launch a Java application',
    usage: '[options] -jar <jarfile> [args...]',
    raw: true,
    options: { '-jar': 'run a jar file', '-version': 'print the version', '--version': 'print the version' },
  },
  async run(call) {
    const words = [...call.operands]
    const properties = new Map<string, string>()
    while (words[0]?.startsWith('-')) {
      const word = words.shift()!
      const property = /^-D([^=]+)=(.*)$/.exec(word)
      if (property) properties.set(property[1]!, property[2]!)
      else if (word === '-jar') return launch(call, words.shift(), words, properties)
      else if (word === '-version') return version(call, call.process.stderr)
      else if (word === '--version') return version(call, call.process.stdout, true)
      else if (word === '-cp' || word === '-classpath' || word === '--class-path') words.shift()
      else if (!/^-(X|XX:|ea|agentlib|javaagent|server|D)/.test(word) && !word.startsWith('--add-'))
        return unrecognized(call, word)
    }
    if (words.length === 0) {
      await call.process.error(
        'Usage: java [options] <mainclass> [args...]\n           (to execute a class)\n   or  java [options] -jar <jarfile> [args...]\n           (to execute a jar file)\n',
      )
      return 1
    }
    await call.process.error(
      `Error: Could not find or load main class ${words[0]}\nCaused by: java.lang.ClassNotFoundException: ${words[0]}\n`,
    )
    return 1
  },
}

async function unrecognized(call: Call, word: string): Promise<number> {
  await call.process.error(
    `Unrecognized option: ${word}\nError: Could not create the Java Virtual Machine.\nError: A fatal exception has occurred. Program will exit.\n`,
  )
  return 1
}

/** The newer option leaves the quotes out. */
async function version(call: Call, to: { write: (text: string) => Promise<void> }, isBare = false): Promise<number> {
  const text = versionText(call.process)
  await to.write(isBare ? text.replace(/version "(.*)"/, '$1') : text)
  return 0
}

async function launch(
  call: Call,
  file: string | undefined,
  args: string[],
  properties: Map<string, string>,
): Promise<number> {
  const { process } = call
  if (file === undefined) {
    await process.error('Error: -jar requires jar file specification\n')
    return 1
  }
  const app = await open(call, file)
  const port = Number(
    properties.get('server.port') ??
      args.map((word) => /^--server\.port=(\d+)$/.exec(word)?.[1]).find(Boolean) ??
      process.env.SERVER_PORT ??
      app.port,
  )
  const begun = process.kernel.clock.now
  const stopped = new Promise<number>((resolve) => {
    process.on('TERM', () => resolve(128 + SIGNALS.TERM))
    process.on('INT', () => resolve(128 + SIGNALS.INT))
  })
  process.allocate(Math.floor(app.memory / 3))
  if (app.spring) await banner(call, app)
  const early = await Promise.race([process.work(app.start).then(() => undefined), stopped])
  if (early !== undefined) return early
  process.allocate(app.memory)
  const handle = (request: HttpRequest) => greet(call, app, request)
  const router = new Router(['/', '/:path+'].map((pattern) => ({ method: '*', pattern, topic: 'app.request', handle })))
  if (!process.listen(port, { http: handle, router, tls: false })) return inUse(call, port)
  if (app.spring) await started(call, app, port, process.kernel.clock.now - begun)
  return process.alive(() => stopped)
}

async function open(call: Call, file: string): Promise<App> {
  try {
    const app = readJar(call.process.readFile(file))
    if (app) return app
    await call.process.error(`Error: Invalid or corrupt jarfile ${file}\n`)
  } catch (error) {
    if (!(error instanceof FsError)) throw error
    await call.process.error(`Error: Unable to access jarfile ${file}\n`)
  }
  throw new Exit(1)
}

function greet(call: Call, app: App, request: HttpRequest): HttpResponse {
  const { hostname } = call.process.namespaces.uts
  const path = request.path === '/' ? '' : `${request.path}\n`
  const body = utf8(`${app.greeting.replace('{hostname}', hostname)}\n${path}`)
  const date = strftime('%a, %d %b %Y %H:%M:%S GMT', call.process.kernel.clock.unix())
  const headers = { 'content-type': 'text/plain;charset=UTF-8', 'content-length': String(body.length), date }
  return { status: 200, headers, body: request.method === 'HEAD' ? new Uint8Array() : body }
}

const log = (call: Call, thread: string, source: string, message: string, level = 'INFO') =>
  call.print(
    `${strftime('%Y-%m-%d %H:%M:%S', call.process.kernel.clock.unix())}.${String(Math.floor(call.process.kernel.clock.unix() % 1000)).padStart(3, '0')} ${level.padStart(5)} ${call.process.pid} --- [${thread.padStart(15)}] ${source.padEnd(40)} : ${message}\n`,
  )

async function banner(call: Call, app: App): Promise<void> {
  const { process } = call
  await call.print(`
  .   ____          _            __ _ _
 /\\\\ / ___'_ __ _ _(_)_ __  __ _ \\ \\ \\ \\
( ( )\\___ | '_ | '_| | '_ \\/ _\` | \\ \\ \\ \\
 \\\\/  ___)| |_)| | | | | || (_| |  ) ) ) )
  '  |____| .__|_| |_|_| |_\\__, | / / / /
 =========|_|==============|___/=/_/_/_/
 :: Spring Boot ::${`(v${app.spring})`.padStart(24)}

`)
  const number = javaVersion(call.process)
  await log(
    call,
    'main',
    app.name,
    `Starting ${simple(app)} using Java ${number} on ${process.namespaces.uts.hostname} with PID ${process.pid}`,
  )
}

const simple = (app: App) => app.name.split('.').at(-1)!

async function started(call: Call, app: App, port: number, took: number): Promise<void> {
  const seconds = (took / 1000).toFixed(3)
  await log(
    call,
    'main',
    'o.s.b.w.embedded.tomcat.TomcatWebServer',
    `Tomcat started on port(s): ${port} (http) with context path ''`,
  )
  await log(
    call,
    'main',
    app.name,
    `Started ${simple(app)} in ${seconds} seconds (JVM running for ${((took + 400) / 1000).toFixed(3)})`,
  )
}

async function inUse(call: Call, port: number): Promise<number> {
  await call.process.error(`
***************************
APPLICATION FAILED TO START
***************************

Description:

Web server failed to start. Port ${port} was already in use.

Action:

Identify and stop the process that's listening on port ${port} or configure this application to listen on another port.

`)
  return 1
}

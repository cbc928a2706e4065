// Well-known applications of which one sees that they come up and answer: what they log when they start, and their first pages.
import { utf8 } from '../../../kernel/bytes.ts'
import type { HttpRequest, HttpResponse } from '../../../net/http.ts'
import { dirname } from '../../fs/path.ts'
import type { Process } from '../../process.ts'
import type { Program } from '../../program.ts'
import { serve } from './samples.ts'

interface Service {
  port: number
  /** Virtual ms until it answers. */
  startup: number
  memory: number
  /** What it says before it answers, and when it does; `now` is RFC 3339. */
  log: (now: string, release: string, process: Process) => string[]
  stream?: 'stdout' | 'stderr'
  answer: (request: HttpRequest, release: string) => string | HttpResponse
}

const page = (status: number, body: string, headers: Record<string, string> = {}): HttpResponse => {
  const bytes = utf8(body)
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-length': String(bytes.length), ...headers },
    body: bytes,
  }
}
const html = (title: string, text: string) =>
  page(200, `<!DOCTYPE html>\n<html>\n<head><title>${title}</title></head>\n<body><h1>${text}</h1></body>\n</html>\n`)
const redirect = (location: string, status = 302) => page(status, `<a href="${location}">Found</a>.\n`, { location })
const json = (value: unknown) =>
  page(200, `${JSON.stringify(value, null, 2)}\n`, { 'content-type': 'application/json; charset=UTF-8' })
const missing = page(404, '404 page not found\n', { 'content-type': 'text/plain; charset=utf-8' })

const GRAFANA: Service = {
  port: 3000,
  startup: 2500,
  memory: 90_000_000,
  log: (now, release) => [
    `logger=settings t=${now} level=info msg="Starting Grafana" version=${release} branch=HEAD`,
    `logger=migrator t=${now} level=info msg="migrations completed" performed=679 skipped=0`,
    `logger=http.server t=${now} level=info msg="HTTP Server Listen" address=[::]:3000 protocol=http subUrl= socket=`,
  ],
  answer: ({ path }, release) => {
    if (path === '/') return redirect('/login')
    if (path === '/login') return html('Grafana', 'Welcome to Grafana')
    return path === '/api/health' ? json({ database: 'ok', version: release }) : page(404, 'Not found\n')
  },
}

const PROMETHEUS: Service = {
  port: 9090,
  startup: 600,
  memory: 60_000_000,
  stream: 'stderr',
  log: (now, release) => [
    `time=${now} level=INFO source=main.go:668 msg="No time or size retention was set so using the default time retention" duration=15d`,
    `time=${now} level=INFO source=main.go:719 msg="Starting Prometheus Server" mode=server version="(version=${release}, branch=HEAD)"`,
    `time=${now} level=INFO source=main.go:1281 msg="TSDB started"`,
    `time=${now} level=INFO source=main.go:1235 msg="Server is ready to receive web requests."`,
  ],
  answer: ({ path }) => {
    if (path === '/') return redirect('/query')
    if (path === '/query' || path === '/graph')
      return html('Prometheus Time Series Collection and Processing Server', 'Prometheus')
    if (path === '/-/healthy') return 'Prometheus Server is Healthy.\n'
    if (path === '/-/ready') return 'Prometheus Server is Ready.\n'
    return path === '/metrics' ? '# TYPE up gauge\nup 1\n' : missing
  },
}

const TRAEFIK: Service = {
  port: 80,
  startup: 300,
  memory: 40_000_000,
  log: (now, release) => [`${now} INF Traefik version ${release} version=${release}`],
  answer: () => missing,
}

const ADMIN_PASSWORD = '/var/jenkins_home/secrets/initialAdminPassword'

/** Kept in Jenkins' home, so that it outlives the container where the home is a volume. */
function adminPassword(process: Process): string {
  const { fs } = process
  if (fs.exists(ADMIN_PASSWORD)) return process.readText(ADMIN_PASSWORD).trim()
  const password = process.kernel.rng.hex(32)
  fs.mkdir(dirname(ADMIN_PASSWORD), { parents: true, mode: 0o700 })
  fs.write(ADMIN_PASSWORD, `${password}\n`, { mode: 0o640 })
  return password
}

const JENKINS: Service = {
  port: 8080,
  startup: 9000,
  memory: 450_000_000,
  log: (now, _, process) => {
    const id = `${now.slice(0, 19).replace('T', ' ')}.000+0000`
    const password = adminPassword(process)
    const line = '*'.repeat(61)
    return [
      'Running from: /usr/share/jenkins/jenkins.war',
      'webroot: /var/jenkins_home/war',
      `${id} [id=1]\tINFO\twinstone.Logger#logInternal: Beginning extraction from war file`,
      `${id} [id=1]\tINFO\twinstone.Logger#logInternal: Winstone Servlet Engine running: controlPort=disabled`,
      `${id} [id=48]\tINFO\tjenkins.install.SetupWizard#init: \n\n${line}\n${line}\n${line}\n\nJenkins initial setup is required. An admin user has been created and a password generated.\nPlease use the following password to proceed to installation:\n\n${password}\n\nThis may also be found at: ${ADMIN_PASSWORD}\n\n${line}\n${line}\n${line}\n`,
      `${id} [id=38]\tINFO\thudson.lifecycle.Lifecycle#onReady: Jenkins is fully up and running`,
    ]
  },
  answer: ({ path }) =>
    path.startsWith('/login')
      ? html('Sign in [Jenkins]', 'Getting Started: Unlock Jenkins')
      : page(
          403,
          "<html><head><meta http-equiv='refresh' content='1;url=/login?from=%2F'/></head><body>Authentication required</body></html>\n",
        ),
}

const WORDPRESS_INDEX = '/var/www/html/index.php'

/** The image's entrypoint brings WordPress to where Apache looks, unless it is there already: in a volume, after a restart. */
function bringWordpress(process: Process): string[] {
  if (process.fs.exists(WORDPRESS_INDEX)) return []
  process.fs.mkdir(dirname(WORDPRESS_INDEX), { parents: true })
  process.fs.write(
    WORDPRESS_INDEX,
    "<?php\ndefine( 'WP_USE_THEMES', true );\nrequire __DIR__ . '/wp-blog-header.php';\n",
    {
      mode: 0o644,
    },
  )
  return [
    'WordPress not found in /var/www/html - copying now...',
    'Complete! WordPress has been successfully copied to /var/www/html',
  ]
}

const WORDPRESS: Service = {
  port: 80,
  startup: 900,
  memory: 70_000_000,
  stream: 'stderr',
  log: (now, _, process) => [
    ...bringWordpress(process),
    `[${now}] [mpm_prefork:notice] [pid 1:tid 1] AH00163: Apache/2.4.65 (Debian) PHP/8.3.26 configured -- resuming normal operations`,
    `[${now}] [core:notice] [pid 1:tid 1] AH00094: Command line: 'apache2 -D FOREGROUND'`,
  ],
  answer: ({ path }) =>
    path === '/wp-admin/install.php' || path === '/wp-admin/setup-config.php'
      ? html('WordPress &rsaquo; Installation', 'Welcome')
      : redirect('/wp-admin/install.php'),
}

const GHOST_STARTUP = 3000

const GHOST: Service = {
  port: 2368,
  startup: GHOST_STARTUP,
  memory: 150_000_000,
  log: (now) => {
    const at = now.slice(0, 19).replace('T', ' ')
    return [
      `[${at}] INFO Ghost is running in production...`,
      `[${at}] INFO Your site is now available on http://localhost:2368/`,
      `[${at}] INFO Ghost booted in ${GHOST_STARTUP / 1000}s`,
    ]
  },
  answer: ({ path }) => (path === '/' ? html('Ghost', 'Thoughts, stories and ideas.') : missing),
}

const ELASTICSEARCH: Service = {
  port: 9200,
  startup: 8000,
  memory: 900_000_000,
  log: (now) => [`{"@timestamp":"${now}","log.level":"INFO","message":"started","service.name":"ES_ECS"}`],
  answer: ({ path }, release) =>
    path === '/'
      ? json({
          name: 'node',
          cluster_name: 'docker-cluster',
          version: { number: release, build_flavor: 'default', build_type: 'docker' },
          tagline: 'You Know, for Search',
        })
      : page(404, '{"error":"no handler found"}\n', { 'content-type': 'application/json' }),
}

const ADMINER: Service = {
  port: 8080,
  startup: 200,
  memory: 12_000_000,
  stream: 'stderr',
  log: (now) => [`[${now}] PHP 8.4.13 Development Server (http://[::]:8080) started`],
  answer: () => html('Login - Adminer', 'Login'),
}

/** Its release is what the image says of it: `GRAFANA_VERSION`. */
const program =
  (name: string, service: Service): Program =>
  async (process) => {
    const release = process.env[`${name.toUpperCase()}_VERSION`] ?? ''
    const lines = service.log(process.kernel.clock.rfc3339(), release, process)
    process.allocate(service.memory)
    for (const line of lines) {
      await process.sleep(service.startup / lines.length)
      await (service.stream === 'stderr' ? process.error(`${line}\n`) : process.print(`${line}\n`))
    }
    return serve(process, service.port, (request) => service.answer(request, release))
  }

const SERVICES: Record<string, Service> = {
  adminer: ADMINER,
  elasticsearch: ELASTICSEARCH,
  ghost: GHOST,
  grafana: GRAFANA,
  jenkins: JENKINS,
  prometheus: PROMETHEUS,
  traefik: TRAEFIK,
  wordpress: WORDPRESS,
}

export const services: Record<string, Program> = Object.fromEntries(
  Object.entries(SERVICES).map(([name, service]) => [name, program(name, service)]),
)

// nginx: its files and scripts, on Debian and on Alpine.
import { account } from './accounts.ts'
import { alpine } from './alpine.ts'
import { debian } from './debian.ts'
import { cmd, copy, entrypoint, env, expose, label, type Recipe, recipe, run, type Step, stopSignal } from './recipe.ts'
import type { Tree } from './tree.ts'

/** The page that a fresh nginx shows. */
export const NGINX_PAGE = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`

const NGINX_CONF = `
user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;


events {
    worker_connections  1024;
}


http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;

    log_format  main  '$remote_addr - $remote_user [$time_local] "$request" '
                      '$status $body_bytes_sent "$http_referer" '
                      '"$http_user_agent" "$http_x_forwarded_for"';

    access_log  /var/log/nginx/access.log  main;

    sendfile        on;
    keepalive_timeout  65;

    include /etc/nginx/conf.d/*.conf;
}
`

const DEFAULT_CONF = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    # redirect server error pages to the static page /50x.html
    #
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`

export const NGINX_TYPES = `
types {
    text/html                                        html htm shtml;
    text/css                                         css;
    text/xml                                         xml;
    text/plain                                       txt;
    image/gif                                        gif;
    image/jpeg                                       jpeg jpg;
    image/png                                        png;
    image/svg+xml                                    svg svgz;
    image/x-icon                                     ico;
    application/javascript                           js;
    application/json                                 json;
    application/pdf                                  pdf;
    application/zip                                  zip;
    video/mp4                                        mp4;
}
`

const NGINX_ENTRYPOINT = `#!/bin/sh
set -e

entrypoint_log() {
    if [ -z "\${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then
        echo "$@"
    fi
}

if [ "$1" = "nginx" ] || [ "$1" = "nginx-debug" ]; then
    entrypoint_log "$0: /docker-entrypoint.d/ is not empty, will attempt to perform configuration"
    entrypoint_log "$0: Looking for shell scripts in /docker-entrypoint.d/"
    for f in /docker-entrypoint.d/*.sh; do
        if [ -x "$f" ]; then
            entrypoint_log "$0: Launching $f"
            "$f"
        else
            entrypoint_log "$0: Ignoring $f, not executable"
        fi
    done
    entrypoint_log "$0: Configuration complete; ready for start up"
fi

exec "$@"
`

const IPV6 = `#!/bin/sh
# Lets the default server listen on IPv6 too, unless its configuration was changed.
ME=$(basename "$0")
CONF="etc/nginx/conf.d/default.conf"

if [ ! -f "/$CONF" ]; then
    echo "$ME: info: /$CONF is not a file or does not exist"
    exit 0
fi
if ! touch "/$CONF" 2>/dev/null; then
    echo "$ME: info: can not modify /$CONF (read-only file system?)"
    exit 0
fi
grep -q "listen  *\\[::\\]:80;" "/$CONF" && { echo "$ME: info: IPv6 listen already enabled"; exit 0; }
echo "$ME: info: Getting the checksum of /$CONF"
sed -i -E 's,listen       80;,listen       80;\\n    listen  [::]:80;,' "/$CONF"
echo "$ME: info: Enabled listen on IPv6 in /$CONF"
exit 0
`

const RESOLVERS = `#!/bin/sh
# Offers the name servers of /etc/resolv.conf to configuration templates.
[ "\${NGINX_ENTRYPOINT_LOCAL_RESOLVERS:-}" ] || return 0 2>/dev/null || exit 0
`

const TEMPLATES = `#!/bin/sh
# Fills /etc/nginx/templates/*.template with the environment into /etc/nginx/conf.d.
ME=$(basename "$0")
templates="\${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}"
output="\${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}"
[ -d "$templates" ] || exit 0
for template in "$templates"/*.template; do
    [ -f "$template" ] || continue
    target="$output/$(basename "$template" .template)"
    echo "$ME: Running envsubst on $template to $target"
    envsubst < "$template" > "$target"
done
`

const WORKERS = `#!/bin/sh
# Sets worker_processes by the control group's CPUs, when asked to.
[ "\${NGINX_ENTRYPOINT_WORKER_PROCESSES_AUTOTUNE:-}" ] || exit 0
`

function nginxFiles(tree: Tree, prefix: string, modules: string): void {
  tree.bin('usr/sbin', 'nginx:1543072 nginx-debug=nginx:1608672').bin(prefix, 'envsubst')
  tree
    .file('etc/nginx/nginx.conf', NGINX_CONF)
    .file('etc/nginx/conf.d/default.conf', DEFAULT_CONF)
    .file('etc/nginx/mime.types', NGINX_TYPES)
  tree
    .file('etc/nginx/fastcgi_params', 'fastcgi_param  QUERY_STRING       $query_string;\n')
    .link('etc/nginx/modules', modules)
  tree.file('usr/share/nginx/html/index.html', NGINX_PAGE)
  tree.file(
    'usr/share/nginx/html/50x.html',
    '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
  )
  tree.link('var/log/nginx/access.log', '/dev/stdout').link('var/log/nginx/error.log', '/dev/stderr')
  tree.dir('var/cache/nginx docker-entrypoint.d')
}

const NGINX_USER = 'nginx:x:101:101:nginx user:/nonexistent:/bin/false'

interface NginxVersion {
  version: string
  base: string
  created: string
  /** Before 1.19 there was no entrypoint script. */
  old?: boolean
}

export function nginx({ version, base, created, old }: NginxVersion): Recipe {
  const server = {
    name: `nginx ${version}`,
    weight: old ? 22_300_000 : 43_900_000,
    files: (tree: Tree) => {
      nginxFiles(tree, 'usr/bin', '/usr/lib/nginx/modules')
      account(tree, NGINX_USER)
      if (!old) tree.bin('usr/bin', 'curl:272896')
      const libs =
        'usr/lib/x86_64-linux-gnu/libgd.so.3 usr/lib/x86_64-linux-gnu/libxml2.so.2 usr/lib/x86_64-linux-gnu/libxslt.so.1 usr/lib/nginx/modules/ngx_http_js_module.so usr/lib/nginx/modules/ngx_stream_js_module.so usr/lib/nginx/modules/ngx_http_geoip_module.so usr/lib/x86_64-linux-gnu/libicudata.so.72 usr/share/fonts/truetype/dejavu/DejaVuSans.ttf'
      tree.pad(old ? 53_900_000 : 117_500_000, libs)
    },
  }
  const steps: Step[] = [
    label('maintainer', 'NGINX Docker Maintainers <docker-maint@nginx.com>'),
    env('NGINX_VERSION', version),
  ]
  if (!old) steps.push(env('NJS_VERSION', '0.8.10'), env('PKG_RELEASE', `1~${base.replace('-slim', '')}`))
  steps.push(
    run(
      'set -x     && groupadd --system --gid 101 nginx     && useradd --system --gid nginx --no-create-home --home /nonexistent --comment "nginx user" --shell /bin/false --uid 101 nginx     && apt-get update     && apt-get install --no-install-recommends --no-install-suggests -y nginx     && rm -rf /var/lib/apt/lists/*',
      server,
    ),
  )
  if (old) {
    const logs = {
      name: 'nginx logs',
      weight: 203,
      files: (tree: Tree) =>
        tree.link('var/log/nginx/access.log', '/dev/stdout').link('var/log/nginx/error.log', '/dev/stderr'),
    }
    steps.push(
      run('ln -sf /dev/stdout /var/log/nginx/access.log     && ln -sf /dev/stderr /var/log/nginx/error.log', logs),
    )
    steps.push(
      expose('80/tcp'),
      stopSignal(version.startsWith('1.7') || version.startsWith('1.9') ? 'SIGTERM' : 'SIGTERM'),
      cmd('nginx', '-g', 'daemon off;'),
    )
  } else steps.push(...entrypointSteps())
  return recipe(debian(base), created, old ? 'classic' : 'buildkit', steps)
}

function entrypointSteps(): Step[] {
  const script = (path: string, text: string, weight: number): Step =>
    copy(path.split('/').at(-1)!, path.includes('/') ? '/docker-entrypoint.d' : '/', {
      name: path.split('/').at(-1)!,
      weight,
      files: (tree) => tree.script(path, text),
    })
  return [
    script('docker-entrypoint.sh', NGINX_ENTRYPOINT, 626),
    script('docker-entrypoint.d/10-listen-on-ipv6-by-default.sh', IPV6, 954),
    script('docker-entrypoint.d/15-local-resolvers.envsh', RESOLVERS, 403),
    script('docker-entrypoint.d/20-envsubst-on-templates.sh', TEMPLATES, 1_210),
    script('docker-entrypoint.d/30-tune-worker-processes.sh', WORKERS, 1_400),
    entrypoint('/docker-entrypoint.sh'),
    expose('80/tcp'),
    stopSignal('SIGQUIT'),
    cmd('nginx', '-g', 'daemon off;'),
  ]
}

export function nginxAlpine(version: string, base: string, created: string): Recipe {
  const layer = {
    name: `nginx ${version}`,
    weight: 17_200_000,
    files: (tree: Tree) => {
      nginxFiles(tree, 'usr/local/bin', '/usr/lib/nginx/modules')
      account(tree, 'nginx:x:101:101:nginx:/var/cache/nginx:/sbin/nologin', 'alpine')
      tree.bin('usr/bin', 'curl:239848')
      tree.pad(
        44_000_000,
        'usr/lib/libgd.so.3 usr/lib/libxml2.so.2 usr/lib/libxslt.so.1 usr/lib/nginx/modules/ngx_http_js_module.so usr/lib/libavif.so.16',
      )
    },
  }
  return recipe(alpine(base), created, 'buildkit', [
    label('maintainer', 'NGINX Docker Maintainers <docker-maint@nginx.com>'),
    env('NGINX_VERSION', version),
    env('PKG_RELEASE', '1'),
    run(
      'set -x     && addgroup -g 101 -S nginx     && adduser -S -D -H -u 101 -h /var/cache/nginx -s /sbin/nologin -G nginx -g nginx nginx     && apk add -X "https://nginx.org/packages/alpine" --no-cache nginx',
      layer,
    ),
    ...entrypointSteps(),
  ])
}

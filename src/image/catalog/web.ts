// Web servers besides nginx, and small HTTP programs for trying things out.
import { Content } from '../../kernel/content.ts'
import { executable } from '../../kernel/executable.ts'
import { debian } from './debian.ts'
import {
  cmd,
  copy,
  entrypoint,
  env,
  expose,
  type Recipe,
  recipe,
  run,
  type Step,
  stopSignal,
  workdir,
} from './recipe.ts'
import type { Tree } from './tree.ts'

const HTTPD_CONF = `ServerRoot "/usr/local/apache2"
Listen 80
LoadModule mpm_event_module modules/mod_mpm_event.so
LoadModule log_config_module modules/mod_log_config.so
LoadModule dir_module modules/mod_dir.so
User www-data
Group www-data
ServerAdmin you@example.com
DocumentRoot "/usr/local/apache2/htdocs"
<Directory "/usr/local/apache2/htdocs">
    Options Indexes FollowSymLinks
    AllowOverride None
    Require all granted
</Directory>
DirectoryIndex index.html
ErrorLog /proc/self/fd/2
LogLevel warn
CustomLog /proc/self/fd/1 common
`

export function httpd(version: string, created: string): Recipe {
  const home = '/usr/local/apache2'
  const server = {
    name: `httpd ${version}`,
    weight: 26_000_000,
    files: (tree: Tree) => {
      tree.bin('usr/local/apache2/bin', 'httpd:1158536 apachectl ab htpasswd rotatelogs')
      tree
        .file('usr/local/apache2/conf/httpd.conf', HTTPD_CONF)
        .file('usr/local/apache2/conf/mime.types', 'text/html\t\thtml htm\n')
      tree
        .file('usr/local/apache2/htdocs/index.html', '<html><body><h1>It works!</h1></body></html>\n')
        .dir('usr/local/apache2/logs')
      tree.pad(
        62_000_000,
        'usr/local/apache2/modules/mod_ssl.so usr/local/apache2/modules/mod_http2.so usr/local/apache2/modules/mod_proxy.so usr/local/apache2/modules/mod_mpm_event.so usr/local/apache2/manual/index.db',
      )
    },
  }
  const libraries = {
    name: 'apr libraries',
    weight: 4_000_000,
    files: (tree: Tree) =>
      tree.pad(
        10_800_000,
        'usr/lib/x86_64-linux-gnu/libapr-1.so.0 usr/lib/x86_64-linux-gnu/libaprutil-1.so.0 usr/lib/x86_64-linux-gnu/libldap.so.2',
      ),
  }
  const foreground = {
    name: 'httpd-foreground',
    weight: 291,
    files: (tree: Tree) =>
      tree.script(
        'usr/local/bin/httpd-foreground',
        '#!/bin/sh\nset -e\n\n# Apache gets grumpy about PID files pre-existing\nrm -f /usr/local/apache2/logs/httpd.pid\n\nexec httpd -DFOREGROUND "$@"\n',
      ),
  }
  return recipe(debian('bookworm-slim'), created, 'buildkit', [
    env('HTTPD_PREFIX', home),
    env('PATH', `${home}/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`),
    run('mkdir -p "$HTTPD_PREFIX" \t&& chown www-data:www-data "$HTTPD_PREFIX"', {
      name: 'mkdir /usr/local/apache2',
      weight: 146,
      files: (tree) => tree.dir('usr/local/apache2', { uid: 33, gid: 33 }),
    }),
    workdir(home),
    run(
      'set -eux; \tapt-get update; \tapt-get install -y --no-install-recommends ca-certificates libaprutil1-ldap libldap-common',
      libraries,
    ),
    env('HTTPD_VERSION', version),
    run(
      'set -eux; \tcurl -o httpd.tar.bz2 "https://www.apache.org/dyn/closer.cgi"; \t./configure; \tmake; \tmake install',
      server,
    ),
    stopSignal('SIGWINCH'),
    copy('httpd-foreground', '/usr/local/bin/', foreground),
    expose('80/tcp'),
    cmd('httpd-foreground'),
  ])
}

/** One static Go program on nothing. */
export function binary(spec: {
  program: string
  path: string
  size: number
  weight: number
  created: string
  ports?: string[]
  cmd?: string[]
  entrypoint?: string[]
  style?: 'buildkit' | 'classic'
  more?: Step[]
}): Recipe {
  const { program, path, size, weight } = spec
  const layer = {
    name: path.split('/').at(-1)!,
    weight,
    files: (tree: Tree) => tree.file(path.slice(1), executable(program, size), { mode: 0o755 }),
  }
  const steps: Step[] = [copy(path.split('/').at(-1)!, path, layer), ...(spec.more ?? [])]
  if (spec.entrypoint) steps.push(entrypoint(...spec.entrypoint))
  if (spec.ports) steps.push(expose(...spec.ports))
  if (spec.cmd) steps.push(cmd(...spec.cmd))
  return recipe(undefined, spec.created, spec.style ?? 'buildkit', steps)
}

/** `hello-world`: the program and the text it prints; nothing else. */
export function helloWorld(): Recipe {
  const layer = {
    name: 'hello',
    weight: 2_380,
    files: (tree: Tree) => tree.file('hello', executable('hello', 10_072), { mode: 0o755 }),
  }
  return recipe(undefined, '2025-08-08T19:05:17.000Z', 'buildkit', [copy('hello', '/', layer), cmd('/hello')])
}

/** The server of "Kubernetes in Action": answers with its host name. */
export function kubia(node: Recipe): Recipe {
  const source = `const http = require('http');
const os = require('os');

console.log("Kubia server starting...");

var handler = function(request, response) {
  console.log("Received request from " + request.connection.remoteAddress);
  response.writeHead(200);
  response.end("You've hit " + os.hostname() + "\\n");
};

var www = http.createServer(handler);
www.listen(8080);
`
  const layer = { name: 'app.js', weight: 354, files: (tree: Tree) => tree.file('app.js', Content.of(source)) }
  return recipe(node, '2017-03-20T19:45:22.000Z', 'classic', [
    copy('app.js', '/app.js', layer, 'ADD'),
    entrypoint('node', 'app.js'),
  ])
}

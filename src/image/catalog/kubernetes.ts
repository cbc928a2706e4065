// What clusters are made of and what their documentation tries out: registry.k8s.io, kindnet, minikube's provisioner, samples.
import { executable } from '../../kernel/executable.ts'
import { alpine } from './alpine.ts'
import {
  cmd,
  copy,
  entrypoint,
  env,
  expose,
  made,
  once,
  type Recipe,
  recipe,
  run,
  type Step,
  user,
  workdir,
} from './recipe.ts'
import type { Tree } from './tree.ts'
import { binary } from './web.ts'

const MB = 1_000_000

/** Google's distroless base: certificates, time zones, accounts; no shell. */
const distroless = once((name: string): Recipe => {
  const files = (tree: Tree) => {
    tree.dir('bin boot dev etc home proc root run sbin sys tmp usr/bin usr/lib var/tmp var/run')
    tree.file(
      'etc/passwd',
      'root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\nnonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n',
    )
    tree
      .file('etc/group', 'root:x:0:\nnobody:x:65534:\ntty:x:5:\nstaff:x:50:\nnonroot:x:65532:\n')
      .file('etc/nsswitch.conf', 'hosts: files dns\n')
    tree.file('etc/os-release', 'PRETTY_NAME="Distroless"\nNAME="Debian GNU/Linux"\nID="debian"\nVERSION_ID="12"\n')
    tree.file(
      'etc/ssl/certs/ca-certificates.crt',
      '-----BEGIN CERTIFICATE-----\nTmFydSBSb290IENB\n-----END CERTIFICATE-----\n',
    )
    tree.pad(2_060_000, 'usr/share/zoneinfo/tzdata.zi usr/share/doc/copyrights')
  }
  const layer = { name: `distroless ${name}`, weight: 796_000, files }
  return recipe(undefined, '2025-08-12T00:00:00.000Z', 'classic', [
    made('bazel build ...', '', layer),
    (draft) =>
      void Object.assign(draft.run, {
        Env: [...draft.run.Env!, 'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'],
        User: name === 'nonroot' ? '65532' : '0',
        WorkingDir: '/',
      }),
  ])
})

interface Component {
  program: string
  size: number
  weight: number
  path?: string
  created?: string
  entry?: boolean
  base?: 'static' | 'nonroot'
  more?: Step[]
}

/** A Go program of the control plane on distroless. Their manifests name the command; the image has it as entry point too. */
export function component({
  program,
  size,
  weight,
  path = `/usr/local/bin/${program}`,
  created = '2026-04-22T12:00:00.000Z',
  entry = true,
  base = 'static',
  more = [],
}: Component): Recipe {
  const layer = {
    name: program,
    weight,
    files: (tree: Tree) => tree.file(path.slice(1), executable(program, size), { mode: 0o755 }),
  }
  return recipe(distroless(base), created, 'buildkit', [
    copy(program, path, layer),
    ...more,
    ...(entry ? [entrypoint(path)] : []),
  ])
}

export function etcd(version: string): Recipe {
  const files = (tree: Tree) => tree.bin('usr/local/bin', 'etcd:25104632 etcdctl:17416440 etcdutl:15843576')
  return recipe(distroless('static'), '2026-02-10T09:00:00.000Z', 'buildkit', [
    copy('etcd etcdctl etcdutl', '/usr/local/bin/', { name: `etcd ${version}`, weight: 22.6 * MB, files }),
    expose('2379/tcp', '2380/tcp', '4001/tcp', '7001/tcp'),
    cmd('/usr/local/bin/etcd'),
  ])
}

export const pause = (version: string, created = '2024-05-28T18:56:10.000Z'): Recipe =>
  binary({
    program: 'pause',
    path: '/pause',
    size: 530_000 + version.length,
    weight: 319_000,
    created,
    entrypoint: ['/pause'],
    more: [user('65535:65535')],
  })

export function kubeProxy(): Recipe {
  const iptables = {
    name: 'iptables conntrack',
    weight: 12.3 * MB,
    files: (tree: Tree) =>
      tree
        .bin('usr/sbin', 'iptables iptables-save ip6tables conntrack ipset nft')
        .bin('usr/bin', 'sh')
        .pad(31 * MB, 'usr/lib/x86_64-linux-gnu/libxtables.so.12 usr/lib/x86_64-linux-gnu/libnftables.so.1'),
  }
  const base = recipe(distroless('static'), '2026-04-22T12:00:00.000Z', 'buildkit', [copy('/opt/stage', '/', iptables)])
  const layer = {
    name: 'kube-proxy',
    weight: 13.9 * MB,
    files: (tree: Tree) => tree.bin('usr/local/bin', 'kube-proxy:45875200'),
  }
  return recipe(base, '2026-04-22T12:00:00.000Z', 'buildkit', [
    copy('kube-proxy', '/usr/local/bin/kube-proxy', layer),
    entrypoint('/usr/local/bin/kube-proxy'),
  ])
}

export const agnhost = (version: string): Recipe =>
  recipe(alpine('3.20'), '2025-02-18T12:00:00.000Z', 'buildkit', [
    run('apk --update add bind-tools curl netcat-openbsd iproute2 iperf bash', {
      name: 'bind-tools curl bash',
      weight: 21 * MB,
      files: (tree) =>
        tree
          .bin('usr/bin', 'dig nslookup curl iperf nc bash')
          .bin('sbin', 'ip ss')
          .pad(40 * MB, 'usr/lib/libisc.so usr/lib/libdns.so'),
    }),
    expose('80/tcp', '8080/tcp', '8081/tcp', '9376/tcp', '5000/tcp'),
    copy('agnhost', '/agnhost', {
      name: `agnhost ${version}`,
      weight: 16 * MB,
      files: (tree) => tree.file('agnhost', executable('agnhost', 48_000_000), { mode: 0o755 }),
    }),
    entrypoint('/agnhost'),
    cmd('pause'),
  ])

/** `gcr.io/google-samples/hello-app`: "Hello, world! Version: 1.0.0 Hostname: …". */
export const helloApp = (version: string): Recipe =>
  binary({
    program: 'hello-app',
    path: '/hello-app',
    size: 7_200_000 + Number(version) * 1000,
    weight: 3_600_000,
    created: '2023-04-10T18:20:00.000Z',
    entrypoint: ['/hello-app'],
    more: [env('PORT', '8080'), env('HELLO_VERSION', version), user('nonroot:nonroot')],
  })

/** `gcr.io/google-samples/node-hello`: "Hello Kubernetes!" on port 8080. */
export function nodeHello(node: Recipe): Recipe {
  const source = `const http = require('http');

const handleRequest = (request, response) => {
  console.log('Received request for URL: ' + request.url);
  response.writeHead(200);
  response.end('Hello Kubernetes!');
};

const www = http.createServer(handleRequest);
www.listen(process.env.PORT || 8080);
`
  const layer = { name: 'server.js', weight: 412, files: (tree: Tree) => tree.file('server.js', source) }
  return recipe(node, '2016-05-03T12:00:00.000Z', 'classic', [
    expose('8080/tcp'),
    copy('server.js', '/', layer),
    cmd('node', 'server.js'),
  ])
}

export function nginxSlim(nginx: Recipe, version: string): Recipe {
  const layer = {
    name: `nginx-slim ${version}`,
    weight: 31_000,
    files: (tree: Tree) => tree.file('etc/nginx-slim', `${version}\n`),
  }
  return recipe(nginx, '2016-05-03T12:00:00.000Z', 'classic', [copy('nginx.conf', '/etc', layer), workdir('/')])
}

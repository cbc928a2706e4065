// nginx as Debian packages it: its own layout of /etc/nginx, workers that run as www-data.
import type { Tree } from './tree.ts'

const CONF = `user www-data;
worker_processes auto;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
include /etc/nginx/modules-enabled/*.conf;

events {
	worker_connections 768;
}

http {
	sendfile on;
	tcp_nopush on;
	types_hash_max_size 2048;

	include /etc/nginx/mime.types;
	default_type application/octet-stream;

	ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
	ssl_prefer_server_ciphers on;

	access_log /var/log/nginx/access.log;
	gzip on;

	include /etc/nginx/conf.d/*.conf;
	include /etc/nginx/sites-enabled/*;
}
`

const SITE = `server {
	listen 80 default_server;
	listen [::]:80 default_server;

	root /var/www/html;
	index index.html index.htm index.nginx-debian.html;
	server_name _;

	location / {
		try_files $uri $uri/ =404;
	}
}
`

const CHARSET = 'charset_map  koi8-r  utf-8 {}\n'
const FASTCGI = 'fastcgi_param  QUERY_STRING       $query_string;\n'
const PROXY = 'proxy_set_header Host $http_host;\nproxy_set_header X-Real-IP $remote_addr;\n'

/** Bytes of the package's configuration files. Ours say less, and are filled up with empty lines. */
const SIZES: readonly [file: string, bytes: number, text: string][] = [
  ['nginx.conf', 1446, CONF],
  ['sites-available/default', 2412, SITE],
  ['fastcgi.conf', 1125, FASTCGI],
  ['fastcgi_params', 2460, FASTCGI],
  ['koi-utf', 2837, CHARSET],
  ['koi-win', 2223, CHARSET],
  ['win-utf', 3071, CHARSET],
  ['proxy_params', 1545, PROXY],
  ['scgi_params', 2038, 'scgi_param  REQUEST_METHOD     $request_method;\n'],
  ['uwsgi_params', 2118, 'uwsgi_param  QUERY_STRING       $query_string;\n'],
  ['snippets/fastcgi-php.conf', 423, 'fastcgi_split_path_info ^(.+?\\.php)(/.*)$;\n'],
  ['snippets/snakeoil.conf', 217, 'ssl_certificate /etc/ssl/certs/ssl-cert-snakeoil.pem;\n'],
]
const MIME_TYPES_BYTES = 4338

/** Adds the package's files; `total` is the bytes of all of them. */
export function nginxOfDebian(tree: Tree, total: number, page: string, types: string): void {
  tree.bin('usr/sbin', 'nginx:1272832')
  tree.dir('etc/nginx/conf.d etc/nginx/modules-available etc/nginx/modules-enabled etc/nginx/snippets')
  tree.dir('var/lib/nginx var/log/nginx usr/share/nginx')
  for (const [file, bytes, text] of SIZES) tree.file(`etc/nginx/${file}`, text.padEnd(bytes, '\n'))
  tree.file('etc/nginx/mime.types', types.padEnd(MIME_TYPES_BYTES, '\n'))
  tree.link('etc/nginx/sites-enabled/default', '/etc/nginx/sites-available/default')
  tree.file('usr/share/nginx/html/index.html', page).file('var/www/html/index.nginx-debian.html', page)
  tree.link('var/log/nginx/access.log', '/dev/stdout').link('var/log/nginx/error.log', '/dev/stderr')
  tree.pad(
    total,
    'usr/lib/x86_64-linux-gnu/libcrypto.so.3 usr/lib/x86_64-linux-gnu/libssl.so.3 usr/share/nginx/libs.db',
  )
}

// nginx.conf: directives and blocks, and the servers they describe.
import type { Process } from '../../process.ts'
import { dirname } from '../../fs/path.ts'

export interface Directive {
  words: string[]
  block?: Directive[]
  line: number
  file: string
}

export interface Location {
  modifier: '' | '=' | '^~' | '~' | '~*'
  pattern: string
  directives: Directive[]
}

export interface VirtualServer {
  ports: { port: number; isDefault: boolean }[]
  names: string[]
  directives: Directive[]
  locations: Location[]
}

/** What `nginx -t` complains of. */
export class ConfigError extends Error {}

export function parseConfig(process: Process, file: string, depth = 0): Directive[] {
  if (!process.fs.exists(process.path(file))) {
    throw new ConfigError(`open() "${file}" failed (2: No such file or directory)`)
  }
  const tokens = tokenize(process.readText(file))
  const out = block(process, tokens, file, depth, true)
  return out
}

interface Token {
  text: string
  line: number
  quoted: boolean
}

function tokenize(text: string): Token[] {
  const out: Token[] = []
  let line = 1
  for (const match of text.matchAll(
    /#[^\n]*|"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|[{};]|\n|(?:\$\{\w+\}|[^\s{};"'#])+|\s/g,
  )) {
    const [word, double, single] = match
    if (word === '\n') line++
    else if (double !== undefined || single !== undefined) out.push({ text: (double ?? single)!, line, quoted: true })
    else if (!/^\s|^#/.test(word)) out.push({ text: word, line, quoted: false })
    if (double !== undefined || single !== undefined) line += word.split('\n').length - 1
  }
  return out
}

function block(process: Process, tokens: Token[], file: string, depth: number, top: boolean): Directive[] {
  const out: Directive[] = []
  let words: Token[] = []
  while (tokens.length > 0) {
    const token = tokens.shift()!
    if (token.quoted || !'{};'.includes(token.text)) words.push(token)
    else if (token.text === '}') {
      if (top) throw new ConfigError(`unexpected "}" in ${file}:${token.line}`)
      return out
    } else if (words.length === 0) throw new ConfigError(`unexpected "${token.text}" in ${file}:${token.line}`)
    else {
      const directive: Directive = { words: words.map(({ text }) => text), line: token.line, file }
      if (token.text === '{') directive.block = block(process, tokens, file, depth, false)
      if (directive.words[0] === 'include' && depth < 8)
        out.push(...included(process, directive.words[1] ?? '', file, depth))
      else out.push(directive)
      words = []
    }
  }
  if (words.length > 0 || !top)
    throw new ConfigError(`unexpected end of file, expecting "${words.length > 0 ? ';' : '}'}" in ${file}`)
  return out
}

function included(process: Process, pattern: string, from: string, depth: number): Directive[] {
  const path = pattern.startsWith('/') ? pattern : `${dirname(from)}/${pattern}`
  if (!path.includes('*')) return path.endsWith('mime.types') ? [] : parseConfig(process, path, depth + 1)
  const directory = dirname(path)
  const name = new RegExp(
    `^${path
      .slice(directory.length + 1)
      .replace(/[.+]/g, '\\$&')
      .replaceAll('*', '.*')}$`,
  )
  if (!process.fs.exists(directory)) return []
  const files = process.fs.list(directory).filter((each) => name.test(each))
  return files.flatMap((each) => parseConfig(process, `${directory}/${each}`, depth + 1))
}

/** The first one of that name, its words after the name. */
export const setting = (directives: readonly Directive[], name: string): string[] | undefined =>
  directives.find(({ words }) => words[0] === name)?.words.slice(1)

const KNOWN =
  /^(user|worker_processes|error_log|pid|events|worker_connections|http|server|listen|server_name|root|index|location|return|proxy_pass|proxy_\w+|access_log|log_format|default_type|sendfile|tcp_\w+|keepalive_\w+|gzip\w*|include|try_files|error_page|add_header|alias|upstream|rewrite|autoindex|client_\w+|charset|server_tokens|types\w*|ssl\w*|if|set|allow|deny|expires|internal|map|stub_status|daemon|resolver|send_timeout|large_client_header_buffers|multi_accept|limit_\w+|auth_\w+|fastcgi_\w+|uwsgi_\w+|geo|stream|load_module|env|master_process|worker_\w+|open_file_\w+|etag|absolute_redirect|port_in_redirect|merge_slashes|underscores_in_headers|real_ip_\w+|set_real_ip_from|http2|zone|hash|ip_hash|least_conn|keepalive|sub_filter\w*|default|break|last|mirror|client)$/

export function checkNames(directives: readonly Directive[]): void {
  for (const { words, block: inside, line, file } of directives) {
    if (!KNOWN.test(words[0]!)) throw new ConfigError(`unknown directive "${words[0]}" in ${file}:${line}`)
    if (inside && !['types', 'map', 'upstream', 'geo'].includes(words[0]!)) checkNames(inside)
  }
}

export function virtualServers(config: readonly Directive[]): VirtualServer[] {
  const http = config.filter(({ words }) => words[0] === 'http').flatMap(({ block: inside }) => inside ?? [])
  return http
    .filter(({ words }) => words[0] === 'server')
    .map(({ block: directives = [] }) => {
      const listens = directives.filter(({ words }) => words[0] === 'listen')
      return {
        ports: (listens.length > 0 ? listens : [{ words: ['listen', '80'] }]).map(({ words }) => ({
          port: Number(/(\d+)$/.exec(words[1] ?? '')?.[1] ?? 80),
          isDefault: words.includes('default_server'),
        })),
        names: setting(directives, 'server_name') ?? [''],
        directives: [...directives, ...http.filter(({ block: inside }) => !inside)],
        locations: directives.filter(({ words }) => words[0] === 'location').map(location),
      }
    })
}

function location({ words, block: directives = [] }: Directive): Location {
  const modifier = words.length > 2 ? (words[1] as Location['modifier']) : ''
  return { modifier, pattern: words.at(-1)!, directives }
}

/** ngx_http_core_find_location: exact, longest prefix, regular expressions in order. */
export function findLocation(server: VirtualServer, path: string): Location | undefined {
  const exact = server.locations.find(({ modifier, pattern }) => modifier === '=' && pattern === path)
  if (exact) return exact
  const prefixes = server.locations.filter(
    ({ modifier, pattern }) => (modifier === '' || modifier === '^~') && path.startsWith(pattern),
  )
  const longest = prefixes.sort((a, b) => b.pattern.length - a.pattern.length)[0]
  if (longest?.modifier === '^~') return longest
  const matching = server.locations.find(
    ({ modifier, pattern }) => modifier.startsWith('~') && new RegExp(pattern, modifier === '~*' ? 'i' : '').test(path),
  )
  return matching ?? longest
}

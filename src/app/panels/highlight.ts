// Light colouring of Dockerfiles and YAML, line by line: enough to see keys, values and comments.

export interface Part {
  text: string
  kind: 'plain' | 'key' | 'comment' | 'string'
}

export function highlight(path: string, text: string): Part[][] {
  const name = path.split('/').at(-1)!.toLowerCase()
  const colour = /dockerfile/.test(name) ? dockerfile : /\.ya?ml$/.test(name) ? yaml : plain
  return text.split('\n').map(colour)
}

const plain = (line: string): Part[] => [{ text: line, kind: 'plain' }]

function dockerfile(line: string): Part[] {
  if (/^\s*#/.test(line)) return [{ text: line, kind: 'comment' }]
  const match = /^(\s*[A-Za-z]+)(\s.*)?$/.exec(line)
  if (!match || !INSTRUCTIONS.has(match[1]!.trim().toUpperCase())) return plain(line)
  return [{ text: match[1]!, kind: 'key' }, ...strings(match[2] ?? '')]
}

const INSTRUCTIONS = new Set(
  'FROM RUN CMD LABEL EXPOSE ENV ADD COPY ENTRYPOINT VOLUME USER WORKDIR ARG ONBUILD STOPSIGNAL HEALTHCHECK SHELL MAINTAINER'.split(
    ' ',
  ),
)

function yaml(line: string): Part[] {
  if (/^\s*#/.test(line)) return [{ text: line, kind: 'comment' }]
  const match = /^(\s*(?:- )*)([\w./-]+)(:)(.*)$/.exec(line)
  if (!match) return strings(line)
  const [, before = '', key = '', colon = '', rest = ''] = match
  return [{ text: before, kind: 'plain' }, { text: key, kind: 'key' }, { text: colon, kind: 'plain' }, ...strings(rest)]
}

function strings(text: string): Part[] {
  return text
    .split(/("[^"]*"|'[^']*')/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, kind: /^["']/.test(part) ? 'string' : 'plain' }))
}

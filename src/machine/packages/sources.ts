// sources.list(5): one-line entries and deb822 files.
import type { Process } from '../process.ts'
import { parseParagraphs } from './archive.ts'

export interface Source {
  uri: string
  suite: string
  components: string[]
}

export function readSources(process: Process): Source[] {
  const { fs } = process
  const out: Source[] = []
  const directory = '/etc/apt/sources.list.d'
  const more = fs.exists(directory) ? fs.list(directory).map((name) => `${directory}/${name}`) : []
  for (const file of ['/etc/apt/sources.list', ...more]) {
    if (!fs.exists(file)) continue
    const source = process.readText(file)
    out.push(...(file.endsWith('.sources') ? modern(source) : oneLine(source)))
  }
  return out
}

function oneLine(source: string): Source[] {
  return source.split('\n').flatMap((line) => {
    const [type, ...rest] = line
      .replace(/#.*/, '')
      .replace(/\[[^\]]*\]/, '')
      .trim()
      .split(/\s+/)
    const [uri, suite, ...components] = rest
    return type === 'deb' && uri && suite ? [{ uri: uri.replace(/\/$/, ''), suite, components }] : []
  })
}

function modern(source: string): Source[] {
  const words = (list: string | undefined) => (list ?? '').split(/\s+/).filter(Boolean)
  return parseParagraphs(source.replace(/^#.*\n/gm, '')).flatMap((entry) =>
    words(entry.get('URIs')).flatMap((uri) =>
      words(entry.get('Suites')).map((suite) => ({
        uri: uri.replace(/\/$/, ''),
        suite,
        components: words(entry.get('Components')),
      })),
    ),
  )
}

// What stands below the progress: the failed step's output, the place in the Dockerfile, warnings.
import type { BuildSource, BuildWarning } from '../../../api/docker.ts'
import { type Graph, isCanceled } from './graph.ts'

/** The last lines of each failed step. */
export function failedSteps(graph: Graph): string {
  let out = ''
  for (const vertex of graph.order) {
    if (!vertex.error || isCanceled(vertex)) continue
    const lines = vertex.logs
      .flatMap((log) =>
        log.data
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => ({ line, at: log.timestamp })),
      )
      .slice(-10)
      .map(({ line, at }) => `${((at - vertex.started!) / 1000).toFixed(3)} ${line}\n`)
    out += `------\n > ${vertex.name}:\n${lines.join('')}------\n`
  }
  return out
}

/** The lines around the error, marked: `   2 | >>> BOGUS instruction`. */
export function sourceExcerpt({ filename, lines, start, end }: BuildSource): string {
  let [from, to] = [start, Math.min(end, lines.length)]
  // A single line gets more around it than several do.
  const wanted = from === to ? 4 : 2
  for (let shown = 0; shown < wanted; shown++) {
    if (from > 1) {
      from--
      shown++
    }
    if (to < lines.length) {
      to++
      shown++
    }
  }
  let out = `${filename}:${start}\n--------------------\n`
  for (let n = from; n <= to; n++) {
    const mark = n >= start && n <= end ? '>>>' : '   '
    out += `${String(n).padStart(4)} | ${mark} ${lines[n - 1] ?? ''}\n`
  }
  return `${out}--------------------\n`
}

export function warningList({ warnings }: Graph, debug: boolean): string {
  if (warnings.length === 0) return ''
  const many = warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`
  const head = `\n \x1b[33m${many} found${debug ? '' : ' (use docker --debug to expand)'}:\n\x1b[0m`
  return head + warnings.map((warning) => ` - ${warning.short}\n${debug ? expanded(warning) : ''}`).join('')
}

const expanded = ({ detail, url, source }: BuildWarning) => `${detail}\nMore info: ${url}\n${sourceExcerpt(source)}\n`

/** `--check`: every warning with its place, in the order of the file. */
export function checkReport({ warnings }: Graph): string {
  if (warnings.length === 0) return 'Check complete, no warnings found.\n'
  const found = warnings.length === 1 ? '1 warning has' : `${warnings.length} warnings have`
  const sorted = [...warnings].sort((a, b) => a.source.start - b.source.start)
  const shown = sorted.map(({ short, url, detail, source }) => {
    return `\nWARNING: ${short.split(':')[0]} - ${url}\n${detail}\n${sourceExcerpt(source)}`
  })
  return `Check complete, ${found} been found!\n${shown.join('')}`
}

// What stands below the progress: the failed step's output, the place in the Dockerfile, warnings.
import type { BuildSource } from '../../../api/docker.ts'
import type { Graph } from './graph.ts'

/** The last lines of each failed step. */
export function failedSteps(graph: Graph): string {
  let out = ''
  for (const vertex of graph.order) {
    if (!vertex.error || vertex.error.endsWith('context canceled')) continue
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
  const pad = Math.max(0, Math.floor((4 - (end - start + 1)) / 2))
  const [from, to] = [Math.max(1, start - pad), Math.min(lines.length, end + pad)]
  let out = `${filename}:${start}\n--------------------\n`
  for (let n = from; n <= to; n++) {
    const mark = n >= start && n <= end ? '>>>' : '   '
    out += `${String(n).padStart(4)} | ${mark} ${lines[n - 1] ?? ''}\n`
  }
  return `${out}--------------------\n`
}

export function warningList(graph: Graph): string {
  const { warnings } = graph
  if (warnings.length === 0) return ''
  const many = warnings.length === 1 ? '1 warning' : `${warnings.length} warnings`
  const head = `\n \x1b[33m${many} found (use docker --debug to expand):\n\x1b[0m`
  return head + warnings.map((warning) => ` - ${warning.short}\n`).join('')
}

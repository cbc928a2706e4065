// diff(1), cmp(1).
import { text } from '../../../kernel/bytes.ts'
import { joinPath } from '../../fs/path.ts'
import type { Call } from '../call.ts'
import { whole } from '../input.ts'
import { ABSENT, type Tool } from '../spec.ts'
import { strftime } from '../time.ts'

type Edit = { kind: ' ' | '-' | '+'; line: string }

/** The shortest edits from a to b by the longest common subsequence. */
function compare(a: string[], b: string[], same: (x: string, y: string) => boolean): Edit[] {
  let start = 0
  while (start < a.length && start < b.length && same(a[start]!, b[start]!)) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && same(a[a.length - 1 - end]!, b[b.length - 1 - end]!)) end++
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)]
  const table = Array.from({ length: x.length + 1 }, () => new Uint32Array(y.length + 1))
  for (let i = x.length - 1; i >= 0; i--)
    for (let j = y.length - 1; j >= 0; j--)
      table[i]![j] = same(x[i]!, y[j]!) ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!)
  const out: Edit[] = a.slice(0, start).map((line) => ({ kind: ' ', line }))
  let [i, j] = [0, 0]
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && same(x[i]!, y[j]!)) {
      out.push({ kind: ' ', line: x[i++]! })
      j++
    } else if (i < x.length && (j === y.length || table[i + 1]![j]! >= table[i]![j + 1]!))
      out.push({ kind: '-', line: x[i++]! })
    else out.push({ kind: '+', line: y[j++]! })
  }
  return [...out, ...a.slice(a.length - end).map((line): Edit => ({ kind: ' ', line }))]
}

interface Hunk {
  from: number
  to: number
  edits: Edit[]
}

function hunks(edits: Edit[], context: number): Hunk[] {
  const out: Hunk[] = []
  const changed = edits.flatMap(({ kind }, i) => (kind === ' ' ? [] : [i]))
  for (const at of changed) {
    const last = out.at(-1)
    const [from, to] = [Math.max(0, at - context), Math.min(edits.length, at + context + 1)]
    if (last && from <= last.to + (context === 0 ? 0 : 0)) last.to = Math.max(last.to, to)
    else out.push({ from, to, edits: [] })
  }
  for (const hunk of out) hunk.edits = edits.slice(hunk.from, hunk.to)
  return out
}

const count = (edits: Edit[], side: '-' | '+') => edits.filter(({ kind }) => kind === ' ' || kind === side).length
const range = (start: number, size: number) =>
  size === 1 ? String(start) : `${size === 0 ? start - 1 : start},${size}`

export const diff: Tool = {
  spec: {
    name: 'diff',
    summary: 'compare files line by line',
    usage: '[OPTION]... FILES',
    version: 'GNU diffutils 3.10',
    misuse: 2,
    options: {
      '-u': 'unified, with 3 lines of context',
      '-U, --unified=NUM': 'unified, with NUM lines of context',
      '-q, --brief': 'only whether they differ',
      '-s, --report-identical-files': 'say when they are the same',
      '-r, --recursive': 'directories, too',
      '-i, --ignore-case': 'upper and lower case are the same',
      '-w, --ignore-all-space': 'white space does not count',
      '-b, --ignore-space-change': 'amount of white space does not count',
      '-B, --ignore-blank-lines': 'ignored',
      '-N, --new-file': ABSENT,
      '-y, --side-by-side': ABSENT,
      '--color[=WHEN]': 'ignored',
      '-a, --text': 'ignored',
      '--label=LABEL': 'instead of names',
    },
  },
  async run(call) {
    const [a, b] = call.operands
    if (a === undefined || b === undefined)
      return call.misuse(a === undefined ? 'missing operand' : `missing operand after '${a}'`)
    return compareNames(call, a, b)
  },
}

async function compareNames(call: Call, a: string, b: string): Promise<number> {
  const { fs } = call.process
  const type = (name: string) =>
    name !== '-' && fs.exists(call.process.path(name)) ? fs.stat(call.process.path(name)).type : 'file'
  if (type(a) === 'directory' && type(b) === 'directory') return compareFolders(call, a, b)
  const [x, y] = [
    type(a) === 'directory' ? `${a}/${b.split('/').at(-1)}` : a,
    type(b) === 'directory' ? `${b}/${a.split('/').at(-1)}` : b,
  ]
  const [left, right] = [await whole(call, x), await whole(call, y)]
  if (!left || !right) return 2
  const [before, after] = [text(left), text(right)]
  const fold = (line: string) => {
    const cased = call.has('i') ? line.toLowerCase() : line
    return call.has('w') ? cased.replace(/\s+/g, '') : call.has('b') ? cased.replace(/\s+/g, ' ').trimEnd() : cased
  }
  const split = (source: string) => (source === '' ? [] : source.replace(/\n$/, '').split('\n'))
  const edits = compare(split(before), split(after), (m, n) => fold(m) === fold(n))
  if (edits.every(({ kind }) => kind === ' ') && before.endsWith('\n') === after.endsWith('\n')) {
    if (call.has('s')) await call.print(`Files ${x} and ${y} are identical\n`)
    return 0
  }
  if (call.has('q')) await call.print(`Files ${x} and ${y} differ\n`)
  else if (before.includes('\0') || after.includes('\0')) await call.print(`Binary files ${x} and ${y} differ\n`)
  else if (call.has('u', 'U')) await call.print(unified(call, x, y, edits))
  else await call.print(normal(edits))
  return 1
}

function unified(call: Call, a: string, b: string, edits: Edit[]): string {
  const { process } = call
  const labels = call.values('label')
  const title = (name: string, label: string | undefined) => {
    if (label !== undefined) return label
    const path = process.path(name)
    const time = name !== '-' && process.fs.exists(path) ? process.fs.stat(path).mtime : process.kernel.clock.unix()
    return `${name}\t${strftime('%Y-%m-%d %H:%M:%S.%N %z', time)}`
  }
  let out = `--- ${title(a, labels[0])}\n+++ ${title(b, labels[1])}\n`
  for (const { from, edits: part } of hunks(edits, Number(call.value('U') ?? 3))) {
    const [left, right] = [count(edits.slice(0, from), '-') + 1, count(edits.slice(0, from), '+') + 1]
    out += `@@ -${range(left, count(part, '-'))} +${range(right, count(part, '+'))} @@\n${part.map(({ kind, line }) => `${kind}${line}\n`).join('')}`
  }
  return out
}

function normal(edits: Edit[]): string {
  let out = ''
  for (const { from, edits: part } of hunks(edits, 0)) {
    const [removed, added] = [part.filter(({ kind }) => kind === '-'), part.filter(({ kind }) => kind === '+')]
    const [left, right] = [count(edits.slice(0, from), '-'), count(edits.slice(0, from), '+')]
    const span = (start: number, size: number) =>
      size === 0 ? String(start) : size === 1 ? String(start + 1) : `${start + 1},${start + size}`
    const verb = removed.length === 0 ? 'a' : added.length === 0 ? 'd' : 'c'
    out += `${span(left, removed.length)}${verb}${span(right, added.length)}\n${removed.map(({ line }) => `< ${line}\n`).join('')}${verb === 'c' ? '---\n' : ''}${added.map(({ line }) => `> ${line}\n`).join('')}`
  }
  return out
}

async function compareFolders(call: Call, a: string, b: string): Promise<number> {
  const { fs } = call.process
  const [left, right] = [fs.list(call.process.path(a)), fs.list(call.process.path(b))]
  let code = 0
  for (const name of [...new Set([...left, ...right])].sort()) {
    if (!left.includes(name) || !right.includes(name)) {
      await call.print(`Only in ${left.includes(name) ? a : b}: ${name}\n`)
      code = Math.max(code, 1)
      continue
    }
    const folders = [a, b].every((folder) => fs.stat(joinPath(call.process.path(folder), name)).type === 'directory')
    if (folders && !call.has('r')) await call.print(`Common subdirectories: ${a}/${name} and ${b}/${name}\n`)
    else code = Math.max(code, await compareNames(call, `${a}/${name}`, `${b}/${name}`))
  }
  return code
}

export const cmp: Tool = {
  spec: {
    name: 'cmp',
    summary: 'compare two files byte by byte',
    usage: '[OPTION]... FILE1 [FILE2]',
    version: 'GNU diffutils 3.10',
    misuse: 2,
    options: {
      '-s, --quiet': 'print nothing',
      '-l, --verbose': ABSENT,
      '-n, --bytes=LIMIT': 'LIMIT bytes at most',
    },
  },
  async run(call) {
    const [a, b = '-'] = call.operands
    if (a === undefined) return call.misuse('missing operand')
    const [x, y] = [await whole(call, a), await whole(call, b)]
    if (!x || !y) return 2
    const most = Math.min(x.length, y.length, Number(call.value('n') ?? Infinity))
    let at = 0
    while (at < most && x[at] === y[at]) at++
    if (at === most && (x.length === y.length || at === Number(call.value('n')))) return 0
    const line = x.subarray(0, at).filter((byte) => byte === 10).length + 1
    if (!call.has('s')) {
      if (at === most)
        await call.process.error(
          `cmp: EOF on ${x.length < y.length ? a : b} after byte ${at}, ${x.at(-1) === 10 ? 'line' : 'in line'} ${line - 1 || 1}\n`,
        )
      else await call.print(`${a} ${b} differ: byte ${at + 1}, line ${line}\n`)
    }
    return 1
  },
}

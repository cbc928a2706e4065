// xargs(1): builds command lines from standard input.
import { text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import type { Call } from '../call.ts'
import { ABSENT, type Tool } from '../spec.ts'
import { runCommand } from './command.ts'

export const xargs: Tool = {
  spec: {
    name: 'xargs',
    summary: 'build and run command lines from standard input',
    usage: '[OPTION]... COMMAND [INITIAL-ARGS]...',
    version: 'GNU findutils 4.9.0',
    ordered: true,
    options: {
      '-0, --null': 'items end with NUL',
      '-a, --arg-file=FILE': 'items from FILE',
      '-d, --delimiter=CHARACTER': 'items end with CHARACTER',
      '-I R': 'put each item where R stands',
      '-i': 'as -I {}',
      '-L, --max-lines=LINES': 'lines for one command',
      '-n, --max-args=NUM': 'items for one command',
      '-P, --max-procs=NUM': 'commands at the same time',
      '-p, --interactive': ABSENT,
      '-r, --no-run-if-empty': 'no command without items',
      '-t, --verbose': 'say each command first',
      '-s, --max-chars=NUM': 'ignored',
    },
  },
  async run(call) {
    const file = call.value('a')
    const input = file === undefined ? text(await readAll(call.process.stdin)) : call.process.readText(file)
    const command = call.operands.length > 0 ? call.operands : ['echo']
    const mark = call.has('i') ? '{}' : call.value('I')
    const items = await split(call, input, mark !== undefined)
    const jobs: string[][] = []
    if (mark !== undefined) for (const item of items) jobs.push(command.map((word) => word.replaceAll(mark, item)))
    else {
      const size = Number(call.value('n') ?? call.value('L') ?? Infinity)
      for (let i = 0; i < items.length; i += size) jobs.push([...command, ...items.slice(i, i + size)])
      if (items.length === 0 && !call.has('r') && !call.busybox) jobs.push(command)
    }
    return runAll(call, jobs)
  },
}

async function runAll(call: Call, jobs: string[][]): Promise<number> {
  const most = Number(call.value('P') ?? 1) || Infinity
  let status = 0
  let stopped = false
  const worker = async () => {
    for (let job = jobs.shift(); job && !stopped; job = jobs.shift()) {
      if (call.has('t')) await call.process.error(`${job.join(' ')}\n`)
      const code = await runCommand(call, job)
      if (code === 255) {
        await call.warn(`${job[0]}: exited with status 255; aborting`, 124)
        stopped = true
      }
      if (code === 126 || code === 127) {
        stopped = true
        status = code
      } else if (code >= 128 && code < 255) {
        await call.warn(`${job[0]}: terminated by signal ${code - 128}`, 125)
        stopped = true
      } else if (code !== 0 && status === 0) status = 123
    }
  }
  await Promise.all(Array.from({ length: Math.min(most, jobs.length) }, worker))
  return Math.max(call.status, status)
}

async function split(call: Call, input: string, whole: boolean): Promise<string[]> {
  const end = call.has('0') ? '\0' : call.value('d')?.replace('\\n', '\n').replace('\\t', '\t').replace('\\0', '\0')
  if (end !== undefined) return input.split(end).filter((item, i, all) => i < all.length - 1 || item !== '')
  if (whole)
    return input
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean)
  const items: string[] = []
  let item: string | undefined
  for (let i = 0; i < input.length; i++) {
    const char = input[i]!
    if (/\s/.test(char)) {
      if (item !== undefined) items.push(item)
      item = undefined
    } else if (char === '\\') item = (item ?? '') + (input[++i] ?? '')
    else if (char === "'" || char === '"') {
      const close = input.indexOf(char, i + 1)
      const newline = input.indexOf('\n', i + 1)
      if (close < 0 || (newline >= 0 && newline < close)) {
        const kind = char === '"' ? 'double' : 'single'
        await call.fail(`unmatched ${kind} quote; by default quotes are special to xargs unless you use the -0 option`)
      }
      item = (item ?? '') + input.slice(i + 1, close)
      i = close
    } else item = (item ?? '') + char
  }
  if (item !== undefined) items.push(item)
  return items
}

// python3(1): its version, its web server, and printing literals; the language itself is not simulated.
import type { HttpRequest, Peer } from '../../../net/http.ts'
import { readAll } from '../../../kernel/queue.ts'
import { text } from '../../../kernel/bytes.ts'
import { mayBind } from '../../sockets.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'
import { pythonServer, router, serveFiles } from './httpd.ts'

const versionOf = (call: Call) => call.process.env.PYTHON_VERSION ?? '3.12.3'

export const python: Tool = {
  spec: {
    name: 'python',
    summary: 'an interpreted programming language',
    usage: '[option] ... [-c cmd | -m mod | file | -] [arg] ...',
    raw: true,
    options: { '-c CMD': 'run this', '-m MOD': 'run a module', '-V': 'the version', '-u': 'unbuffered' },
  },
  async run(call) {
    const words = [...call.operands]
    while (/^-[uBEsSIqO]+$/.test(words[0] ?? '')) words.shift()
    const [first, ...rest] = words
    if (first === '-V' || first === '--version') return call.print(`Python ${versionOf(call)}\n`).then(() => 0)
    if (first === '-m') return module(call, rest)
    if (first === '-c') return script(call, rest[0] ?? '')
    if (first !== undefined && first !== '-') {
      if (!call.process.fs.exists(call.process.path(first))) {
        await call.process.error(
          `${call.process.argv[0]}: can't open file '${call.process.path(first)}': [Errno 2] No such file or directory\n`,
        )
        return 2
      }
      return script(call, call.process.readText(first))
    }
    if (call.process.isTty.stdin) return unsupported(call, 'the interactive Python')
    return script(call, text(await readAll(call.process.stdin)))
  },
}

async function unsupported(call: Call, what: string): Promise<number> {
  await call.process.error(`naru: ${what} is not simulated\n`)
  return 1
}

async function module(call: Call, [name = '', ...args]: string[]): Promise<number> {
  if (name === 'json.tool') {
    const source = text(await readAll(call.process.stdin))
    try {
      return await call.print(`${JSON.stringify(JSON.parse(source), null, 4)}\n`).then(() => 0)
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error
      await call.process.error('Expecting value: line 1 column 1 (char 0)\n')
      return 1
    }
  }
  if (name !== 'http.server') return unsupported(call, `python -m ${name}`)
  const { process } = call
  const at = args.findIndex((word) => word === '-d' || word === '--directory')
  const root = at >= 0 ? process.path(args[at + 1] ?? '.') : process.cwd
  const port = Number(args.find((word, i) => /^\d+$/.test(word) && i !== at + 1) ?? 8000)
  const server = pythonServer(process, root, versionOf(call))
  const handle = (request: HttpRequest, peer: Peer) => serveFiles(server, request, peer)
  process.allocate(18_000_000)
  if (!mayBind(process, port)) {
    await process.error('PermissionError: [Errno 13] Permission denied\n')
    return 1
  }
  if (!process.listen(port, { http: handle, router: router(handle), tls: false })) {
    await process.error('OSError: [Errno 98] Address already in use\n')
    return 1
  }
  await call.print(`Serving HTTP on 0.0.0.0 port ${port} (http://0.0.0.0:${port}/) ...\n`)
  await process.alive(() => new Promise<void>((resolve) => process.on('INT', resolve)))
  await call.print('\nKeyboard interrupt received, exiting.\n')
  return 0
}

/** Prints of literals, one after another; anything else is said not to be simulated. */
async function script(call: Call, source: string): Promise<number> {
  const lines = source
    .split(/[\n;]/)
    .map((line) => line.replace(/^\s*#.*/, '').trim())
    .filter(Boolean)
  const shown = lines.map((line) => /^print\(\s*(?:"([^"\\]*)"|'([^'\\]*)'|(-?\d+(?:\.\d+)?))?\s*\)$/.exec(line))
  if (shown.includes(null)) return unsupported(call, 'the Python language')
  await call.print(shown.map((match) => `${match![1] ?? match![2] ?? match![3] ?? ''}\n`).join(''))
  return 0
}

// node(1): runs scripts that the small interpreter of this folder understands.
import { text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import type { Tool } from '../spec.ts'
import { resolveFile } from './resolve.ts'
import { Script, versionOf } from './script.ts'

/** Options that change nothing of what a script does here. */
const NEEDLESS =
  /^--(no-(warnings|deprecation|experimental[\w-]*)|(trace|experimental|enable|max|abort|use|dns|icu)[\w-]*)(=.*)?$/

export const node: Tool = {
  spec: {
    name: 'node',
    summary: 'server-side JavaScript runtime',
    usage: '[options] [ script.js ] [arguments]',
    raw: true,
    options: { '-e SCRIPT': 'run this', '-p SCRIPT': 'run this and print its value', '-v': 'the version' },
  },
  async run(call) {
    const { process } = call
    const words = [...call.operands]
    while (NEEDLESS.test(words[0] ?? '')) words.shift()
    const [first, second] = words
    if (first === '-v' || first === '--version') return call.print(`v${versionOf(process)}\n`).then(() => 0)
    if (first === '-e' || first === '--eval' || first === '-p' || first === '--print' || first === '-pe')
      return new Script(call).run(
        second ?? '',
        '[eval]',
        /p/.test(first.replace('--', '')[1] ?? first) && first !== '-e' && first !== '--eval',
      )
    if (first === undefined || first === '-') {
      if (process.isTty.stdin) {
        await process.error('naru: the interactive node is not simulated\n')
        return 1
      }
      return new Script(call).run(text(await readAll(process.stdin)), '[stdin]', false)
    }
    if (first.startsWith('-')) {
      await process.error(`naru: the option ${first} of node is not simulated\n`)
      return 1
    }
    const path = resolveFile(process, process.path(first))
    if (path === undefined) {
      await process.error(
        `node:internal/modules/cjs/loader:1228\n  throw err;\n  ^\n\nError: Cannot find module '${process.path(first)}'\n    at node:internal/modules/cjs/loader:1225:15 {\n  code: 'MODULE_NOT_FOUND',\n  requireStack: []\n}\n\nNode.js v${versionOf(process)}\n`,
      )
      return 1
    }
    return new Script(call).run(process.readText(path), path, false)
  },
}

// gosu: runs a command as somebody else, as entrypoints of images do.
import { type Account, findAccount, userOf } from '../accounts.ts'
import type { Call } from '../call.ts'
import { startCommand } from '../process/command.ts'
import type { Tool } from '../spec.ts'

async function become(
  call: Call,
  argv: string[],
  account: Account,
  env: Record<string, string>,
  cwd = call.process.cwd,
): Promise<number> {
  const user = userOf(call.process.fs, account)
  const child = await startCommand(call, argv, { user, env, cwd })
  if (typeof child === 'number') return child
  for (const signal of ['TERM', 'INT', 'HUP', 'QUIT'] as const)
    call.process.on(signal, () => (signal === 'INT' ? undefined : child.signal(signal)))
  return call.process.alive(() => child.exited)
}

export const gosu: Tool = {
  spec: { name: 'gosu', summary: 'run a command as another user', usage: 'user-spec command [args]', ordered: true },
  async run(call) {
    const [who, ...argv] = call.operands
    if (who === undefined || argv.length === 0)
      return call.process.error('Usage: gosu user-spec command [args]\n').then(() => 1)
    const account = findAccount(call.process.fs, who.split(':')[0]!)
    if (!account)
      return call.process
        .error(`error: failed switching to "${who}": unable to find user ${who}: no matching entries in passwd file\n`)
        .then(() => 1)
    if (!call.process.can('SETUID'))
      return call.process.error(`error: failed switching to "${who}": operation not permitted\n`).then(() => 1)
    return become(call, argv, account, { ...call.process.env, HOME: account.home })
  },
}

// htpasswd(1): Apache's password files.
import type { Call } from '../call.ts'
import { askHidden } from '../question.ts'
import type { Tool } from '../spec.ts'
import { text } from '../../../kernel/bytes.ts'
import { readAll } from '../../../kernel/queue.ts'
import { ALPHABET, hashPassword, passwordFits } from './htpasswd-file.ts'

/** Characters of salt in a bcrypt and in an apr1 entry. */
const SALT = { bcrypt: 22, apr1: 8 }

function entry(call: Call, user: string, password: string): string {
  const { kernel } = call.process
  const chance = kernel.chance(`htpasswd ${user} ${kernel.clock.now}`)
  const salt = (length: number) => Array.from({ length }, () => ALPHABET[chance.below(ALPHABET.length)]).join('')
  const cost = String(call.value('C') ?? 5).padStart(2, '0')
  if (call.has('p')) return `${user}:${password}`
  if (call.has('B')) return `${user}:${hashPassword(password, salt(SALT.bcrypt), `$2y$${cost}$`)}`
  const short = salt(SALT.apr1)
  return `${user}:$apr1$${short}$${hashPassword(password, short, '').slice(SALT.apr1, SALT.apr1 + 22)}`
}

async function passwordOf(call: Call, given: string | undefined): Promise<string | undefined> {
  if (call.has('b')) return given
  if (call.has('i')) return text(await readAll(call.process.stdin)).replace(/\n$/, '')
  const first = await askHidden(call.process, 'New password: ')
  return first === (await askHidden(call.process, 'Re-type new password: ')) ? first : undefined
}

async function run(call: Call): Promise<number> {
  const { process } = call
  const prints = call.has('n')
  const [file, user, given] = prints ? [undefined, ...call.operands] : call.operands
  const enough = call.operands.length === (prints ? 1 : 2) + (call.has('b') ? 1 : 0)
  if (!enough || user === undefined) return call.misuse('wrong number of arguments')
  const exists = file !== undefined && process.fs.exists(process.path(file))
  if (file !== undefined && !exists && !call.has('c'))
    return call.fail(`cannot modify file ${file}; use '-c' to create it`, 1)
  const before = exists && !call.has('c') ? process.readText(file) : ''
  const others = before.split('\n').filter((line) => line !== '' && !line.startsWith(`${user}:`))
  const known = before.split('\n').some((line) => line.startsWith(`${user}:`))
  if (call.has('D')) {
    process.writeFile(file!, others.map((line) => `${line}\n`).join(''))
    await process.error(`Deleting password for user ${user}\n`)
    return 0
  }
  const password = await passwordOf(call, given)
  if (password === undefined) return call.fail('password verification error', 3)
  if (call.has('v')) {
    const fits = passwordFits(before, user, password)
    await process.error(fits ? `Password for user ${user} correct.\n` : 'password verification failed\n')
    return fits ? 0 : 3
  }
  const line = entry(call, user, password)
  if (prints) {
    await call.print(`${line}\n\n`)
    return 0
  }
  process.writeFile(file!, [...others, line].map((each) => `${each}\n`).join(''))
  await process.error(`${known ? 'Updating' : 'Adding'} password for user ${user}\n`)
  return 0
}

export const htpasswd: Tool = {
  spec: {
    name: 'htpasswd',
    summary: 'manage user files for basic authentication',
    usage: '[-cimB25dpsDv] [-C cost] passwordfile username',
    misuse: 2,
    options: {
      '-c': 'make a new file',
      '-n': 'print the result, write no file',
      '-b': 'the password is on the command line',
      '-i': 'the password is on standard input',
      '-m': 'MD5',
      '-B': 'bcrypt',
      '-C COST': 'how long bcrypt takes',
      '-p': 'plain text',
      '-D': 'remove the user',
      '-v': 'check the password',
    },
  },
  run,
}

// docker login and logout: credentials are tried at the registry by the daemon, then kept in config.json.
import type { AuthResponse } from '../../../api/docker.ts'
import type { Process } from '../../../machine/process.ts'
import { readAll } from '../../../kernel/queue.ts'
import { text } from '../../../kernel/bytes.ts'
import { type Call, command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { Client } from '../client.ts'
import { HUB_KEY, registryKey } from '../config.ts'
import { answerTo } from '../each.ts'

interface Login {
  server: string
  username: string
  password: string
}

export const login = command({
  name: 'login',
  usage: '[OPTIONS] [SERVER]',
  summary: 'Authenticate to a registry',
  long: 'Authenticate to a registry.\nDefaults to Docker Hub if no server is specified.',
  group: 'Common Commands',
  args: { max: 1 },
  flags: {
    password: { type: 'string', short: 'p', summary: 'Password or Personal Access Token (PAT)' },
    'password-stdin': { type: 'bool', summary: 'Take the Password or Personal Access Token (PAT) from stdin' },
    username: { type: 'string', short: 'u', summary: 'Username' },
  },
  async run(process, options, args, call) {
    const given = args[0] ?? ''
    const client = new Client(process, call.global)
    const password = await givenPassword(process, options, call)
    const server =
      given === '' || registryKey(given) === HUB_KEY ? HUB_KEY : given.replace(/^https?:\/\//, '').replace(/\/$/, '')
    const known = client.config.credentials(server)
    if (!options.username && !password && known) {
      await process.error(`Authenticating with existing credentials... [Username: ${known.username}]\n`)
      await process.error(
        hint(process, "To login with a different account, run 'docker logout' followed by 'docker login'"),
      )
      return authenticate(process, client, { server, ...known })
    }
    const asked = await ask(process, server, { username: options.username, password })
    return authenticate(process, client, { server, ...asked })
  },
})

async function givenPassword(
  process: Process,
  options: { username: string; password: string; 'password-stdin': boolean },
  call: Call,
): Promise<string> {
  const piped = call.changed('password-stdin')
  if (piped && call.changed('password'))
    throw new StatusError('conflicting options: cannot specify both --password and --password-stdin')
  if (piped && !call.changed('username'))
    throw new StatusError('the --password-stdin option requires --username to be set')
  for (const flag of ['username', 'password'] as const)
    if (call.changed(flag) && options[flag] === '') throw new StatusError(`${flag} is empty`)
  if (options.password) {
    await process.error('WARNING! Using --password via the CLI is insecure. Use --password-stdin.\n')
    return options.password
  }
  if (!options['password-stdin']) return ''
  return text(await readAll(process.stdin)).replace(/\r?\n$/, '')
}

/** docker's highlighted remark: a badge on a terminal, plain words elsewhere. */
function hint(process: Process, message: string): string {
  if (!process.isTty.stderr) return `\n Info -> ${message}\n\n\n`
  return `\n\x1b[1m\x1b[106m\x1b[30mi\x1b[0m\x1b[0m \x1b[96mInfo → \x1b[0m\x1b[0m\x1b[3m${message}\x1b[0m\n\n\n`
}

const HUB_TEXT = `Log in with your Docker ID or email address to push and pull images from Docker Hub. If you don't have a Docker ID, head over to https://hub.docker.com/ to create one.
You can log in with your password or a Personal Access Token (PAT). Using a limited-scope PAT grants better security and is required for organizations using SSO. Learn more at https://docs.docker.com/go/access-tokens/

`

const PAT_HINT = `
\x1b[1m\x1b[106m\x1b[30mi\x1b[0m\x1b[0m \x1b[96mInfo → \x1b[0m\x1b[0m\x1b[3mA Personal Access Token (PAT) can be used instead.\x1b[0m
         \x1b[3mTo create a PAT, visit \x1b[4mhttps://app.docker.com/settings\x1b[0m\x1b[0m
         \x1b[3m\x1b[0m
         \x1b[3m\x1b[0m
`

/** What is missing is asked for on the terminal; the password is not echoed. */
async function ask(process: Process, server: string, given: { username: string; password: string }) {
  if (given.username && given.password) return given
  if (!process.isTty.stdin) throw new StatusError('Error: Cannot perform an interactive login from a non TTY device')
  const hub = server === HUB_KEY
  let { username, password } = given
  if (!username) {
    if (hub) {
      await process.print('Failed to start web-based login - falling back to command line login...\n\n')
      await process.print(HUB_TEXT)
    }
    await process.print('Username: ')
    username = ((await answerTo(process)) ?? '').trim()
    if (!username) throw new StatusError('Error: Non-null Username Required')
  }
  if (!password) {
    if (hub) await process.print(PAT_HINT)
    await process.print('Password: ')
    password = (await hidden(process)).trim()
    await process.print('\n')
    if (!password) throw new StatusError('Error: Password Required')
  }
  return { username, password }
}

async function hidden(process: Process): Promise<string> {
  const { tty } = process
  if (tty) tty.echo = false
  try {
    return (await answerTo(process)) ?? ''
  } finally {
    if (tty) tty.echo = true
  }
}

async function authenticate(process: Process, client: Client, { server, username, password }: Login): Promise<number> {
  const answer = await client.post<AuthResponse>('/auth', { json: { username, password, serveraddress: server } })
  const same = client.config.credentials(server)
  const isNew = same?.username !== username || same.password !== password
  client.config.store(server, username, password)
  if (isNew) {
    await process.error(
      `\nWARNING! Your credentials are stored unencrypted in '${client.config.path}'.\nConfigure a credential helper to remove this warning. See\nhttps://docs.docker.com/go/credential-store/\n\n`,
    )
  }
  if (answer.Status) await process.print(`${answer.Status}\n`)
  return 0
}

export const logout = command({
  name: 'logout',
  usage: '[SERVER]',
  summary: 'Log out from a registry',
  long: 'Log out from a registry.\nIf no server is specified, the default is defined by the daemon.',
  group: 'Common Commands',
  args: { max: 1 },
  flags: {},
  async run(process, _, args, call) {
    const client = new Client(process, call.global)
    const server = args[0] ? registryKey(args[0]) : HUB_KEY
    await process.print(`Removing login credentials for ${args[0] && server !== HUB_KEY ? server : HUB_KEY}\n`)
    client.config.erase(server)
    return 0
  },
})

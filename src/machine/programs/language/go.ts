// go(1): what it tells of itself, and new modules. Compiling Go is not simulated.
import { utf8 } from '../../../kernel/bytes.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'

const DEFAULT_VERSION = '1.25.3'

const versionOf = (call: Call): string => call.process.env.GOLANG_VERSION ?? DEFAULT_VERSION

export const go: Tool = {
  spec: { name: 'go', summary: 'the tool of the Go language', usage: '<command> [arguments]', raw: true, options: {} },
  async run(call) {
    const [verb, ...args] = call.operands
    if (verb === 'version' && args.length === 0)
      return call.print(`go version go${versionOf(call)} linux/amd64\n`).then(() => 0)
    if (verb === 'env' && args.length > 0 && args.every((word) => /^\w+$/.test(word))) return environment(call, args)
    if (verb === 'mod' && args[0] === 'init') return initModule(call, args.slice(1))
    if (verb !== undefined && !COMMANDS.has(verb))
      return refused(call, `go ${verb}: unknown command\nRun 'go help' for usage.`, 2)
    return refused(call, `naru: ${['go', verb].filter(Boolean).join(' ')} is not simulated`, 1)
  },
}

const COMMANDS = new Set(
  'bug build clean doc env fix fmt generate get help install list mod work run telemetry test tool version vet'.split(
    ' ',
  ),
)

async function refused(call: Call, why: string, code: number): Promise<number> {
  await call.process.error(`${why}\n`)
  return code
}

/** Of a variable that is not known go prints an empty line. */
async function environment(call: Call, names: readonly string[]): Promise<number> {
  const { env, fs, cwd } = call.process
  const own: Record<string, string> = {
    GOARCH: 'amd64',
    GOHOSTARCH: 'amd64',
    GOHOSTOS: 'linux',
    GOMOD: fs.exists(`${cwd}/go.mod`) ? `${cwd}/go.mod` : '/dev/null',
    GOOS: 'linux',
    GOPATH: `${env.HOME ?? ''}/go`,
    GOPROXY: 'https://proxy.golang.org,direct',
    GOROOT: '/usr/local/go',
    GOSUMDB: 'sum.golang.org',
    GOVERSION: `go${versionOf(call)}`,
  }
  await call.print(names.map((name) => `${(name.startsWith('GO') && env[name]) || (own[name] ?? '')}\n`).join(''))
  return 0
}

async function initModule(call: Call, [name, ...more]: string[]): Promise<number> {
  const { process } = call
  const { fs, cwd, user } = process
  const path = `${cwd}/go.mod`
  if (more.length > 0) return refused(call, "go: 'go mod init' accepts at most one argument", 1)
  if (fs.exists(path)) return refused(call, `go: ${path} already exists`, 1)
  if (name === undefined) {
    const example =
      "\n\nExample usage:\n\t'go mod init example.com/m' to initialize a v0 or v1 module\n\t'go mod init example.com/m/v2' to initialize a v2 module\n\nRun 'go help mod init' for more information."
    return refused(
      call,
      `go: cannot determine module path for source directory ${cwd} (outside GOPATH, module path must be specified)${example}`,
      1,
    )
  }
  const text = `module ${name}\n\ngo ${versionOf(call)}\n`
  fs.write(path, utf8(text), { uid: user.uid, gid: user.gid })
  const hasSources = fs.list(cwd).some((file) => file.endsWith('.go'))
  const hint = hasSources ? 'go: to add module requirements and sums:\n\tgo mod tidy\n' : ''
  await process.error(`go: creating new go.mod: module ${name}\n${hint}`)
  return 0
}

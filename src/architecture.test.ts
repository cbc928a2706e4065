// Who may import whom. The table is the documentation; this test keeps it true.
import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = import.meta.dirname

/** Room → rooms it may import. `types:room` allows type imports only. */
const ALLOWED: Record<string, string[]> = {
  kernel: [],
  api: [],
  i18n: [],
  net: ['kernel'],
  image: ['kernel', 'api'],
  machine: ['kernel', 'net'],
  runtime: ['kernel', 'api', 'net', 'image', 'machine'],
  registry: ['kernel', 'api', 'net', 'image', 'machine'],
  engine: ['kernel', 'api', 'net', 'image', 'machine', 'runtime'],
  cluster: ['kernel', 'api', 'net', 'image', 'machine', 'runtime'],
  cli: ['kernel', 'api', 'net', 'image', 'machine'],
  world: ['kernel', 'api', 'net', 'image', 'machine', 'runtime', 'registry', 'engine', 'cluster', 'cli'],
  stage: ['types:kernel', 'api', 'types:world', 'i18n'],
  terminal: ['types:machine', 'types:world', 'i18n'],
  app: ['types:kernel', 'api', 'types:world', 'stage', 'terminal', 'i18n'],
  door: ['kernel', 'api', 'net', 'image', 'machine', 'world', 'testing'],
  testing: [
    'kernel',
    'api',
    'net',
    'image',
    'machine',
    'runtime',
    'registry',
    'engine',
    'cluster',
    'cli',
    'world',
    'door',
  ],
}

/** Package → rooms that may use it. */
const PACKAGES: Record<string, string[]> = {
  react: ['stage', 'terminal', 'app'],
  'react-dom': ['app'],
  '@xyflow/react': ['stage'],
  '@xterm/xterm': ['terminal'],
  '@xterm/addon-fit': ['terminal'],
  zustand: ['app'],
  unbash: ['machine'],
  yaml: ['cli', 'cluster', 'world', 'app'],
  fflate: ['image', 'machine'],
  '@noble/hashes': ['image', 'machine', 'cli'],
  croner: ['cluster'],
  '@playwright/test': ['testing'],
}

const PURE = ['kernel', 'api', 'net', 'image', 'machine', 'runtime', 'registry', 'engine', 'cluster', 'cli']

/** The interpreter of `node` names what scripts call, setTimeout among it; it has them on the virtual clock. So do the scripts themselves. */
const SCRIPT_GLOBALS = /^machine\/(programs\/javascript|packages\/npm\/bodies)\//

const BANNED_NAMES = /(^|\/)(utils?|helpers?|common|shared|core|lib|manager|misc)(\/|\.tsx?$)/

const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => /\.tsx?$/.test(file))

const sources = files.filter((file) => !/\.test\.tsx?$/.test(file) && file.includes('/'))

interface Import {
  specifier: string
  typeOnly: boolean
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8')
  const found: Import[] = []
  for (const match of text.matchAll(/^\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'/gm)) {
    const names = /\{([^}]*)\}/.exec(match[0])?.[1]
    const allTypes =
      names !== undefined &&
      /^\s*\{/.test(match[0].replace(/^\s*(import|export)\s+/, '')) &&
      names
        .split(',')
        .filter((n) => n.trim())
        .every((n) => /^\s*type\s/.test(n))
    found.push({ specifier: match[2]!, typeOnly: match[1] !== undefined || allTypes })
  }
  for (const match of text.matchAll(/(typeof\s+)?\bimport\(\s*'([^']+)'\s*\)/g)) {
    const after = text[match.index + match[0].length]
    found.push({
      specifier: match[2]!,
      typeOnly: match[1] !== undefined || (after === '.' && /^\.[A-Z]/.test(text.slice(match.index + match[0].length))),
    })
  }
  return found
}

const roomOf = (file: string) => file.split('/')[0]!

describe('architecture', () => {
  it('lets rooms import only what the table allows', () => {
    const wrong: string[] = []
    for (const file of sources) {
      const room = roomOf(file)
      for (const { specifier, typeOnly } of importsOf(file)) {
        if (!specifier.startsWith('.')) continue
        const target = roomOf(relative(root, join(root, dirname(file), specifier)).replaceAll('\\', '/'))
        const allowed = ALLOWED[room] ?? []
        if (target === room || allowed.includes(target)) continue
        if (typeOnly && allowed.includes(`types:${target}`)) continue
        wrong.push(`${file} → ${specifier}${typeOnly ? ' (type)' : ''}`)
      }
    }
    expect(wrong.join('\n')).toBe('')
  })

  it('lets rooms use only the packages meant for them', () => {
    const wrong: string[] = []
    for (const file of sources) {
      for (const { specifier, typeOnly } of importsOf(file)) {
        if (specifier.startsWith('.')) continue
        const name = specifier
          .split('/')
          .slice(0, specifier.startsWith('@') ? 2 : 1)
          .join('/')
        const rooms = name.startsWith('node:')
          ? ['door', 'testing']
          : name === 'kubernetes-types'
            ? ['api']
            : PACKAGES[name]
        if (!rooms?.includes(roomOf(file)) && !(typeOnly && name === 'kubernetes-types'))
          wrong.push(`${file} → ${specifier}`)
      }
    }
    expect(wrong.join('\n')).toBe('')
  })

  it('names files with nouns of the domain', () => {
    /** `core` is the name of a Kubernetes API group. */
    const groups = /^(api\/kubernetes|cluster\/apiserver\/schema)\/core\.ts$/
    expect(files.filter((file) => BANNED_NAMES.test(file) && !groups.test(file)).join('\n')).toBe('')
  })

  it('keeps real time, chance and macrotasks out of the pure rooms', () => {
    const banned =
      /\b(Date\.now|new Date\(\)|Math\.random|setTimeout|setInterval|setImmediate|performance\.now|crypto\.subtle|localeCompare)\b/
    const wrong = sources
      .filter((file) => PURE.includes(roomOf(file)) && !SCRIPT_GLOBALS.test(file))
      .filter((file) =>
        banned.test(
          readFileSync(join(root, file), 'utf8')
            .replace(/^\s*\/\/.*$/gm, '')
            .replace(/\/\*[\s\S]*?\*\//g, ''),
        ),
      )
    expect(wrong.join('\n')).toBe('')
  })

  it('opens every file with a line on what it stands for', () => {
    const wrong = files.filter((file) => !/^(\/\/|\/\*|#!)/.test(readFileSync(join(root, file), 'utf8')))
    expect(wrong.join('\n')).toBe('')
  })

  it('keeps files under 300 lines, tables of data excepted', () => {
    const data = /(^|\/)(catalog|i18n|testdata|schema|bodies)\/|^api\//
    const wrong = files
      .filter((file) => !data.test(file))
      .map((file) => [file, readFileSync(join(root, file), 'utf8').split('\n').length] as const)
      .filter(([, lines]) => lines > 300)
      .map(([file, lines]) => `${file} ${lines}`)
    expect(wrong.join('\n')).toBe('')
  })

  it('has a row for every room', () => {
    const rooms = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
    expect(Object.keys(ALLOWED).toSorted()).toEqual(rooms.toSorted())
  })
})

// Every command and flag of docker 28.5 against the literals: names, short forms, types, defaults, aliases, headings.
// surface.json is what the real client's own help lists; buildx and compose are plugins and not in it.
import { expect, test } from 'vitest'
import type { Command } from '../command.ts'
import { dockerHelp } from '../help.ts'
import { docker } from './docker.ts'
import surface from './surface.json' with { type: 'json' }

const known = Object.entries(surface)

function chainOf(path: string): Command[] {
  const chain = [docker]
  for (const word of path.split(' ').slice(1)) {
    const next = chain.at(-1)!.subcommands?.find((child) => child.name === word)
    if (!next) throw new Error(`no command ${path}`)
    chain.push(next)
  }
  return chain
}

/** A help page without its prose. */
function outline(page: string): string[] {
  const out: string[] = []
  let section = ''
  for (const line of page.split('\n')) {
    const heading = /^([A-Z][A-Za-z ]*):(?:\s{2}(.*))?$/.exec(line)
    if (heading) {
      section = heading[1]!
      if (heading[2] !== undefined) out.push(`${section}: ${heading[2].trimEnd()}`)
      else if (section.endsWith('Commands')) out.push(`${section}:`)
    } else if (section === 'Aliases' && line.startsWith('  ')) out.push(`Aliases: ${line.trim()}`)
    else if (section.endsWith('Commands') && /^ {2}\S/.test(line)) {
      out.push(`${out.pop()!} ${/\S+/.exec(line)![0].replace('*', '')}`)
    } else if (section.endsWith('Options')) {
      const flag = /^ {2}(?:(-.), | {4})(--\S+(?: \S+)?) {2,}(.*)$/.exec(line)
      if (flag) out.push(`${flag[1] ? `${flag[1]}, ` : ''}${flag[2]}${/ \(default .*\)$/.exec(flag[3]!)?.[0] ?? ''}`)
    }
  }
  return out
}

test.each(known)('%s', (path, lines) => {
  expect(outline(dockerHelp(chainOf(path), 10_000, ['buildx', 'compose']))).toEqual(lines)
})

test('no command more than docker has', () => {
  const plugins = new Set([
    'docker compose',
    'docker buildx',
    'docker builder',
    'docker build',
    'docker image build',
    'docker bake',
  ])
  const extra: string[] = []
  const walk = (command: Command, path: string): void => {
    if (plugins.has(path)) return
    if (!(path in surface)) extra.push(path)
    for (const child of command.subcommands ?? []) if (!child.hidden) walk(child, `${path} ${child.name}`)
  }
  walk(docker, 'docker')
  expect(extra).toEqual([])
})

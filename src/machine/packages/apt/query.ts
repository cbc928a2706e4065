// apt search, show, list and policy: what there is and what is installed.
import type { Call } from '../../programs/call.ts'
import { installedPackages } from '../dpkg.ts'
import { offered } from './lists.ts'

export async function search(call: Call, words: string[]): Promise<number> {
  const patterns = words.map((word) => new RegExp(word, 'i'))
  const rows = [...offered(call).values()].filter(({ entry }) =>
    patterns.every(
      (pattern) => pattern.test(entry.get('Package')!) || (!call.has('n') && pattern.test(entry.get('Description')!)),
    ),
  )
  const sorted = rows.sort((a, b) => (a.entry.get('Package')! < b.entry.get('Package')! ? -1 : 1))
  if (call.name === 'apt') {
    const body = sorted.map(
      ({ entry, source }) =>
        `${entry.get('Package')}/${source.suite} ${entry.get('Version')} amd64\n  ${entry.get('Description')}\n\n`,
    )
    await call.print(`Sorting...\nFull Text Search...\n${body.join('')}`)
  } else await call.print(sorted.map(({ entry }) => `${entry.get('Package')} - ${entry.get('Description')}\n`).join(''))
  return 0
}

export async function show(call: Call, names: string[]): Promise<number> {
  const available = offered(call)
  const installed = installedPackages(call.process.fs)
  for (const name of names) {
    const entry = available.get(name)?.entry ?? installed.get(name)
    if (!entry) {
      if (call.name === 'apt') await call.process.error(`N: Unable to locate package ${name}\n`)
      await call.process.error('E: No packages found\n')
      return 100
    }
    await call.print(
      `${[...entry]
        .filter(([field]) => field !== 'Status')
        .map(([field, value]) => `${field}: ${value}\n`)
        .join('')}\n`,
    )
  }
  return 0
}

export async function list(call: Call, names: string[]): Promise<number> {
  const installed = installedPackages(call.process.fs)
  const available = offered(call)
  const all = call.has('installed') ? [...installed.keys()] : [...new Set([...available.keys(), ...installed.keys()])]
  const rows = all.sort().filter((name) => names.length === 0 || names.includes(name))
  const shown = call.has('upgradable') ? [] : rows
  await call.print(`Listing...${call.process.isTty.stdout ? ' Done' : ''}\n`)
  for (const name of shown) {
    const entry = available.get(name)?.entry ?? installed.get(name)!
    const mark = installed.has(name) ? ` [installed${available.has(name) ? '' : ',local'}]` : ''
    await call.print(`${name}/${available.get(name)?.source.suite ?? 'now'} ${entry.get('Version')} amd64${mark}\n`)
  }
  return 0
}

export async function policy(call: Call, names: string[]): Promise<number> {
  const available = offered(call)
  const installed = installedPackages(call.process.fs)
  for (const name of names) {
    const found = available.get(name)
    if (!found && !installed.has(name)) {
      await call.process.error(`N: Unable to locate package ${name}\n`)
      continue
    }
    await call.print(
      `${name}:\n  Installed: ${installed.get(name)?.get('Version') ?? '(none)'}\n  Candidate: ${found?.entry.get('Version') ?? installed.get(name)!.get('Version')}\n`,
    )
  }
  return 0
}

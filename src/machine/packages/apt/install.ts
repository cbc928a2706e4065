// apt-get install: archives are fetched, unpacked and set up, with what they depend on.
import type { Call } from '../../programs/call.ts'
import { type Paragraph, unpack } from '../archive.ts'
import { type Plan, resolve } from '../dependencies.ts'
import { databaseLine, installedPackages, recordInstalled } from '../dpkg.ts'
import { Fetcher } from './fetcher.ts'
import { offered } from './lists.ts'
import { agreed, nothing, paragraphOf, quiet, readState, sizeText } from './output.ts'

export async function install(call: Call, names: string[]): Promise<number> {
  const { process } = call
  await readState(call)
  const available = offered(call)
  const installed = installedPackages(process.fs)
  const entries = new Map([...available].map(([name, { entry }]) => [name, entry]))
  const asked = names.map((name) => name.replace(/[=/].*$/, ''))
  const skipped = asked.filter((name) => call.has('only-upgrade') && entries.has(name) && !installed.has(name))
  for (const name of skipped)
    await call.print(`Skipping ${name}, it is not installed and only upgrades are requested.\n`)
  const plan = resolve(
    asked.filter((name) => !skipped.includes(name)),
    entries,
    new Set(installed.keys()),
  )
  if (plan.problems.length > 0) {
    for (const { out, error } of plan.problems) {
      await call.print(out)
      await process.error(error)
    }
    return 100
  }
  for (const name of plan.present)
    await call.print(`${name} is already the newest version (${installed.get(name)!.get('Version')}).\n`)
  return plan.wanted.length === 0 ? nothing(call) : carryOut(call, plan, available)
}

async function carryOut(call: Call, plan: Plan, available: ReturnType<typeof offered>): Promise<number> {
  const { process } = call
  const chosen = plan.wanted.map((name) => available.get(name)!)
  const sum = (field: string) => chosen.reduce((total, { entry }) => total + Number(entry.get(field)), 0)
  const sorted = [...plan.wanted].sort()
  const extra = sorted.filter((name) => !plan.asked.includes(name))
  const head =
    (extra.length > 0 ? `The following additional packages will be installed:\n${paragraphOf(extra)}` : '') +
    `The following NEW packages will be installed:\n${paragraphOf(sorted)}0 upgraded, ${sorted.length} newly installed, 0 to remove and 0 not upgraded.\nNeed to get ${sizeText(sum('Size'))} of archives.\nAfter this operation, ${sizeText(sum('Installed-Size') * 1024)} of additional disk space will be used.\n`
  if (!quiet(call)) await call.print(head)
  if (extra.length > 0 && !(await agreed(call))) return 1
  const fetcher = new Fetcher(call)
  const archives: Uint8Array[] = []
  for (const { entry, source } of chosen) {
    const [name, version] = [entry.get('Package')!, entry.get('Version')!]
    const got = await fetcher.get(
      `${source.uri}/${entry.get('Filename')}`,
      `${source.uri} ${source.suite}/${source.components[0]} amd64 ${name} amd64 ${version}`,
    )
    if (got?.status !== 200) {
      await process.error(
        `E: Failed to fetch ${source.uri}/${entry.get('Filename')}  ${got ? `${got.status}  Not Found` : fetcher.problems.at(-1)}\nE: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?\n`,
      )
      return 100
    }
    archives.push(got.body)
  }
  await call.print(fetcher.summary())
  if (!installedPackages(process.fs).has('apt-utils'))
    await process.error('debconf: delaying package configuration, since apt-utils is not installed\n')
  return unpackAll(
    call,
    chosen.map(({ entry }) => entry),
    archives,
  )
}

async function unpackAll(call: Call, entries: Paragraph[], archives: Uint8Array[]): Promise<number> {
  const { process } = call
  const out = (line: string) => (quiet(call) ? Promise.resolve() : call.print(line))
  const database = databaseLine(process.fs)
  for (const [i, entry] of entries.entries()) {
    const [name, version] = [entry.get('Package')!, entry.get('Version')!]
    const full = name.startsWith('lib') ? `${name}:amd64` : name
    await out(`Selecting previously unselected package ${full}.\n`)
    if (i === 0) await out(database)
    await out(
      `Preparing to unpack .../${name}_${version.replace(':', '%3a')}_amd64.deb ...\nUnpacking ${full} (${version}) ...\n`,
    )
    await process.work(60 + Number(entry.get('Installed-Size')) / 100)
    recordInstalled(process.fs, entry, unpack(process.fs, archives[i]!))
  }
  for (const entry of entries) {
    const name = entry.get('Package')!
    await out(`Setting up ${name.startsWith('lib') ? `${name}:amd64` : name} (${entry.get('Version')}) ...\n`)
    await process.work(40)
  }
  const libraries = entries.some((entry) => entry.get('Package')!.startsWith('lib'))
  const libc = installedPackages(process.fs).get('libc-bin')?.get('Version')
  if (libraries && libc) await out(`Processing triggers for libc-bin (${libc}) ...\n`)
  return 0
}

// apt-get update: the lists of packages that the servers of sources.list have, kept below /var/lib/apt/lists.
import { text } from '../../../kernel/bytes.ts'
import type { Call } from '../../programs/call.ts'
import { type Paragraph, parseParagraphs } from '../archive.ts'
import { type Source, readSources } from '../sources.ts'
import { Fetcher } from './fetcher.ts'
import { done } from './output.ts'

export const LISTS = '/var/lib/apt/lists'

const listFile = ({ uri, suite }: Source, component: string) =>
  `${LISTS}/${`${uri.replace(/^https?:\/\//, '')}_dists_${suite}_${component}`.replaceAll('/', '_')}_binary-amd64_Packages`

export async function update(call: Call): Promise<number> {
  const { process } = call
  const fetcher = new Fetcher(call)
  const sources = readSources(process)
  const failed: string[] = []
  const good: Source[] = []
  for (const source of sources) {
    const got = await fetcher.get(
      `${source.uri}/dists/${source.suite}/InRelease`,
      `${source.uri} ${source.suite} InRelease`,
    )
    if (got?.status === 200) good.push(source)
    else
      failed.push(
        got
          ? `E: The repository '${source.uri} ${source.suite} Release' does not have a Release file.\n`
          : `W: Failed to fetch ${source.uri}/dists/${source.suite}/InRelease  ${fetcher.problems.at(-1)}\n`,
      )
  }
  for (const source of good) {
    for (const component of source.components) {
      const got = await fetcher.get(
        `${source.uri}/dists/${source.suite}/${component}/binary-amd64/Packages.xz`,
        `${source.uri} ${source.suite}/${component} amd64 Packages`,
      )
      if (got?.status !== 200) continue
      process.fs.mkdir(`${LISTS}/partial`, { parents: true })
      process.fs.write(listFile(source, component), got.body)
    }
  }
  if (fetcher.fetched > 0) await call.print(fetcher.summary())
  await process.work(900)
  await call.print(done(call, 'Reading package lists'))
  const hard = failed.some((line) => line.startsWith('E:'))
  await process.error(
    failed.join('') +
      (failed.length > 0 && !hard
        ? 'W: Some index files failed to download. They have been ignored, or old ones used instead.\n'
        : ''),
  )
  return hard ? 100 : 0
}

/** Everything the lists offer, and where from. */
export function offered(call: Call): Map<string, { entry: Paragraph; source: Source }> {
  const { process } = call
  const out = new Map<string, { entry: Paragraph; source: Source }>()
  for (const source of readSources(process)) {
    for (const component of source.components) {
      const file = listFile(source, component)
      if (!process.fs.exists(file)) continue
      for (const entry of parseParagraphs(text(process.fs.read(file).bytes())))
        out.set(entry.get('Package')!, { entry, source })
    }
  }
  return out
}

// npm tells once a day that a newer npm is there.
import { NetError } from '../../../net/errors.ts'
import type { Process } from '../../process.ts'
import type { RegistryClient } from './client.ts'
import { compareVersions } from './range.ts'
import { Failure } from './report.ts'

const kind = (from: string, to: string): string => {
  const [a, b] = [from.split('.'), to.split('.')]
  if (a[0] !== b[0]) return 'major'
  return a[1] === b[1] ? 'patch' : 'minor'
}

export async function notify(process: Process, version: string, client: RegistryClient): Promise<void> {
  if (process.env.CI !== undefined) return
  const home = process.env.HOME ?? process.user.home
  const note = `${home}/.npm/_update-notifier-last-checked`
  if (process.fs.exists(note)) return
  try {
    const { latest } = (await client.packument('npm'))['dist-tags']
    const owner = { uid: process.user.uid, gid: process.user.gid }
    process.fs.mkdir(`${home}/.npm`, { parents: true, ...owner })
    process.fs.write(note, '', { mode: 0o644, ...owner })
    if (latest === undefined || compareVersions(latest, version) <= 0) return
    const lines = [
      '',
      `New ${kind(version, latest)} version of npm available! ${version} -> ${latest}`,
      `Changelog: https://github.com/npm/cli/releases/tag/v${latest}`,
      `To update run: npm install -g npm@${latest}`,
      '',
    ]
    await process.error(lines.map((line) => `npm notice${line && ` ${line}`}\n`).join(''))
  } catch (error) {
    if (!(error instanceof Failure || error instanceof NetError)) throw error
  }
}

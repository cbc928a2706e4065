// apt-get remove, purge and autoremove.
import type { Call } from '../../programs/call.ts'
import { databaseLine, installedPackages, removeInstalled } from '../dpkg.ts'
import { offered } from './lists.ts'
import { agreed, nothing, paragraphOf, readState, sizeText } from './output.ts'

export async function remove(call: Call, names: string[]): Promise<number> {
  const { process } = call
  await readState(call)
  const installed = installedPackages(process.fs)
  const gone = names.filter((name) => installed.has(name))
  for (const name of names.filter((each) => !gone.includes(each))) {
    if (offered(call).has(name)) await call.print(`Package '${name}' is not installed, so not removed\n`)
    else {
      await process.error(`E: Unable to locate package ${name}\n`)
      return 100
    }
  }
  if (gone.length === 0) return nothing(call)
  const freed = gone.reduce((sum, name) => sum + Number(installed.get(name)!.get('Installed-Size') ?? 0), 0)
  await call.print(
    `The following packages will be REMOVED:\n${paragraphOf(gone)}0 upgraded, 0 newly installed, ${gone.length} to remove and 0 not upgraded.\nAfter this operation, ${sizeText(freed * 1024)} disk space will be freed.\n`,
  )
  if (!(await agreed(call))) return 1
  await call.print(databaseLine(process.fs))
  for (const name of gone) {
    await call.print(`Removing ${name} (${installed.get(name)!.get('Version')}) ...\n`)
    await process.work(80)
    removeInstalled(process.fs, name)
  }
  return 0
}

// What OpenJDK says of its release: `java -version`, as the builders of the images have it.
import type { Process } from '../../process.ts'

/** Where a JDK says which it is: one `NAME="value"` a line. */
const RELEASE_FILES = [
  '/opt/java/openjdk/release',
  '/usr/local/openjdk-11/release',
  '/usr/lib/jvm/default-java/release',
]
const USUAL = '11.0.16'

const DATES: Record<string, string> = {
  '11.0.11': '2021-04-20',
  '11.0.16': '2022-08-12',
  '11.0.29': '2025-10-21',
  '17.0.17': '2025-10-21',
  '17.0.2': '2022-01-18',
  '18.0.2.1': '2022-08-18',
  '21.0.9': '2025-10-21',
}
const BUILDS: Record<string, string> = { '11.0.16': '8', '17.0.2': '8-86', '18.0.2.1': '1-1', '8u342': 'b07' }
/** From this release on the builder says that it is one for the long term. */
const LONG_TERM = 21

/** The image's own word (`jdk-21.0.9+10`, `8u342`), or the release file's. */
function given(process: Process): string {
  const { env, fs } = process
  if (env.JAVA_VERSION) return env.JAVA_VERSION
  for (const path of [...(env.JAVA_HOME ? [`${env.JAVA_HOME}/release`] : []), ...RELEASE_FILES]) {
    const found = fs.exists(path) && /^JAVA_VERSION="([^"]*)"/m.exec(process.readText(path))?.[1]
    if (found) return found
  }
  return USUAL
}

/** `21.0.9`. */
export const javaVersion = (process: Process): string =>
  given(process)
    .replace(/^jdk-?/, '')
    .replace(/[+-].*$/, '')

export function versionText(process: Process): string {
  const full = given(process)
  const number = javaVersion(process)
  const build = /[+-]([\w-]+)$/.exec(full.replace(/^jdk-?/, ''))?.[1] ?? BUILDS[number] ?? '8'
  const builder = !full.startsWith('jdk') ? '' : number === '11.0.11' ? 'AdoptOpenJDK' : 'Temurin'
  const old = /^8u(\d+)$/.exec(number)?.[1]
  if (old) {
    const by = builder && `(${builder})`
    const [runtime, machine] = [`1.8.0_${old}-${build}`, `25.${old}-${build}`]
    return `openjdk version "1.8.0_${old}"\nOpenJDK Runtime Environment ${by}(build ${runtime})\nOpenJDK 64-Bit Server VM ${by}(build ${machine}, mixed mode)\n`
  }
  const isLongTerm = builder !== '' && Number(number.split('.')[0]) >= LONG_TERM
  const by = builder ? `${builder}-${number}+${build} ` : number.startsWith('11.') ? '18.9 ' : ''
  const whole = `${number}+${build}${isLongTerm ? '-LTS' : ''}`
  const date = `${DATES[number] ?? '2025-10-21'}${isLongTerm ? ' LTS' : ''}`
  return `openjdk version "${number}" ${date}\nOpenJDK Runtime Environment ${by}(build ${whole})\nOpenJDK 64-Bit Server VM ${by}(build ${whole}, mixed mode, sharing)\n`
}

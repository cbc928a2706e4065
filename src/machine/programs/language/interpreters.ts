// ruby(1), perl(1) and php(1): what they tell of themselves. The languages are not simulated.
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'

/** The image says which release it has: `RUBY_VERSION`. */
const release = (call: Call, variable: string, usual: string): string => call.process.env[variable] ?? usual

function interpreter(name: string, language: string, flags: readonly string[], version: (call: Call) => string): Tool {
  return {
    spec: { name, summary: `the interpreter of ${language}`, usage: '[options] [file]', raw: true, options: {} },
    async run(call) {
      const [first] = call.operands
      if (first !== undefined && flags.includes(first)) return call.print(version(call)).then(() => 0)
      await call.process.error(`naru: the ${language} language is not simulated\n`)
      return 1
    },
  }
}

export const ruby = interpreter('ruby', 'Ruby', ['-v', '--version'], (call) => {
  const number = release(call, 'RUBY_VERSION', '3.4.7')
  const parser = Number(number.split('.')[1]) >= 4 ? ' +PRISM' : ''
  const { date, revision } = RUBIES[number] ?? RUBIES['3.4.7']!
  return `ruby ${number} (${date} revision ${revision})${parser} [x86_64-linux]\n`
})

const RUBIES: Record<string, { date: string; revision: string }> = {
  '3.4.7': { date: '2025-10-08', revision: '7a5688e2a2' },
  '3.3.10': { date: '2025-10-23', revision: '343ea05002' },
}

export const php = interpreter('php', 'PHP', ['-v', '--version'], (call) => {
  const number = release(call, 'PHP_VERSION', '8.4.13')
  const engine = `4.${number.split('.').slice(1).join('.')}`
  const built = 'Sep 29 2025 20:00:00'
  return `PHP ${number} (cli) (built: ${built}) (NTS)\nCopyright (c) The PHP Group\nBuilt by https://github.com/docker-library/php\nZend Engine v${engine}, Copyright (c) Zend Technologies\n`
})

export const perl = interpreter('perl', 'Perl', ['-v', '--version'], (call) => {
  const number = release(call, 'PERL_VERSION', '5.42.0')
  const [, version, subversion] = number.split('.')
  return `\nThis is perl 5, version ${version}, subversion ${subversion} (v${number}) built for x86_64-linux-gnu\n\n`
})

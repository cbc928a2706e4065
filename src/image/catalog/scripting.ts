// Languages of scripts: ruby, perl and php, each upon Debian or Alpine.
import { alpine } from './alpine.ts'
import { debian } from './debian.ts'
import { buildpack } from './languages.ts'
import { cmd, env, type Recipe, recipe, run } from './recipe.ts'
import type { Tree } from './tree.ts'

export type System = 'bookworm' | 'slim' | 'alpine'

const MB = 1_000_000

const baseOf = (system: System, whole: 'full' | 'curl'): Recipe =>
  system === 'bookworm' ? buildpack(`bookworm ${whole}`) : system === 'slim' ? debian('bookworm-slim') : alpine('3.22')

interface Language {
  name: string
  /** `RUBY_VERSION`. */
  variable: string
  version: string
  created: string
  base: Recipe
  /** Programs in /usr/local/bin with their sizes. */
  programs: string
  library: string
  size: number
  weight: number
  /** Further variables of the environment. */
  more?: readonly (readonly [string, string])[]
  command: readonly string[]
}

const language = ({ name, variable, version, created, base, programs, library, size, weight, ...rest }: Language) =>
  recipe(base, created, 'buildkit', [
    env('LANG', 'C.UTF-8'),
    env(variable, version),
    ...(rest.more ?? []).map(([key, value]) => env(key, value)),
    run(`set -eux; \twget -O ${name}.tar.xz "$${variable}"; \t./configure; \tmake -j "$(nproc)"; \tmake install`, {
      name: `${name} ${version}`,
      weight,
      files: (tree: Tree) => tree.bin('usr/local/bin', programs).pad(size, library),
    }),
    cmd(...rest.command),
  ])

export const ruby = (version: string, created: string, system: System): Recipe =>
  language({
    name: 'ruby',
    variable: 'RUBY_VERSION',
    version,
    created,
    base: baseOf(system, 'full'),
    programs: 'ruby:14416 gem irb bundle rake erb',
    library: 'usr/local/lib/libruby.so.3 usr/local/lib/ruby/gems/default.gem usr/local/lib/ruby/std.db',
    size: 67 * MB,
    weight: 37 * MB,
    more: [
      ['GEM_HOME', '/usr/local/bundle'],
      ['BUNDLE_SILENCE_ROOT_WARNING', '1'],
      ['BUNDLE_APP_CONFIG', '/usr/local/bundle'],
      ['PATH', '/usr/local/bundle/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ],
    command: ['irb'],
  })

export const perl = (version: string, created: string, system: 'bookworm' | 'slim'): Recipe =>
  language({
    name: 'perl',
    variable: 'PERL_VERSION',
    version,
    created,
    base: baseOf(system, 'full'),
    programs: 'perl:3935104 cpan cpanm perldoc prove',
    library: 'usr/local/lib/perl5/core.db usr/local/lib/perl5/unicore.db',
    size: 56 * MB,
    weight: 16 * MB,
    command: [`perl${version}`, '-de0'],
  })

export const php = (version: string, created: string, system: System): Recipe =>
  language({
    name: 'php',
    variable: 'PHP_VERSION',
    version,
    created,
    base: baseOf(system, 'curl'),
    programs: 'php:18874368 docker-php-ext-install docker-php-ext-enable docker-php-ext-configure phpize pecl',
    library: 'usr/local/lib/php/build.db usr/local/include/php/main.h',
    size: 110 * MB,
    weight: 34 * MB,
    more: [['PHP_INI_DIR', '/usr/local/etc/php']],
    command: ['php', '-a'],
  })

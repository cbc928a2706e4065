// What a used machine has lying about: objects that a listing, a prune or an event filter of docker would find something in.

export interface Listing {
  kind: 'container' | 'image' | 'network' | 'volume' | 'system'
  prune: boolean
  all: boolean
  volumes: boolean
  filters: Map<string, string>
}

const SHORT: Record<string, [Listing['kind'], string]> = {
  ps: ['container', 'ls'],
  stats: ['container', 'ls'],
  images: ['image', 'ls'],
}

const words = (line: string): string[] =>
  [...line.matchAll(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g)].map(([word]) => word.replace(/["']/g, ''))

export function filtersOf(line: string): Map<string, string> {
  const all = words(line)
  const given = all.flatMap((word, i) => {
    const [flag, joined] = [word.slice(0, (word + '=').indexOf('=')), word.slice((word + '=').indexOf('=') + 1)]
    if (!/^(-f|--filter)$/.test(flag)) return []
    return [joined || (all[i + 1] ?? '')]
  })
  return new Map(given.map((filter) => [filter.split('=', 1)[0]!, filter.slice(filter.indexOf('=') + 1)]))
}

/** What a line lists or clears away, unless it asks for objects by name. */
export function listingOf(line: string): Listing | undefined {
  const at = /\bdocker\s+(ps|stats|images|(?:container|image|network|volume|system)\s+\w+)\b(.*)/s.exec(line)
  if (!at) return undefined
  const [noun, verb] = SHORT[at[1]!] ?? (at[1]!.split(/\s+/) as [Listing['kind'], string])
  if (!/^(ls|list|ps|prune)$/.test(verb)) return undefined
  const rest = words(at[2]!.split(/[|;&>)`]/, 1)[0]!)
  const named = rest.some((word, i) => !word.startsWith('-') && !/^(-f|-n|--filter|--format)$/.test(rest[i - 1] ?? ''))
  if (named) return undefined
  const has = (...flags: string[]) => rest.some((word) => flags.includes(word))
  const filters = filtersOf(at[2]!)
  return { kind: noun, prune: verb === 'prune', all: has('-a', '--all'), volumes: has('--volumes'), filters }
}

/** A table of titles alone, no line at all, nothing deleted. */
export function foundNothing({ prune }: Listing, printed: string): boolean {
  if (prune) return !/^(deleted|untagged)/im.test(printed) && !/error/i.test(printed)
  const lines = printed.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').split('\n')
  return !lines.some((line) => /[a-z0-9<]/.test(line) && !/^WARNING|Info ->/.test(line.trim()))
}

/** Commands that make what the listing is about. */
export function stock(listing: Listing): string[] {
  const { kind, filters } = listing
  const label = filters.has('label') ? `--label '${filters.get('label')}'` : ''
  const made = {
    container: () => containers(listing, label),
    image: () => images(listing, label),
    network: () => [`docker network create ${label} ${filters.get('name') ?? 'exercise'}`],
    volume: () => [`docker volume create ${label} ${listing.prune && !listing.all ? '' : 'notes'}`],
    system: () => [
      ...containers(listing, label),
      ...images(listing, label),
      `docker network create ${label} exercise`,
      ...(listing.volumes ? [`docker volume create ${label}`] : []),
    ],
  }[kind]()
  const age = /^(\d+)([smh])/.exec(filters.get('until') ?? '')
  return age && kind !== 'image' ? [...made, `sleep ${Number(age[1]) + 1}${age[2]}`] : made
}

const FLAG: Record<string, (value: string) => string> = {
  name: (value) => `--name ${value}`,
  volume: (value) => `-v ${value.startsWith('/') ? value : `${value}:/data`}`,
  network: (value) => `--network ${value}`,
  publish: (value) => `-p ${value}`,
  expose: (value) => `--expose ${value}`,
}

function containers({ prune, filters }: Listing, label: string): string[] {
  const flags = [...filters].map(([key, value]) => FLAG[key]?.(value) ?? '').join(' ')
  const status = filters.get('status')
  const stopped = prune || status === 'exited' || filters.has('exited')
  const command = stopped ? `sh -c 'exit ${filters.get('exited') ?? 0}'` : 'top'
  const run = `docker run -d ${label} ${flags} ${filters.get('ancestor') ?? 'busybox'} ${command}`
  return status === 'paused' ? [run, 'docker pause $(docker ps -lq)'] : [run]
}

function images({ prune, all, filters }: Listing, label: string): string[] {
  if (prune ? !all : filters.get('dangling') === 'true') {
    return [1, 2].map((n) => `printf 'FROM busybox\\nLABEL draft=${n}\\n' | docker build -q ${label} -t draft -`)
  }
  if (label) return [`printf 'FROM busybox\\n' | docker build -q ${label} -t draft -`]
  return ['docker pull busybox', `docker pull ${filters.get('reference')?.replace(/^.*\*.*$/, '') || 'alpine'}`]
}

/** The life of a container with a network and a volume of its own, told in another terminal while somebody watches events. */
export function life(filters: Map<string, string>): string {
  const name = filters.get('container') ?? 'own'
  const image = filters.get('image') ?? 'busybox'
  const steps = [
    `docker rm -f ${name}`,
    'docker network rm own-network',
    `docker pull ${image}`,
    'sleep 2',
    'docker volume create own-volume',
    'docker network create own-network',
    `docker run -d --name ${name} --network own-network -v own-volume:/data ${image} top`,
    `docker stop ${name}`,
    `docker rm ${name}`,
    'docker network rm own-network',
    'docker volume rm own-volume',
  ]
  return steps.join('; ')
}

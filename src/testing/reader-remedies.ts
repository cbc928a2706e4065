// What a refusal of docker's or of the shell's says is missing, or in the way, and what a reader does about it.
import type { Reader } from './reader.ts'
import { listingOf, stock } from './reader-stock.ts'

/** Undefined: the refusal stays as it is. */
type Remedy = (reader: Reader, found: readonly string[], line: string) => Promise<unknown> | undefined

export const REMEDIES: readonly [RegExp, Remedy][] = [
  [/No such (?:container|object): (\S+)/, (reader, [, name]) => reader.container(name!)],
  [/No such image: (\S+)/, (reader, [, name], line) => reader.image(name!, line, true)],
  [
    /Unable to find image '(\S+)' locally[^]*(?:pull access denied for|manifest for \S+ not found|no such host)/,
    (reader, [, name], line) => reader.image(name!, line, false),
  ],
  // It does not say which: every one with a tag.
  [
    /reference does not exist/,
    async (reader, _, line) => {
      for (const [name] of line.matchAll(/(?<=\s)[\w./-]+:[\w.-]+(?=\s|$)/g)) await reader.image(name, line, true)
    },
  ],
  [/network (\S+) not found/, (reader, [, name]) => reader.network(name!)],
  [/get (\S+): no such volume/, (reader, [, name]) => reader.prepare(`docker volume create ${name}`)],
  [/context "(\S+)": context not found/, (reader, [, name]) => reader.prepare(`docker context create ${name}`)],
  [/image does not exist locally with the tag: (\S+)/, (reader, [, name], line) => reader.image(name!, line, true)],
  [/(?:cd: |source path does not exist: )(\S+?)(?:: No such file.*)?$/m, (reader, [, path]) => reader.folder(path!)],
  [/path "(\S+)" not found/, (reader, [, path]) => reader.dockerfile(`${path}/Dockerfile`)],
  [/failed to read dockerfile: open (\S+):/, (reader, [, path]) => reader.dockerfile(path!)],
  [
    /(?:open|l?stat|cat:|bash:) (\S+): no such file or directory/i,
    (reader, [, path], line) => reader.missing(path!, line),
  ],
  [
    /Could not find the file (\S+) in container (\S+)/,
    (reader, [, path, name]) =>
      reader.owned(name!) ? reader.prepare(`docker exec ${name} mkdir -p ${path}`) : undefined,
  ],
  [
    /requires at least 1 argument/,
    (reader, _, line) => {
      const inner = /\$\(([^)]*)\)|`([^`]*)`|^(.*?)\|\s*xargs/.exec(line)
      const listing = inner && listingOf(inner[1] ?? inner[2] ?? inner[3]!)
      return listing ? reader.prepareAll(stock(listing)) : undefined
    },
  ],
  // What an earlier exercise of the page left behind.
  [/container name "\/(\S+)" is already in use/, (reader, [, name]) => reader.prepare(`docker rm -f ${name}`)],
  [/network with name (\S+) already exists/, (reader, [, name]) => reader.prepare(withoutNetworks(name!))],
  [
    /Pool overlaps with other one/,
    (reader) => reader.prepare(withoutNetworks('$(docker network ls -q --filter type=custom)')),
  ],
  [
    /Bind for \S+:(\d+) failed: port is already allocated/,
    (reader, [, port]) => reader.prepare(`docker rm -f $(docker ps -q --filter publish=${port})`),
  ],
  // The reader's own stand-in is in another state than the page's.
  ...(
    [
      [/container (\S+) is not running/i, 'docker start'],
      [/container "?(\S+?)"?: container is running/, 'docker stop'],
      [/container (\S+) is not paused/i, 'docker pause'],
      [/container (\S+) is (?:already )?paused/i, 'docker unpause'],
    ] as const
  ).map(([refusal, verb]): [RegExp, Remedy] => [
    refusal,
    (reader, [, name]) => (reader.owned(name!) ? reader.prepare(`${verb} ${name}`) : undefined),
  ]),
  [
    /endpoint with name (\S+) already exists in network (\S+)/,
    (reader, [, name, network]) => reader.prepare(`docker network disconnect ${network} ${name}`),
  ],
  [
    /container (\S+) is not connected to network (\S+)/,
    (reader, [, name, network]) =>
      reader.owned(name!) ? reader.prepare(`docker network connect ${network} ${name}`) : undefined,
  ],
  [/No public port '([^']+)' published for (\S+)/, (reader, [, port, name]) => reader.publish(name!, port!)],
  [
    /user specified IP address is supported only/,
    (reader, _, line) => {
      const address = /\b(\d+\.\d+)\.\d+\.\d+\b/.exec(line)
      const network = line.split(/[\s=]+/).find((word) => reader.isNetwork(word))
      return address && network
        ? reader.prepareAll([
            withoutNetworks(network),
            `docker network create --subnet ${address[1]}.0.0/16 ${network}`,
          ])
        : undefined
    },
  ],
]

/** Networks are removed with what is on them. */
export const withoutNetworks = (names: string): string =>
  `for n in ${names}; do docker ps -aq --filter network=$n | xargs -r docker rm -f; docker network rm $n; done`

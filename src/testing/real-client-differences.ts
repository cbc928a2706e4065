// Lines that Naru's docker answers otherwise than the real client 28.5, each with its reason.

const OLDER = 'the words of client 28.2, which the recordings of a real engine have'
const ASKED = 'client 28.5 asks by API 1.51, which counts the containers of an image; 28.2 by 1.50, which does not'
const RACE = 'two tasks of the client race; the recordings of a real engine have it this way'
const BUILDX = 'with the plugin buildx this is its command, and has its commands and flags'

const FLAGS = `--help | grep -E '^(Usage|Aliases|Options|Commands|Management|Global)|^  docker |^ +(-., |    )--[a-z]' | sed -E 's/(--[a-z0-9-]+( [a-zA-Z]+)?) .*/\\1/'`

/** Line → why it may differ. */
export const differentClients: ReadonlyMap<string, string> = new Map([
  ['docker run -p 99999:80 busybox', OLDER],
  ['docker run -p abc busybox', OLDER],
  ['docker run -p 80:80:80:80 busybox', OLDER],
  ["docker images --format '{{.ID}} {{.Containers}} {{.SharedSize}} {{.UniqueSize}}'", ASKED],
  ['docker cp src c1:/tmp/new.txt', RACE],
  [`docker build ${FLAGS}`, BUILDX],
  [`docker image build ${FLAGS}`, BUILDX],
  [`docker builder prune ${FLAGS}`, BUILDX],
  [`docker builder --help | grep -oE '^(Usage.*|Commands:|Run .*|  [a-z]+)'`, BUILDX],
])

// A request's path, cut to what a person at the back of the room can read.

/** `/api/v1/namespaces/default/pods` → `…/pods`, `/v1.51/containers/create` → `/containers/create`. */
export function shortPath(path: string): string {
  const plain = path.split('?')[0]!.replace(/^\/v1\.\d+(?=\/)/, '')
  const registry = /^\/v2\/(.+)\/(manifests|blobs|tags)\/(.+)$/.exec(plain)
  if (registry)
    return registry[2] === 'manifests' ? `${lastOf(registry[1]!)}:${shortId(registry[3]!)}` : `…/${registry[2]}`
  const kubernetes = /^\/(?:api|apis\/[^/]+)\/[^/]+\/(?:namespaces\/[^/]+\/)?(.+)$/.exec(plain)
  if (kubernetes) return `…/${shorten(kubernetes[1]!)}`
  return shorten(plain)
}

const lastOf = (name: string) => name.split('/').at(-1)!

const shortId = (reference: string) => reference.replace(/^sha256:([0-9a-f]{8})[0-9a-f]+$/, '$1')

function shorten(path: string): string {
  const parts = path.split('/').map((part) => (/^[0-9a-f]{24,}$/.test(part) ? part.slice(0, 6) : shortId(part)))
  const joined = parts.join('/')
  return joined.length > 20 ? `…/${parts.at(-1)}` : joined
}

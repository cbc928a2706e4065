// What messages to and from registries say of themselves: whose they are, and which repository they are about.
const REPOSITORY_PATH = /^\/v2\/(.+?)\/(?:manifests|blobs|tags)\/([^/]+)/

/** A registry in a container is a place of its own; everything else goes by its host. */
export const hostOf = (component: string) => (component.includes('/container/') ? component : component.split('/')[0]!)

/** `library/busybox` and `latest` (a digest, `uploads`) of `/v2/library/busybox/manifests/latest`. */
export function repositoryOf(path: string): { name: string; reference: string } | undefined {
  const [, name, reference] = REPOSITORY_PATH.exec(path) ?? []
  return name && reference ? { name, reference } : undefined
}

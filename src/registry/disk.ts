// A registry's storage on a disk, laid out as docker/distribution lays it out (registry/storage/paths.go), so that a volume keeps it.
import { text } from '../kernel/bytes.ts'
import type { FileSystem } from '../machine/fs/filesystem.ts'
import type { LinkKind, Storage } from './storage.ts'

const LINKS: Record<LinkKind, string> = { layers: '_layers', manifests: '_manifests/revisions' }

export class DiskStorage implements Storage {
  private readonly fs: FileSystem
  private readonly root: string

  /** `directory`: `storage.filesystem.rootdirectory` of the configuration. */
  constructor(fs: FileSystem, directory: string) {
    this.fs = fs
    this.root = `${directory}/docker/registry/v2`
  }

  blob(digest: string): Uint8Array | undefined {
    const path = this.blobPath(digest)
    return this.fs.exists(path) ? this.fs.read(path).bytes() : undefined
  }

  putBlob(digest: string, bytes: Uint8Array): void {
    this.write(this.blobPath(digest), bytes)
  }

  /** Every blob there is, in the order of their digests. */
  blobs(): string[] {
    const all = `${this.root}/blobs/sha256`
    return this.list(all).flatMap((two) => this.list(`${all}/${two}`).map((hex) => `sha256:${hex}`))
  }

  /** Gives its path below the root directory. */
  removeBlob(digest: string): string {
    const folder = this.blobPath(digest).replace(/\/data$/, '')
    this.fs.remove(folder, { recursive: true })
    return folder.slice(folder.indexOf('/docker/registry/v2'))
  }

  linked(repository: string, kind: LinkKind, digest: string): boolean {
    return this.fs.exists(this.linkPath(repository, kind, digest))
  }

  link(repository: string, kind: LinkKind, digest: string): void {
    this.write(this.linkPath(repository, kind, digest), digest)
  }

  unlink(repository: string, kind: LinkKind, digest: string): void {
    const path = this.linkPath(repository, kind, digest)
    if (this.fs.exists(path)) this.fs.remove(path)
  }

  manifests(repository: string): string[] {
    const folder = `${this.repository(repository)}/_manifests/revisions/sha256`
    return this.list(folder)
      .map((hex) => `sha256:${hex}`)
      .filter((digest) => this.linked(repository, 'manifests', digest))
  }

  tag(repository: string, tag: string): string | undefined {
    const path = this.tagPath(repository, tag)
    return this.fs.exists(path) ? text(this.fs.read(path).bytes()) : undefined
  }

  setTag(repository: string, tag: string, digest: string): void {
    this.write(this.tagPath(repository, tag), digest)
    const folder = this.tagPath(repository, tag).replace('/current/link', '')
    this.write(`${folder}/index/${digest.replace(':', '/')}/link`, digest)
  }

  removeTag(repository: string, tag: string): void {
    const folder = this.tagPath(repository, tag).replace('/current/link', '')
    if (this.fs.exists(folder)) this.fs.remove(folder, { recursive: true })
  }

  tags(repository: string): string[] | undefined {
    const folder = `${this.repository(repository)}/_manifests`
    return this.fs.exists(folder) ? this.list(`${folder}/tags`) : undefined
  }

  repositories(): string[] {
    const found: string[] = []
    const walk = (path: string) => {
      const folder = `${this.root}/repositories${path && `/${path}`}`
      for (const name of this.list(folder)) {
        if (name === '_manifests') found.push(path)
        else if (!name.startsWith('_')) walk(path ? `${path}/${name}` : name)
      }
    }
    walk('')
    return found.sort()
  }

  private list(folder: string): string[] {
    return this.fs.exists(folder) ? this.fs.list(folder) : []
  }

  private write(path: string, content: string | Uint8Array): void {
    this.fs.mkdir(path.slice(0, path.lastIndexOf('/')), { parents: true })
    this.fs.write(path, content)
  }

  private repository(name: string): string {
    return `${this.root}/repositories/${name}`
  }

  private linkPath(repository: string, kind: LinkKind, digest: string): string {
    return `${this.repository(repository)}/${LINKS[kind]}/${digest.replace(':', '/')}/link`
  }

  private tagPath(repository: string, tag: string): string {
    return `${this.repository(repository)}/_manifests/tags/${tag}/current/link`
  }

  private blobPath(digest: string): string {
    const hex = digest.replace(/^sha256:/, '')
    return `${this.root}/blobs/sha256/${hex.slice(0, 2)}/${hex}/data`
  }
}

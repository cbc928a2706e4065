// What the npm registry and its clients say to each other, and what lies in package.json and package-lock.json.

export interface Manifest {
  name?: string
  version?: string
  type?: string
  license?: string
  main?: string
  bin?: string | Record<string, string>
  scripts?: Record<string, string>
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  engines?: Record<string, string>
  funding?: string
}

export interface PublishedVersion extends Manifest {
  name: string
  version: string
  dist: { tarball: string; integrity: string; unpackedSize: number }
}

export interface Packument {
  name: string
  'dist-tags': Record<string, string>
  versions: Record<string, PublishedVersion>
}

/** A row of package-lock.json; the row '' is the project itself. */
export interface Locked {
  name?: string
  version?: string
  resolved?: string
  integrity?: string
  dev?: boolean
  license?: string
  dependencies?: Record<string, string>
  devDependencies?: Record<string, string>
  bin?: Record<string, string>
  engines?: Record<string, string>
  funding?: { url: string }
}

export interface LockFile {
  name?: string
  version?: string
  lockfileVersion: number
  requires: boolean
  /** By place: `node_modules/express`, `node_modules/send/node_modules/ms`. */
  packages: Record<string, Locked>
}

// Which kinds there are: the built-in ones and those that CustomResourceDefinitions add.
import { type Kind, type View, groupVersion } from '../kinds/kind.ts'

/** A kind as one of its group versions shows it; no view: as it is stored. */
export interface Served {
  kind: Kind
  group: string
  version: string
  view?: View
}

export class KindRegistry {
  private readonly kinds: Kind[]
  private table = new Map<string, Served>()

  constructor(builtIn: readonly Kind[]) {
    this.kinds = [...builtIn]
    this.index()
  }

  add(kind: Kind): void {
    this.remove(kind.group, kind.plural)
    this.kinds.push(kind)
    this.index()
  }

  remove(group: string, plural: string): void {
    const at = this.kinds.findIndex((kind) => kind.group === group && kind.plural === plural)
    if (at >= 0) this.kinds.splice(at, 1)
    this.index()
  }

  all(): readonly Kind[] {
    return this.kinds
  }

  find(group: string, version: string, plural: string): Served | undefined {
    return this.table.get(`${group}/${version}/${plural}`)
  }

  /** By what stands in a manifest. */
  named(apiVersion: string, name: string): Kind | undefined {
    return this.served().find((one) => groupVersion(one) === apiVersion && one.kind.kind === name)?.kind
  }

  /** By group and plural, whatever the version: the storage form. */
  resource(group: string, plural: string): Kind | undefined {
    return this.kinds.find((kind) => kind.group === group && kind.plural === plural)
  }

  served(): Served[] {
    return [...this.table.values()]
  }

  /** Group → its versions, preferred first; the core group is ''. */
  groups(): Map<string, string[]> {
    const groups = new Map<string, string[]>()
    for (const { group, version } of this.served()) {
      const versions = groups.get(group) ?? []
      if (!versions.includes(version)) versions.push(version)
      groups.set(group, versions)
    }
    return groups
  }

  private index(): void {
    this.table = new Map()
    for (const kind of this.kinds) {
      for (const { group, version, ...rest } of [kind, ...(kind.alsoServed ?? [])]) {
        const view = 'show' in rest ? { view: { group, version, ...rest } } : {}
        this.table.set(`${group}/${version}/${kind.plural}`, { kind, group, version, ...view })
      }
    }
  }
}

// The public registries: which there are, what they stock, who has an account.
export interface PublicRegistry {
  /** Its place in the trace and on the stage. */
  host: string
  title: string
  names: string[]
  /** Token service of its own, with these accounts. */
  accounts?: Map<string, string>
}

/** Docker Hub's names, and the others that images of this world come from. */
export const PUBLIC_REGISTRIES: readonly PublicRegistry[] = [
  {
    host: 'docker.io',
    title: 'Docker Hub',
    names: ['registry-1.docker.io', 'index.docker.io', 'docker.io', 'hub.docker.com'],
    accounts: new Map([['heejeong', 'naru']]),
  },
  { host: 'registry.k8s.io', title: 'registry.k8s.io', names: ['registry.k8s.io'] },
  { host: 'gcr.io', title: 'gcr.io', names: ['gcr.io'] },
  { host: 'quay.io', title: 'Quay.io', names: ['quay.io'] },
  { host: 'ghcr.io', title: 'GitHub Packages', names: ['ghcr.io'] },
]

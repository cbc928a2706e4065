// What the trace says of each object (ObjectEvent.data): the contract between the world and the stage.
// Kubernetes objects are not here: theirs are the API objects themselves, type = lower-case kind, place = cluster name,
// id = `namespace/name` or `name`.

/** `digest` is the blob's (compressed), `diffId` the tar's: a layer's identity and colour is its diffId everywhere. */
export interface LayerRef {
  diffId: string
  digest?: string
  /** Emulated bytes, uncompressed. */
  size: number
  /** Short human name: `ubuntu 20.04`, `mkdir /opt/app`, `crane.jar`. */
  name: string
}

/** type `machine`, place = id = the machine's name. */
export interface MachineObject {
  hostname: string
  role: 'computer' | 'node' | 'registry' | 'server'
  address: string
  os: string
  up: boolean
  /** Cluster it belongs to, for nodes. */
  cluster?: string
}

/** type `layer`, place = machine, id = diffId: a layer in a machine's image store, or on its way there. */
export interface LayerObject extends LayerRef {
  state: 'waiting' | 'downloading' | 'extracting' | 'ready'
  /** Image being pulled that it came with. */
  image?: string
}

/** type `image`, place = machine, id = image id `sha256:…`. */
export interface ImageObject {
  names: string[]
  layers: LayerRef[]
  size: number
  created: string
}

/** type `repository`, place = registry host (`docker.io`), id = `library/busybox:latest`. */
export interface RepositoryObject {
  repository: string
  tag: string
  digest: string
  layers: LayerRef[]
  private: boolean
}

/** type `registry`, place = id = registry host. */
export interface RegistryObject {
  host: string
  title: string
  /** Machine and container it runs in, when it is one the user started. */
  container?: string
}

/** type `account`, place = machine, id = registry host: whom its docker has logged in there. */
export interface AccountObject {
  user: string
}

/** type `container`, place = machine, id = full container id. Containers of pods are in the Pod object instead. */
export interface ContainerObject {
  name: string
  image: string
  imageId: string
  command: string
  state: 'created' | 'running' | 'paused' | 'restarting' | 'exited' | 'dead' | 'removing'
  exitCode?: number
  health?: 'starting' | 'healthy' | 'unhealthy'
  restarts: number
  ports: { host: number; hostIp: string; container: number; protocol: string }[]
  networks: { name: string; address: string }[]
  mounts: { type: string; source: string; target: string }[]
  layers: LayerRef[]
  /** Emulated bytes in its writable layer. */
  writable: number
  processes: { pid: number; hostPid: number; command: string }[]
}

/** type `network`, place = machine, id = network id. */
export interface NetworkObject {
  name: string
  driver: string
  subnet: string
  containers: string[]
}

/** type `volume`, place = machine, id = name. */
export interface VolumeObject {
  name: string
  driver: string
  anonymous: boolean
}

/** type `build`, place = machine, id = build id: while it runs, and gone after. */
export interface BuildObject {
  tag: string
  context: number
  steps: { name: string; state: 'waiting' | 'running' | 'done' | 'cached' | 'failed'; layer?: string }[]
}

/** type `process`, place = machine, id = host PID: every process of a machine. */
export interface ProcessObject {
  argv: string[]
  pid: number
  user: string
  /** Component id, `laptop/docker`. */
  component: string
  /** PID namespaces other than the machine's. */
  contained: boolean
}

/** type `cluster`, place = id = cluster name. */
export interface ClusterObject {
  /** minikube, gke, kind. */
  flavour: string
  version: string
  /** Machine of the control plane. */
  server: string
}

/** type `nodeimage`, place = node machine, id = image name: what a kubelet's runtime has. */
export type NodeImageObject = ImageObject

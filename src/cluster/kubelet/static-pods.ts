// Static pods: what lies in the manifests folder runs, API server or not; mirror pods show it there (pkg/kubelet/config/file.go).
import { parse } from 'yaml'
import type { Pod } from '../../api/kubernetes/core.ts'
import type { FileSystem } from '../../machine/fs/filesystem.ts'
import { text, utf8, hex } from '../../kernel/bytes.ts'
import { type Content, hash } from '../../kernel/content.ts'

export const CONFIG_HASH = 'kubernetes.io/config.hash'
export const CONFIG_MIRROR = 'kubernetes.io/config.mirror'
export const CONFIG_SOURCE = 'kubernetes.io/config.source'

/** A file that was not written again need not be read again. */
const known = new WeakMap<Content, Pod | undefined>()

/** The pods of a folder, named after the node. A file that is no pod is left out. */
export function readStaticPods(fs: FileSystem, directory: string, node: string, now: string): Pod[] {
  if (!fs.exists(directory)) return []
  const pods: Pod[] = []
  for (const file of fs.list(directory)) {
    if (file.startsWith('.') || !/\.(ya?ml|json)$/.test(file)) continue
    const content = fs.read(`${directory}/${file}`)
    if (!known.has(content)) known.set(content, readPod(text(content.bytes()), node, now))
    const pod = known.get(content)
    if (pod) pods.push(pod)
  }
  return pods
}

function readPod(content: string, node: string, now: string): Pod | undefined {
  try {
    const draft = parse(content) as Partial<Pod> | null
    if (draft?.kind !== 'Pod' || !draft.spec || !draft.metadata?.name) return undefined
    const uid = digest(`${content}@${node}`)
    const { metadata } = draft
    const annotations = {
      ...metadata.annotations,
      [CONFIG_HASH]: uid,
      [CONFIG_SOURCE]: 'file',
      'kubernetes.io/config.seen': now,
    }
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...metadata,
        name: `${metadata.name}-${node}`,
        namespace: metadata.namespace ?? 'default',
        uid,
        resourceVersion: '0',
        creationTimestamp: now,
        annotations,
      },
      spec: {
        enableServiceLinks: true,
        ...draft.spec,
        nodeName: node,
        tolerations: [...(draft.spec.tolerations ?? []), { effect: 'NoExecute', operator: 'Exists' }],
      },
      status: { phase: 'Pending' },
    }
  } catch {
    return undefined
  }
}

/** 32 hexadecimal digits. */
function digest(content: string): string {
  const words = [0, 1, 2, 3].map((salt) => hash(utf8(`${salt}${content}`)))
  return hex(
    Uint8Array.from(words.flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255])),
  )
}

/** What the API server is told, so that the pod can be seen. */
export function mirrorOf(pod: Pod, node: { name: string; uid: string }) {
  const { name, namespace, labels, annotations } = pod.metadata
  return {
    metadata: {
      name,
      namespace,
      ...(labels ? { labels } : {}),
      annotations: { ...annotations, [CONFIG_MIRROR]: annotations![CONFIG_HASH]! },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: node.name, uid: node.uid, controller: true }],
    },
    spec: pod.spec,
  }
}

export const isMirror = (pod: Pod): boolean => pod.metadata.annotations?.[CONFIG_MIRROR] !== undefined
export const isStatic = (pod: Pod): boolean => pod.metadata.annotations?.[CONFIG_SOURCE] === 'file' && !isMirror(pod)

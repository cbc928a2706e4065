// The table of what is drawn how: one React Flow node type, which looks its component up by the content's kind.
import { type Node, type NodeProps } from '@xyflow/react'
import { memo } from 'react'
import type { Box, Content } from '../scene/box.ts'
import { Component, KubeObject, Node as ClusterNode, Pod } from './cluster.tsx'
import { Group, Hint, Label, More, Place, Processes } from './places.tsx'
import { Build, Chip, Container, Image } from './things.tsx'

export type BoxNode = Node<{ content: Content; inspectable: boolean }, 'box'>

function Drawn({ content }: { content: Content }) {
  switch (content.kind) {
    case 'place':
      return <Place content={content} />
    case 'group':
      return <Group content={content} />
    case 'label':
      return <Label content={content} />
    case 'chip':
      return <Chip content={content} />
    case 'image':
      return <Image content={content} />
    case 'container':
      return <Container content={content} />
    case 'build':
      return <Build content={content} />
    case 'component':
      return <Component content={content} />
    case 'node':
      return <ClusterNode content={content} />
    case 'pod':
      return <Pod content={content} />
    case 'object':
      return <KubeObject content={content} />
    case 'more':
      return <More content={content} />
    case 'processes':
      return <Processes content={content} />
    case 'hint':
      return <Hint content={content} />
  }
}

const Contents = memo(Drawn)

export const BoxView = memo(({ id, data }: NodeProps<BoxNode>) => (
  <div
    className="box"
    data-box={id}
    data-kind={data.content.kind}
    {...(data.inspectable ? { role: 'button', tabIndex: -1, 'aria-label': labelOf(data.content) } : {})}
  >
    <Contents content={data.content} />
  </div>
))

export const nodeTypes = { box: BoxView }

function labelOf(content: Content): string {
  const name = 'name' in content ? content.name : ''
  const state =
    'phase' in content ? content.phase : 'state' in content ? content.state : 'status' in content ? content.status : ''
  return [content.kind, name, state].filter(Boolean).join(' ')
}

const made = new WeakMap<Box, BoxNode>()
const datas = new WeakMap<Content, BoxNode['data']>()

/** The same node object for the same box: React Flow then leaves it alone. */
export function nodeOf(box: Box, parent: Box | undefined): BoxNode {
  const known = made.get(box)
  if (known && known.parentId === parent?.id && isAt(known, box, parent)) return known
  const data = datas.get(box.content) ?? { content: box.content, inspectable: box.subject !== undefined }
  datas.set(box.content, data)
  const node: BoxNode = {
    id: box.id,
    type: 'box',
    data,
    position: { x: box.x - (parent?.x ?? 0), y: box.y - (parent?.y ?? 0) },
    width: box.w,
    height: box.h,
    ...(parent ? { parentId: parent.id } : {}),
  }
  made.set(box, node)
  return node
}

const isAt = (node: BoxNode, box: Box, parent: Box | undefined) =>
  node.position.x === box.x - (parent?.x ?? 0) && node.position.y === box.y - (parent?.y ?? 0)

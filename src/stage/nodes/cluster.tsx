// Control plane components, nodes, pods and the other objects of a cluster.
import { useCallback } from 'react'
import { isKey } from '../../i18n/t.ts'
import type { Content } from '../scene/box.ts'
import { splitName } from '../scene/view.ts'
import { type Frame, useFrame, useWords } from '../screening.ts'
import { Mark, Phase } from './Phase.tsx'

type Of<K extends Content['kind']> = Extract<Content, { kind: K }>

export function Component({ content }: { content: Of<'component'> }) {
  const t = useWords()
  const key = `component.${content.name}`
  return (
    <div className={`component${content.up ? '' : ' down'}`} title={content.name}>
      <b>{isKey(key) ? t(key) : content.name}</b>
      <span>{content.detail}</span>
    </div>
  )
}

export function Node({ content }: { content: Of<'node'> }) {
  const { name, status, tone, role, head } = content
  return (
    <div className={`node tone-${tone} head-${head}`}>
      <div className="node-head" title={`${name} ${role} · ${status}`}>
        <b>{name}</b>
        {head === 'mark' ? <Mark tone={tone} /> : <Phase tone={tone} word={status} />}
      </div>
    </div>
  )
}

export function Pod({ content }: { content: Of<'pod'> }) {
  const t = useWords()
  const { name, phase, tone, address, restarts, containers, retryAt, detail } = content
  const wait = <Retry at={retryAt} />
  if (detail === 'line') {
    return (
      <div className={`pod tone-${tone} detail-line`} title={`${name} · ${phase}`}>
        <b>{shortName(name)}</b>
        {retryAt !== undefined ? wait : tone === 'good' ? <Mark tone={tone} /> : <Phase tone={tone} word={phase} />}
      </div>
    )
  }
  return (
    <div className={`pod tone-${tone} detail-${detail}`}>
      <div className="pod-head" title={`${content.namespace}/${name}`}>
        <b>{name}</b>
        {restarts > 0 && <span title={t('pod.restarts', { count: restarts })}>↻{restarts}</span>}
        <Mark tone={tone} />
      </div>
      <div className="pod-facts">
        <span className="phase-word">{phase}</span>
        <span>{tone === 'good' ? address : ''}</span>
      </div>
      {detail === 'full' &&
        containers.slice(0, 3).map(({ name: container, image, tone: own }) => (
          <div key={container} className={`pod-container tone-${own}`} title={`${container} · ${image}`}>
            <Mark tone={own} />
            <span>{imageLabel(image)}</span>
          </div>
        ))}
      {wait}
    </div>
  )
}

/** Of what a ReplicaSet made, the part that tells it from its fellows: `web-…-p4l92`. */
const shortName = (name: string) => name.replace(/-[0-9a-f]{8,10}(-[a-z0-9]{5})$/, '-…$1')

function imageLabel(image: string): string {
  const { name, tag } = splitName(image)
  return tag && tag !== 'latest' ? `${name}:${tag}` : name
}

/** Counts down to the kubelet's next try. */
function Retry({ at }: { at: number | undefined }) {
  const t = useWords()
  const read = useCallback(({ now }: Frame) => (at === undefined ? 0 : Math.max(0, Math.ceil((at - now) / 1000))), [at])
  const seconds = useFrame(read, 0)
  return seconds > 0 ? <div className="retry">{t('pod.retry', { seconds })}</div> : null
}

export function KubeObject({ content }: { content: Of<'object'> }) {
  const { of, name, detail, tone } = content
  return (
    <div className={`kube-object tone-${tone}`} title={`${of}/${name} ${detail}`}>
      <em>{of}</em>
      <b>{name}</b>
      {detail && <span>{detail}</span>}
    </div>
  )
}

// Images, containers, builds, and the small chips around them.
import { size } from '../../i18n/size.ts'
import { isKey } from '../../i18n/t.ts'
import type { Content } from '../scene/box.ts'
import { useWords } from '../screening.ts'
import { Layers } from './Layers.tsx'
import { Mark, Phase } from './Phase.tsx'

type Of<K extends Content['kind']> = Extract<Content, { kind: K }>

export function Image({ content }: { content: Of<'image'> }) {
  const t = useWords()
  const { name, tag, short, also, layers, detail, pulling, slim, most, isPrivate } = content
  const full = [`${name}${tag ? `:${tag}` : ''}`, ...also].join(', ')
  return (
    <div className={`card image detail-${detail}${pulling ? ' pulling' : ''}${slim ? ' slim' : ''}`}>
      <div className="card-head" title={full}>
        <span className="card-name">
          <b>{name}</b>
          {tag && <span className="tag">:{tag}</span>}
        </span>
        <span className="id">{pulling ? t('image.pulling') : isPrivate ? t('image.private') : short}</span>
      </div>
      {also.length > 0 && detail !== 'line' && (
        <div className="also">{t('image.also', { names: also.join(', ') })}</div>
      )}
      <Layers layers={layers} detail={detail} most={most} />
    </div>
  )
}

export function Container({ content }: { content: Of<'container'> }) {
  const t = useWords()
  const { name, command, tone, ports, pids, networks, mounts, layers, writable, detail } = content
  const word = stateWord(content, t)
  const published = <Ports ports={ports} most={detail === 'full' ? 2 : 1} />
  return (
    <div className={`card container tone-${tone} detail-${detail}`}>
      <div className="card-head">
        <span className="card-name" title={`${name} · ${content.image}`}>
          <b>{name}</b>
        </span>
        {detail === 'line' && published}
        <Phase tone={tone} word={word} />
      </div>
      {detail !== 'line' && (
        <>
          <div className="card-fact" title={`${command} ${pids}`}>
            {detail === 'strip' && published}
            <code>{command}</code>
          </div>
          {detail === 'full' && ports.length + pids.length > 0 && (
            <div className="card-fact">
              {published}
              {pids && <span className="pids">{pids}</span>}
            </div>
          )}
          {detail === 'full' && networks.length + mounts.length > 0 && (
            <div className="card-fact wiring" title={[...networks, ...mounts].join('\n')}>
              {networks.map((network) => (
                <span key={network} className="on-network">
                  {network}
                </span>
              ))}
              {mounts.map((mount) => (
                <span key={mount} className="on-volume">
                  {mount}
                </span>
              ))}
            </div>
          )}
          <Layers layers={layers} detail={detail} writable={writable} />
        </>
      )}
    </div>
  )
}

function Ports({ ports, most }: { ports: string[]; most: number }) {
  if (ports.length === 0) return null
  const rest = ports.length > most ? ` +${ports.length - most}` : ''
  return (
    <span className="ports" title={ports.join('\n')}>
      {ports.slice(0, most).join(' · ')}
      {rest}
    </span>
  )
}

function stateWord({ state, health, exitCode }: Of<'container'>, t: ReturnType<typeof useWords>): string {
  const healthKey = `state.${health ?? ''}`
  if (state === 'running' && isKey(healthKey)) return t(healthKey)
  const key = `state.${state}`
  return isKey(key) ? t(key, { code: exitCode ?? 0 }) : state
}

const STEP_TONE: Record<string, 'idle' | 'busy' | 'good' | 'bad'> = {
  waiting: 'idle',
  running: 'busy',
  done: 'good',
  cached: 'good',
  failed: 'bad',
}

export function Build({ content }: { content: Of<'build'> }) {
  const t = useWords()
  return (
    <div className="card build">
      <div className="card-head">
        <b>{t('build.title', { tag: content.tag })}</b>
        <span className="id">{t('build.context', { size: size(content.context) })}</span>
      </div>
      {content.steps.map(({ name, state }, i) => (
        <div key={i} className={`step step-${state}`} title={name}>
          <Mark tone={STEP_TONE[state] ?? 'idle'} />
          <code>{name}</code>
          {state === 'cached' && <em>CACHED</em>}
        </div>
      ))}
    </div>
  )
}

export function Chip({ content }: { content: Of<'chip'> }) {
  const { of, name, detail, active } = content
  return (
    <div className={`chip chip-${of}${active ? ' active' : ''}`} title={detail ? `${name} · ${detail}` : name}>
      {detail ? <b>{name}</b> : name}
      {detail && <span>&nbsp;· {detail}</span>}
    </div>
  )
}

// Places and what structures them: groups, labels, hints, counts of what is folded away.
import type { Content } from '../scene/box.ts'
import { useWords } from '../screening.ts'

type Of<K extends Content['kind']> = Extract<Content, { kind: K }>

export function Place({ content }: { content: Of<'place'> }) {
  const t = useWords()
  const { of, name, detail, nodes, empty, up } = content
  const title =
    of === 'computer'
      ? t(name === 'laptop' ? 'place.computer' : 'place.other')
      : of === 'cluster'
        ? t('place.cluster')
        : t(nodes > 1 ? 'place.registries' : 'place.registry')
  const count = of === 'cluster' && nodes > 0 ? t(nodes === 1 ? 'place.node' : 'place.nodes', { count: nodes }) : ''
  const facts = [of === 'cluster' ? '' : name, detail, count, up || empty ? '' : t('place.off')]
  return (
    <div className={`place place-${of}${empty ? ' place-empty' : ''}`}>
      <div className="place-title">
        <h2>{title}</h2>
        <span className="place-facts">{facts.filter(Boolean).join(' · ')}</span>
      </div>
    </div>
  )
}

export function Group({ content }: { content: Of<'group'> }) {
  const t = useWords()
  const { of, name, detail, flat, counts } = content
  const inside = counts && `${t('label.images')} ${counts.images} · ${t('label.containers')} ${counts.containers}`
  const title = of === 'registry' ? name : t(`group.${of}`)
  return (
    <div className={`group group-${of}${flat ? ' flat' : ''}`}>
      <div className="group-title">
        <h3>{title}</h3>
        <span className="fact">{inside ?? (of === 'controlplane' ? name : detail)}</span>
      </div>
    </div>
  )
}

export function Label({ content }: { content: Of<'label'> }) {
  const t = useWords()
  const { of, count, hidden } = content
  const rest = hidden > 0 ? ` (${t('label.hidden', { count: hidden })})` : ''
  if (of === 'cache') {
    return (
      <div className="section">
        {count ? t('label.cache.progress', { count }) : t('label.cache')}
        {rest}
      </div>
    )
  }
  return (
    <div className="section">
      {t(`label.${of}`)} {count && <span className="count">{count + rest}</span>}
    </div>
  )
}

export function Hint({ content }: { content: Of<'hint'> }) {
  const t = useWords()
  if (content.of === 'registry') return <div className="hint">{t('hint.registry')}</div>
  if (content.of === 'images') {
    return (
      <div className="hint">
        {t('hint.images')} <code>docker run busybox echo hi</code>
      </div>
    )
  }
  return (
    <div className="hint hint-cluster">
      <strong>{t('hint.cluster')}</strong>
      <span>{t('hint.cluster.how')}</span>
      <code>minikube start --nodes 3</code>
    </div>
  )
}

export function More({ content }: { content: Of<'more'> }) {
  const t = useWords()
  return <div className={`more more-${content.of}`}>{t(`more.${content.of}`, { count: content.count })}</div>
}

export function Processes({ content }: { content: Of<'processes'> }) {
  const t = useWords()
  return (
    <div className="processes">
      <span>{t('label.processes')}</span>
      {content.lines.map((line) => (
        <code key={line} title={line}>
          {line}
        </code>
      ))}
    </div>
  )
}

// A stack of layers: one row each with colour, pattern, name and size; or folded into one strip.
import { size } from '../../i18n/size.ts'
import type { Detail, LayerRow } from '../scene/box.ts'
import { shownLayers } from '../scene/layers.ts'
import { useWords } from '../screening.ts'

const STATE_WORD = { waiting: 'layer.waiting', extracting: 'layer.extracting' } as const

interface Props {
  layers: LayerRow[]
  detail: Detail
  most?: number
  /** A container's own layer lies on top. */
  writable?: number
}

export function Layers({ layers, detail, most, writable }: Props) {
  if (detail === 'line' || (layers.length === 0 && writable === undefined)) return null
  if (detail === 'strip') return <LayerStrip layers={layers} isOwn={writable !== undefined} />
  const { rows, hidden, at } = shownLayers(layers, most)
  const drawn = rows.map((layer, i) => <Layer key={`${layer.diffId} ${i}`} layer={layer} />)
  return (
    <div className="layers">
      {writable !== undefined && <Writable bytes={writable} />}
      {drawn.slice(0, at)}
      {hidden > 0 && <Rest layers={layers} shown={rows} />}
      {drawn.slice(at)}
    </div>
  )
}

function Writable({ bytes }: { bytes: number }) {
  const t = useWords()
  return (
    <div className="layer writable" data-state="writable">
      <i className="swatch" />
      <span className="layer-name">{t('layer.writable')}</span>
      <span className="layer-size">{size(bytes)}</span>
    </div>
  )
}

function Rest({ layers, shown }: { layers: LayerRow[]; shown: LayerRow[] }) {
  const t = useWords()
  const rest = layers.filter((layer) => !shown.includes(layer))
  return (
    <div className="layers-more" title={rest.map(({ name, size: bytes }) => `${name} · ${size(bytes)}`).join('\n')}>
      {t('layer.more', { count: rest.length })}
    </div>
  )
}

function Layer({ layer }: { layer: LayerRow }) {
  const t = useWords()
  const { diffId, name, paint, state } = layer
  const word = state === 'waiting' || state === 'extracting' ? t(STATE_WORD[state]) : size(layer.size)
  return (
    <div
      className={`layer hue-${paint.hue} pattern-${paint.pattern}`}
      data-layer={diffId}
      data-state={state}
      title={`${name} · ${size(layer.size)}\n${diffId}`}
    >
      <i className="swatch" />
      <span className="layer-name">{name}</span>
      <span className="layer-size">{word}</span>
    </div>
  )
}

function LayerStrip({ layers, isOwn }: { layers: LayerRow[]; isOwn: boolean }) {
  const t = useWords()
  return (
    <div className="strip">
      {isOwn && <i className="own" data-state="writable" title={t('layer.writable')} />}
      {layers.map(({ diffId, name, paint, state, size: bytes }, i) => (
        <i
          key={`${diffId} ${i}`}
          className={`hue-${paint.hue} pattern-${paint.pattern}`}
          data-layer={diffId}
          data-state={state}
          title={`${name} · ${size(bytes)}`}
          style={{ flexGrow: 1 + Math.log10(1 + bytes / 1e5) }}
        />
      ))}
    </div>
  )
}

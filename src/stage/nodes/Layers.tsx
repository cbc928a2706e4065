// A stack of layers: one row each with colour, pattern, name and size; or folded into one strip.
import { size } from '../../i18n/size.ts'
import { type Detail, type LayerRow, rowsShown } from '../scene/box.ts'
import { useWords } from '../screening.ts'

const STATE_WORD = { waiting: 'layer.waiting', extracting: 'layer.extracting' } as const

export function Layers({ layers, detail, most }: { layers: LayerRow[]; detail: Detail; most?: number }) {
  const t = useWords()
  if (detail === 'line' || layers.length === 0) return null
  if (detail === 'strip') return <LayerStrip layers={layers} />
  const shown = layers.slice(0, rowsShown(layers.length, most))
  return (
    <div className="layers">
      {shown.map((layer, i) => (
        <Layer key={`${layer.diffId} ${i}`} layer={layer} />
      ))}
      {shown.length < layers.length && (
        <div className="layers-more">{t('layer.more', { count: layers.length - shown.length })}</div>
      )}
    </div>
  )
}

export function Layer({ layer }: { layer: LayerRow }) {
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

function LayerStrip({ layers }: { layers: LayerRow[] }) {
  return (
    <div className="strip">
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

// The stage: React Flow draws what stands, one canvas draws what flies. It knows the scene and nothing behind it.
import { PanOnScrollMode, ReactFlow, ReactFlowProvider, useReactFlow, useStore } from '@xyflow/react'
import '@xyflow/react/dist/base.css'
import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import type { Translate } from '../i18n/t.ts'
import { Overlay } from './flights/Overlay.tsx'
import { follow } from './follow.ts'
import { type BoxNode, nodeOf, nodeTypes } from './nodes/index.tsx'
import { neighbour } from './neighbour.ts'
import type { Box } from './scene/box.ts'
import type { Scene } from './scene/scene.ts'
import { type Screening, Shown, Words } from './screening.ts'
import './stage.css'

interface Props {
  screening: Screening
  t: Translate
  /** 1: the page's own type size. Presenters need more. */
  zoom: number
  /** All is in view at once, nothing is scrolled to. */
  whole: boolean
  theme: string
  reduced: boolean
  onSelect: (box: Box) => void
}

export function Stage({ screening, t, ...rest }: Props) {
  return (
    <Words value={t}>
      <Shown value={screening}>
        <ReactFlowProvider>
          <Flow {...rest} label={t('stage.label')} />
        </ReactFlowProvider>
      </Shown>
    </Words>
  )
}

/** Of more than so many boxes only those in view are in the page. */
const MANY_BOXES = 200
/** A person who scrolls is left alone for so long, in real ms. */
const LEAVE_ALONE_MS = 5000

function Flow({ zoom, whole, theme, reduced, onSelect, label }: Omit<Props, 'screening' | 't'> & { label: string }) {
  const screening = useContext(Shown)!
  const [scene, setScene] = useState<Scene>(() => screening.frame().scene)
  const { setViewport, getViewport } = useReactFlow()
  const width = useStore((state) => state.width)
  const height = useStore((state) => state.height)
  const touched = useRef(-Infinity)
  useEffect(() => {
    if (width > 0 && height > 0)
      screening.resize({ width: Math.floor(width / zoom), height: Math.floor(height / zoom), whole })
  }, [screening, width, height, zoom, whole])
  useEffect(() => void setViewport({ x: 0, y: 0, zoom }), [setViewport, zoom])
  useEffect(() => screening.subscribe((frame) => setScene(frame.scene)), [screening])
  useEffect(
    () =>
      screening.subscribe((frame) => {
        if (performance.now() - touched.current < LEAVE_ALONE_MS) return
        const y = follow(frame, getViewport(), height)
        if (y === undefined) return
        touched.current = performance.now() - LEAVE_ALONE_MS + 900
        void setViewport({ x: 0, y, zoom }, { duration: reduced ? 0 : 450 })
      }),
    [screening, getViewport, setViewport, height, zoom, reduced],
  )
  const nodes = useMemo(
    () => scene.boxes.map((box) => nodeOf(box, box.parent === undefined ? undefined : scene.byId.get(box.parent))),
    [scene],
  )
  const select = useCallback(
    (id: string) => {
      const box = screening.frame().scene.byId.get(id)
      if (box?.subject) onSelect(box)
    },
    [screening, onSelect],
  )
  const onKeyDown = useCallback(
    (event: KeyboardEvent<HTMLDivElement>) => moveFocus(event, screening, select),
    [screening, select],
  )
  const onNodeClick = useCallback((_: MouseEvent, node: BoxNode) => select(node.id), [select])
  const extent = useMemo<[[number, number], [number, number]]>(
    () => [
      [0, 0],
      [Math.max(width / zoom, 1), Math.max(scene.height, height / zoom)],
    ],
    [width, height, zoom, scene.height],
  )
  const onMove = useCallback((event: unknown) => {
    if (event) touched.current = performance.now()
  }, [])
  return (
    <div className="stage" role="region" aria-label={label} tabIndex={0} onKeyDown={onKeyDown}>
      <ReactFlow
        nodes={nodes}
        nodeTypes={nodeTypes}
        minZoom={zoom}
        maxZoom={zoom}
        translateExtent={extent}
        panOnScroll
        panOnScrollMode={PanOnScrollMode.Vertical}
        zoomOnScroll={false}
        zoomOnPinch={false}
        zoomOnDoubleClick={false}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        onlyRenderVisibleElements={scene.boxes.length > MANY_BOXES}
        onNodeClick={onNodeClick}
        onMove={onMove}
      />
      <Overlay reduced={reduced} theme={`${theme} ${zoom}`} />
    </div>
  )
}

const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** Arrow keys go from thing to thing, Enter opens one. */
function moveFocus(event: KeyboardEvent<HTMLDivElement>, screening: Screening, select: (id: string) => void): void {
  const current = (event.target as Element).closest<HTMLElement>('[data-box]')?.dataset.box
  if ((event.key === 'Enter' || event.key === ' ') && current) {
    event.preventDefault()
    event.stopPropagation()
    return select(current)
  }
  const direction = ARROWS[event.key]
  if (!direction || event.shiftKey) return
  const next = neighbour(screening.frame().scene, current, direction)
  if (!next) return
  event.preventDefault()
  event.stopPropagation()
  event.currentTarget.querySelector<HTMLElement>(`[data-box="${CSS.escape(next.id)}"]`)?.focus({ preventScroll: true })
}

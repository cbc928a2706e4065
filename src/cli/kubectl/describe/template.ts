// The Pod Template section of workloads.
import type { PodTemplateSpec } from 'kubernetes-types/core/v1'
import { describeContainers } from './container.ts'
import { tolerations } from './pod.ts'
import { describeVolumes } from './volume.ts'
import { Page } from './writer.ts'

export function writeTemplate(page: Page, template: PodTemplateSpec | undefined): void {
  page.line(0, 'Pod Template:')
  if (!template) return void page.line(1, '<unset>')
  const { metadata, spec } = template
  page.map(1, 'Labels', metadata?.labels)
  if (metadata?.annotations) page.annotations(1, metadata.annotations)
  if (spec?.serviceAccountName) page.line(1, `Service Account:\t${spec.serviceAccountName}`)
  describeContainers(page, 'Init Containers', spec?.initContainers, undefined, 1)
  describeContainers(page, 'Containers', spec?.containers, undefined, 1)
  describeVolumes(page, spec?.volumes, 1)
  page.map(1, 'Node-Selectors', spec?.nodeSelector)
  tolerations(page, spec?.tolerations, 1)
}

/** With tabs where columns would be: kubectl's history prints it so. */
export function describeTemplate(template: unknown): string {
  const page = new Page()
  writeTemplate(page, template as PodTemplateSpec)
  return page.raw
}

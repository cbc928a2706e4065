// Services in the order they depend on each other: each level needs only those before it.
import { StatusError } from '../error.ts'
import type { Project, Service } from './service.ts'

/** Levels of the chosen services and (unless `alone`) of what they need. */
export function levels(project: Project, chosen: readonly string[], alone = false): Service[][] {
  const wanted = new Set<string>()
  const need = (name: string): void => {
    const service = project.services.get(name)
    if (!service || wanted.has(name)) return
    wanted.add(name)
    if (!alone) for (const other of Object.keys(service.depends_on)) need(other)
  }
  for (const name of chosen.length > 0 ? chosen : project.services.keys()) need(name)
  const out: Service[][] = []
  const placed = new Set<string>()
  while (placed.size < wanted.size) {
    const level = [...wanted]
      .filter((name) => !placed.has(name))
      .map((name) => project.services.get(name)!)
      .filter((service) => Object.keys(service.depends_on).every((other) => placed.has(other) || !wanted.has(other)))
    if (level.length === 0) break
    for (const service of level) placed.add(service.name)
    out.push(level)
  }
  return out
}

/** Throws `no such service: x` for a name that is none; services of inactive profiles count. */
export function checkServices(project: Project, names: readonly string[]): void {
  for (const name of names) if (!project.everything.has(name)) throw new StatusError(`no such service: ${name}`)
}

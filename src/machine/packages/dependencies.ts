// Which packages must be installed for those asked for.
import type { Paragraph } from './archive.ts'

export interface Plan {
  asked: string[]
  /** Dependencies before those that need them. */
  wanted: string[]
  /** Asked for and there already. */
  present: string[]
  problems: { out: string; error: string }[]
}

export function resolve(names: string[], available: Map<string, Paragraph>, installed: Set<string>): Plan {
  const plan: Plan = { asked: names, wanted: [], present: [], problems: [] }
  for (const name of names) {
    if (installed.has(name)) plan.present.push(name)
    else if (available.has(name)) add(name, available, installed, plan.wanted)
    else plan.problems.push(problem(name, available))
  }
  return plan
}

function add(name: string, available: Map<string, Paragraph>, installed: Set<string>, wanted: string[]): void {
  const entry = available.get(name)
  if (!entry || wanted.includes(name) || installed.has(name)) return
  for (const needed of (entry.get('Depends') ?? '').split(/,\s*/).filter(Boolean)) {
    const choices = needed.split('|').map((choice) => choice.trim().split(' ')[0]!)
    if (choices.some((choice) => installed.has(choice) || wanted.includes(choice))) continue
    const choice = choices.find((each) => available.has(each))
    if (choice) add(choice, available, installed, wanted)
  }
  wanted.push(name)
}

function problem(name: string, available: Map<string, Paragraph>): { out: string; error: string } {
  const providers = [...available.values()].filter((entry) =>
    (entry.get('Provides') ?? '').split(/,\s*/).includes(name),
  )
  if (providers.length === 0) return { out: '', error: `E: Unable to locate package ${name}\n` }
  const list = providers.map((entry) => `  ${entry.get('Package')} ${entry.get('Version')}\n`).join('')
  return {
    out: `Package ${name} is a virtual package provided by:\n${list}You should explicitly select one to install.\n\n`,
    error: `E: Package '${name}' has no installation candidate\n`,
  }
}

// minikube profile, config, addons, version: what is known about clusters and how they are made.
import { command } from '../command.ts'
import { StatusError, notSimulated } from '../error.ts'
import { readKubeconfig, writeKubeconfig } from '../kubeconfig.ts'
import { configureKubectl } from './access.ts'
import { findDomain } from './machine.ts'
import { type Profile, VERSION, listProfiles, primaryOf, readConfig, requireProfile, writeConfig } from './profile.ts'
import { step } from './step.ts'

const profileList = command({
  name: 'list',
  usage: '[flags]',
  summary: 'Lists all profiles',
  flags: { output: { type: 'string', short: 'o', default: 'table', summary: 'table or json' } },
  run: async (process, options) => {
    const profiles = listProfiles(process)
    if (profiles.length === 0)
      throw new StatusError('🤹  Exiting due to MK_USAGE_NO_PROFILE: No minikube profile was found.', 85)
    const active = (await readKubeconfig(process))['current-context']
    const rows: string[][] = []
    for (const profile of profiles) {
      const up = (await findDomain(process, profile.Name))?.state === 'running'
      rows.push(profileRow(profile, up, active === profile.Name))
    }
    if (options.output === 'json') {
      await process.print(`${JSON.stringify({ invalid: [], valid: profiles })}\n`)
      return 0
    }
    const header = [
      'PROFILE',
      'DRIVER',
      'RUNTIME',
      'IP',
      'VERSION',
      'STATUS',
      'NODES',
      'ACTIVE PROFILE',
      'ACTIVE KUBECONTEXT',
    ]
    const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)))
    const line = (cells: string[]) => `│ ${cells.map((cell, i) => cell.padEnd(widths[i]!)).join(' │ ')} │\n`
    const rule = (left: string, middle: string, right: string) =>
      `${left}${widths.map((width) => '─'.repeat(width + 2)).join(middle)}${right}\n`
    await process.print(
      rule('┌', '┬', '┐') + line(header) + rule('├', '┼', '┤') + rows.map(line).join('') + rule('└', '┴', '┘'),
    )
    return 0
  },
})

function profileRow(profile: Profile, up: boolean, active: boolean): string[] {
  const { KubernetesVersion, ContainerRuntime } = profile.KubernetesConfig
  const status = up ? 'OK' : 'Stopped'
  const [here, context] = [profile.Name === 'minikube' ? '*' : '', active ? '*' : '']
  return [
    profile.Name,
    profile.Driver,
    ContainerRuntime,
    primaryOf(profile).IP,
    KubernetesVersion,
    status,
    String(profile.Nodes.length),
    here,
    context,
  ]
}

export const profile = command({
  name: 'profile',
  usage: '[MINIKUBE_PROFILE_NAME]',
  summary: 'Gets or sets the current profile',
  group: 'Configuration and Management Commands',
  flags: {},
  subcommands: [profileList],
  run: async (process, _, args, call) => {
    if (args.length === 0) {
      await process.print(`${String(call.global.profile)}\n`)
      return 0
    }
    const known = await requireProfile(process, args[0]!)
    writeConfig(process, { ...readConfig(process), profile: known.Name })
    const config = await readKubeconfig(process)
    config['current-context'] = known.Name
    await writeKubeconfig(process, config)
    await step(process, 'check', `minikube profile was successfully set to ${known.Name}`)
    return 0
  },
})

const set = command({
  name: 'set',
  usage: 'PROPERTY_NAME PROPERTY_VALUE',
  summary: 'Sets a value of the configuration file',
  args: { min: 2, max: 2 },
  flags: {},
  run: async (process, _, [name, value]) => {
    writeConfig(process, { ...readConfig(process), [name!]: value! })
    if (['driver', 'cpus', 'memory', 'disk-size'].includes(name!)) {
      await process.print('❗  These changes will take effect upon a minikube delete and then a minikube start\n')
    }
    return 0
  },
})

const get = command({
  name: 'get',
  usage: 'PROPERTY_NAME',
  summary: 'Gets a value of the configuration file',
  args: { min: 1, max: 1 },
  flags: {},
  run: async (process, _, [name]) => {
    const value = readConfig(process)[name!]
    if (value === undefined) throw new StatusError('Error: specified key could not be found in config', 14)
    await process.print(`${value}\n`)
    return 0
  },
})

const unset = command({
  name: 'unset',
  usage: 'PROPERTY_NAME',
  summary: 'Takes a value out of the configuration file',
  args: { min: 1, max: 1 },
  flags: {},
  run: (process, _, [name]) => {
    const { [name!]: _gone, ...rest } = readConfig(process)
    writeConfig(process, rest)
    return 0
  },
})

const view = command({
  name: 'view',
  usage: '[flags]',
  summary: 'Shows the configuration file',
  flags: {},
  run: async (process) => {
    for (const [name, value] of Object.entries(readConfig(process))) await process.print(`- ${name}: ${value}\n`)
    return 0
  },
})

export const config = command({
  name: 'config',
  usage: '',
  summary: 'Changes persistent settings',
  group: 'Configuration and Management Commands',
  flags: {},
  subcommands: [get, set, unset, view],
})

const ADDONS = ['default-storageclass', 'storage-provisioner']

const addonsList = command({
  name: 'list',
  usage: '[flags]',
  summary: 'Lists the add-ons and whether they are on',
  flags: {},
  run: async (process, _, __, call) => {
    const { Addons, Name } = await requireProfile(process, String(call.global.profile))
    for (const name of ADDONS)
      await process.print(`${name.padEnd(24)}${Name.padEnd(12)}${Addons[name] ? 'enabled ✅' : 'disabled'}\n`)
    return 0
  },
})

const toggle = (name: 'enable' | 'disable') =>
  command({
    name,
    usage: 'ADDON_NAME',
    summary: `${name === 'enable' ? 'Switches on' : 'Switches off'} an add-on`,
    args: { min: 1, max: 1 },
    flags: {},
    run: async (process, _, [addon]) => {
      if (name === 'disable' || !ADDONS.includes(addon!)) throw notSimulated(`minikube addons ${name} ${addon}`)
      await step(process, 'enabled', `The '${addon}' addon is enabled`)
      return 0
    },
  })

export const addons = command({
  name: 'addons',
  usage: '',
  summary: 'Switches add-ons on and off',
  group: 'Configuration and Management Commands',
  flags: {},
  subcommands: [addonsList, toggle('enable'), toggle('disable')],
})

export const updateContext = command({
  name: 'update-context',
  usage: '[flags]',
  summary: 'Points kubectl at the cluster again',
  group: 'Configuration and Management Commands',
  flags: {},
  run: async (process, _, __, call) => {
    const known = await requireProfile(process, String(call.global.profile))
    await configureKubectl(process, known)
    await step(process, 'launch', `"${known.Name}" context has been updated to point to ${primaryOf(known).IP}:8443`)
    return 0
  },
})

export const version = command({
  name: 'version',
  usage: '[flags]',
  summary: 'Prints the version of minikube',
  group: 'Other Commands',
  flags: { short: { type: 'bool', summary: 'The version alone' } },
  run: async (process, options) => {
    await process.print(options.short ? `${VERSION}\n` : `minikube version: ${VERSION}\n`)
    return 0
  },
})

// docker port: where a container's ports are published.
import type { ContainerInspect } from '../../../api/docker.ts'
import { command } from '../../command.ts'
import { StatusError } from '../../error.ts'
import { Client } from '../client.ts'
import { containers, firstOnly } from '../complete.ts'

export const port = command({
  name: 'port',
  usage: 'CONTAINER [PRIVATE_PORT[/PROTO]]',
  summary: 'List port mappings or a specific mapping for the container',
  synonyms: ['docker container port', 'docker port'],
  args: { min: 1, max: 2 },
  complete: firstOnly(containers()),
  flags: {},
  async run(process, _, args, call) {
    const client = new Client(process, call.global)
    const [name, wanted] = args
    const { NetworkSettings } = await client.get<ContainerInspect>(`/containers/${name!}/json`)
    const host = ({ HostIp, HostPort }: { HostIp: string; HostPort: string }) =>
      HostIp.includes(':') ? `[${HostIp}]:${HostPort}` : `${HostIp}:${HostPort}`
    const lines: string[] = []
    if (wanted !== undefined) {
      const [number, protocol = 'tcp'] = wanted.split('/')
      if (!/^\d+$/.test(number!))
        throw new StatusError(`Error: invalid port (${number}): strconv.ParseUint: parsing "${number}": invalid syntax`)
      const bindings = NetworkSettings.Ports[`${number}/${protocol}`]
      if (!bindings) throw new StatusError(`Error: No public port '${wanted}' published for ${name}`)
      lines.push(...bindings.map(host))
    } else {
      for (const [key, bindings] of Object.entries(NetworkSettings.Ports)) {
        for (const binding of bindings ?? []) lines.push(`${key} -> ${host(binding)}`)
      }
      const order = (line: string) => Number(line.split('/')[0])
      lines.sort((a, b) => order(a) - order(b))
    }
    await process.print(lines.map((line) => `${line}\n`).join(''))
    return 0
  },
})

// nslookup(1), host(1), dig(1), getent(1).
import { isAddress } from '../../../net/address.ts'
import { isAddress6, reverseName6 } from '../../../net/address6.ts'
import { candidates, parseResolv } from '../../../net/dns.ts'
import { NetError } from '../../../net/errors.ts'
import type { DnsAnswer, DnsQuestion } from '../../../net/namespace.ts'
import { accounts, groups } from '../accounts.ts'
import type { Call } from '../call.ts'
import type { Tool } from '../spec.ts'
import { strftime } from '../time.ts'

type Type = DnsQuestion['type']

const settings = (call: Call) => {
  const { fs } = call.process
  return parseResolv(fs.exists('/etc/resolv.conf') ? call.process.readText('/etc/resolv.conf') : '')
}

/** Undefined when the server does not answer. */
async function query(call: Call, server: string, name: string, type: Type): Promise<DnsAnswer | undefined> {
  const { process } = call
  try {
    const [address] = await process.lookup(server)
    return await process.alive(() => process.machine.fabric.query(process.sender(), address!, { name, type }))
  } catch (error) {
    if (error instanceof NetError) return undefined
    throw error
  }
}

const reverse = (address: string) =>
  isAddress6(address) ? reverseName6(address) : `${address.split('.').reverse().join('.')}.in-addr.arpa`

const isNumber = (word: string) => isAddress(word) || isAddress6(word)

/** Tries the search list; the last answer stands when none has records. */
async function search(
  call: Call,
  server: string,
  name: string,
  type: Type,
): Promise<{ answer: DnsAnswer | undefined; full: string }> {
  const { search: domains, ndots } = settings(call)
  let last: { answer: DnsAnswer | undefined; full: string } = { answer: undefined, full: name }
  for (const full of candidates(name, domains, ndots)) {
    const answer = await query(call, server, full, type)
    last = { answer, full }
    if (!answer || answer.records.length > 0) return last
  }
  return { ...last, full: name }
}

export const nslookup: Tool = {
  spec: {
    name: 'nslookup',
    summary: 'query name servers',
    usage: '[-option] [name] [server]',
    options: { '-type TYPE': 'kind of record', '-debug': 'ignored' },
    raw: true,
  },
  async run(call) {
    const words = call.operands.filter((word) => !word.startsWith('-'))
    const type = (call.operands
      .map((word) => /^-(?:query|type|q)=(\w+)$/.exec(word)?.[1])
      .find(Boolean)
      ?.toUpperCase() ?? 'A') as Type
    const [name, server = settings(call).servers[0] ?? '127.0.0.1'] = words
    if (name === undefined) {
      await call.process.error(
        call.busybox
          ? 'Usage: nslookup [-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]\n'
          : 'naru: interactive nslookup is not simulated\n',
      )
      return 1
    }
    const asked = isNumber(name)
      ? await search(call, server, `${reverse(name)}.`, 'PTR')
      : await search(call, server, name, type)
    if (!asked.answer) {
      const silent = `;; communications error to ${server}#53: connection refused\n;; no servers could be reached\n\n`
      if (call.busybox) await call.process.error(';; connection timed out; no servers could be reached\n\n')
      else await call.print(silent)
      return 1
    }
    await call.print(`Server:\t\t${server}\nAddress:\t${server}${call.busybox ? ':' : '#'}53\n\n`)
    const typed = call.operands.length > words.length
    const answers = [asked.answer]
    if (call.busybox && !typed && !isNumber(name)) {
      const second = await query(call, server, asked.full, 'AAAA')
      if (second) answers.push(second)
    }
    for (const answer of answers) await call.print(replyText(call.busybox !== undefined, name, asked.full, answer))
    return asked.answer.records.length === 0 ? 1 : 0
  },
}

/** What came back, for one type of record. */
function replyText(busybox: boolean, name: string, full: string, answer: DnsAnswer): string {
  const { records, status, authoritative } = answer
  if (records.length === 0 && (!busybox || status !== 'NOERROR')) {
    const why = status === 'NOERROR' ? 'No answer' : status
    return `** server can't find ${full.replace(/\.$/, '')}: ${why}\n\n`
  }
  const lines = records.map(({ name: owner, type: kind, data }) => {
    if (kind === 'PTR') return `${reverse(name)}\tname = ${data}\n`
    if (kind === 'A' || kind === 'AAAA') return `Name:\t${owner}\nAddress: ${data}\n`
    if (kind === 'SRV') return `${owner}\tservice = ${data}\n`
    return `${owner}\t${kind === 'CNAME' ? 'canonical name' : kind === 'MX' ? 'mail exchanger' : 'text'} = ${data}\n`
  })
  const quiet = authoritative || (!busybox && isNumber(name))
  return `${quiet ? '' : 'Non-authoritative answer:\n'}${lines.join('')}\n`
}

export const host: Tool = {
  spec: {
    name: 'host',
    summary: 'DNS lookup',
    usage: '[-t TYPE] name [server]',
    options: { '-t TYPE': 'kind of record', '-a': 'all', '-v': 'verbose' },
  },
  async run(call) {
    const [name, server = settings(call).servers[0] ?? '127.0.0.1'] = call.operands
    if (name === undefined) return call.fail('Usage: host [-t TYPE] name [server]')
    const type = (call.value('t')?.toUpperCase() ?? 'A') as Type
    const asked = isNumber(name)
      ? await search(call, server, `${reverse(name)}.`, 'PTR')
      : await search(call, server, name, type)
    if (!asked.answer)
      return call
        .print(`;; communications error to ${server}#53: connection refused\n;; no servers could be reached\n`)
        .then(() => 1)
    const { records, status } = asked.answer
    if (records.length === 0)
      return call.print(`Host ${asked.full.replace(/\.$/, '')} not found: 3(${status})\n`).then(() => 1)
    const words: Record<string, string> = {
      A: 'has address',
      AAAA: 'has IPv6 address',
      PTR: 'domain name pointer',
      CNAME: 'is an alias for',
      SRV: 'has SRV record',
    }
    await call.print(
      records.map((record) => `${record.name} ${words[record.type] ?? 'has record'} ${record.data}\n`).join(''),
    )
    return 0
  },
}

export const dig: Tool = {
  spec: {
    name: 'dig',
    summary: 'DNS lookup utility',
    usage: '[@server] [name] [type] [+option]',
    raw: true,
    options: { '@SERVER': 'ask this server' },
  },
  async run(call) {
    const words = [...call.operands]
    const short = words.includes('+short')
    const reversed = words.indexOf('-x')
    const server = words.find((word) => word.startsWith('@'))?.slice(1) ?? settings(call).servers[0] ?? '127.0.0.1'
    const types = ['A', 'AAAA', 'PTR', 'SRV', 'CNAME', 'TXT', 'MX', 'NS', 'ANY']
    const plain = words.filter((word) => !/^[@+-]/.test(word) && word.toUpperCase() !== 'IN')
    const type = (
      reversed >= 0 ? 'PTR' : (plain.find((word) => types.includes(word.toUpperCase()))?.toUpperCase() ?? 'A')
    ) as Type
    const given = plain.find((word) => !types.includes(word.toUpperCase())) ?? '.'
    const base = reversed >= 0 ? reverse(given) : given.replace(/\.$/, '')
    const asked = words.includes('+search')
      ? await search(call, server, base, type)
      : { answer: await query(call, server, base, type), full: base }
    const { answer } = asked
    const title = `\n; <<>> DiG 9.18.30-0ubuntu0.24.04.2-Ubuntu <<>> ${words.join(' ')}\n;; global options: +cmd\n`
    if (!answer) {
      await call.print(
        `${short ? '' : title}${';; communications error to '}${server}#53: connection refused\n;; no servers could be reached\n`,
      )
      return 9
    }
    if (short) {
      await call.print(answer.records.map(({ data }) => `${data}\n`).join(''))
      return 0
    }
    await call.print(title + report(call, asked.full, type, answer, server))
    return 0
  },
}

function report(call: Call, name: string, type: Type, answer: DnsAnswer, server: string): string {
  const { kernel } = call.process
  const id = kernel.chance(`dig ${name} ${kernel.clock.now}`).below(65536)
  const rows = answer.records.map(
    (record) =>
      `${`${record.name.replace(/\.?$/, '.')}`.padEnd(24)}${record.ttl}\tIN\t${record.type}\t${record.data}\n`,
  )
  const section = rows.length > 0 ? `;; ANSWER SECTION:\n${rows.join('')}\n` : ''
  return `;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: ${answer.status}, id: ${id}
;; flags: qr rd ra; QUERY: 1, ANSWER: ${rows.length}, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
;; QUESTION SECTION:
;${`${name.replace(/\.?$/, '.')}`.padEnd(30)} IN\t${type}

${section};; Query time: 1 msec
;; SERVER: ${server}#53(${server}) (UDP)
;; WHEN: ${strftime('%a %b %d %H:%M:%S UTC %Y', kernel.clock.unix())}
;; MSG SIZE  rcvd: ${40 + 16 * rows.length + name.length}

`
}

export const getent: Tool = {
  spec: {
    name: 'getent',
    summary: 'get entries from the name service databases',
    usage: '[OPTION...] database [key ...]',
    misuse: 1,
    options: { '-s SERVICE': 'ignored' },
  },
  async run(call) {
    const { process } = call
    const [database, ...keys] = call.operands
    if (database === undefined) return call.misuse('wrong number of arguments')
    if (['hosts', 'ahosts', 'ahostsv4', 'ahostsv6'].includes(database)) return hosts(call, database, keys)
    const rows: Record<string, () => string[][]> = {
      passwd: () =>
        accounts(process.fs).map(({ name, uid, gid, comment, home, shell }) => [
          name,
          'x',
          String(uid),
          String(gid),
          comment,
          home,
          shell,
        ]),
      group: () => groups(process.fs).map(({ name, gid, members }) => [name, 'x', String(gid), members.join(',')]),
    }
    const all = rows[database]?.()
    if (!all) return call.misuse(`Unknown database: ${database}`)
    const shown =
      keys.length === 0 ? all : keys.flatMap((key) => all.filter((row) => row[0] === key || row[2] === key).slice(0, 1))
    await call.print(shown.map((row) => `${row.join(':')}\n`).join(''))
    return keys.length > 0 && shown.length < keys.length ? 2 : 0
  },
}

async function hosts(call: Call, database: string, keys: string[]): Promise<number> {
  const { process } = call
  const file = process.fs.exists('/etc/hosts') ? process.readText('/etc/hosts') : ''
  if (keys.length === 0) {
    const lines = file
      .split('\n')
      .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
      .filter(([address, name]) => address && name)
    await call.print(lines.map(([address, ...names]) => `${address!.padEnd(15)} ${names.join(' ')}\n`).join(''))
    return 0
  }
  const family = database === 'ahostsv4' ? 4 : database === 'ahostsv6' ? 6 : undefined
  let code = 0
  for (const key of keys) {
    try {
      const addresses = await process.lookup(key, family)
      if (database === 'hosts') await call.print(`${addresses[0]!.padEnd(15)} ${key}\n`)
      else
        for (const [i, address] of addresses.entries())
          for (const kind of ['STREAM', 'DGRAM', 'RAW'])
            await call.print(`${address.padEnd(15)} ${kind.padEnd(6)} ${i === 0 && kind === 'STREAM' ? key : ''}\n`)
    } catch (error) {
      if (!(error instanceof NetError)) throw error
      code = 2
    }
  }
  return code
}

// What Go's net/http says when a server cannot be reached: dockerd and containerd print these.
import { NetError } from './errors.ts'

/** `dial tcp 10.0.0.1:443: connect: connection refused`. `server` is the name server that was asked. */
export function dialError(error: NetError, host: string, port: number, server = '127.0.0.53'): string {
  const target = host === 'localhost' ? `[::1]:${port}` : error.target.includes(':') ? error.target : `${host}:${port}`
  switch (error.code) {
    case 'ENOTFOUND':
      return `dial tcp: lookup ${host} on ${server}:53: no such host`
    case 'EAI_AGAIN':
      if (error.because?.code === 'ENETUNREACH') return noWay(host, error.because.target)
      return `dial tcp: lookup ${host} on ${server}:53: server misbehaving`
    case 'ECONNREFUSED':
      return `dial tcp ${target}: connect: connection refused`
    case 'EHOSTUNREACH':
      return `dial tcp ${target}: connect: no route to host`
    case 'ENETUNREACH':
      return `dial tcp ${target}: connect: network is unreachable`
    case 'ETIMEDOUT':
      return 'net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)'
    case 'EPROTO':
      return 'http: server gave HTTP response to HTTPS client'
    case 'ECONNRESET':
      return 'EOF'
  }
}

/** `server` is the name server's address and port. */
const noWay = (host: string, server: string): string =>
  `dial tcp: lookup ${host} on ${server}: dial udp ${server}: connect: network is unreachable`

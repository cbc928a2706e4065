// BuildKit as dockerd serves it: POST /grpc and POST /session become HTTP/2 (`Upgrade: h2c`) on the same connection.
import type { Behind } from '../behind.ts'
import { Control } from './control.ts'
import { serveGrpc } from './serve.ts'
import { Sessions } from './sessions.ts'

const PATH = /^(?:\/v\d+\.\d+)?\/(grpc|session)$/

/** Takes a connection over that asks for one of both; false for any other. */
export function buildkitBehind(behind: Behind): NonNullable<Behind['takeOver']> {
  const sessions = new Sessions()
  return ({ headers, url = '' }, socket) => {
    const path = PATH.exec(url)?.[1]
    if (!path || headers.upgrade?.toLowerCase() !== 'h2c') return false
    socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
    // HTTP/2 knows no half of a connection: who ends its half is gone.
    socket.on('end', () => socket.destroy())
    if (path === 'session') sessions.add(headers, socket)
    else serveGrpc(socket, new Control(behind, sessions).methods())
    return true
  }
}

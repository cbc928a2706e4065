// BuildKit's gRPC on an upgraded connection (`Upgrade: h2c`): every call is refused in words that buildx shows.
import { type IncomingHttpHeaders, performServerHandshake } from 'node:http2'
import type { Socket } from 'node:net'

const MESSAGE =
  'naru: BuildKit over the API is not simulated: set DOCKER_BUILDKIT=0 to build with the classic builder (docker inside Naru builds with BuildKit)'

/** gRPC's UNIMPLEMENTED. */
const UNIMPLEMENTED = '12'

export const isGrpc = (headers: IncomingHttpHeaders): boolean => headers.upgrade?.toLowerCase() === 'h2c'

/** Takes the socket over; on `/session` it is the client that would be asked, and nobody asks. */
export function refuseGrpc(socket: Socket): void {
  socket.write('HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')
  const session = performServerHandshake(socket)
  session.on('error', () => socket.destroy())
  session.on('stream', (stream) => {
    stream.on('error', () => {})
    const trailers = { 'grpc-status': UNIMPLEMENTED, 'grpc-message': encodeURIComponent(MESSAGE) }
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...trailers }, { endStream: true })
  })
}

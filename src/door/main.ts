// `npm run door`: prints one JSON line when the door is open, closes it on SIGTERM.
import { openDoor } from './door.ts'
import { USAGE, readOptions } from './options.ts'

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options === 'help') return console.log(USAGE)
  const door = await openDoor(options)
  const leave = () => void door.close().then(() => process.exit(0))
  process.on('SIGTERM', leave)
  process.on('SIGINT', leave)
  console.log(JSON.stringify(door.addresses))
  try {
    await door.over
  } finally {
    await door.close()
  }
}

main().catch((error: NodeJS.ErrnoException & { port?: number }) => {
  console.error(error.code === 'EADDRINUSE' ? `naru: port ${error.port} is in use` : `naru: ${error.message}`)
  if (error.code?.startsWith('ERR_PARSE_ARGS')) console.error(USAGE)
  process.exit(1)
})

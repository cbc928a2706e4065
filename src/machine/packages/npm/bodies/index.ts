// The code of the packages that scripts use, ours; it does what the packages' own documentation says.
import { axios } from './axios.ts'
import { express } from './express.ts'
import { chalk, lodash, uuid } from './functions.ts'
import { bodyParser, cors, dotenv, morgan } from './middleware.ts'
import { nodemon } from './nodemon.ts'
import { redis } from './redis.ts'

export interface Body {
  /** index.js. */
  main: string
  bin?: Record<string, string>
  files?: Record<string, string>
  /** The Node that it asks for. */
  engines?: string
}

const BODIES: Record<string, (major: number) => Body> = {
  express,
  cors: () => ({ main: cors, engines: '>= 0.10' }),
  dotenv,
  morgan: () => ({ main: morgan, engines: '>= 0.8.0' }),
  'body-parser': () => ({ main: bodyParser, engines: '>= 0.8' }),
  nodemon: () => nodemon,
  lodash: () => ({ main: lodash }),
  uuid: () => ({ main: uuid }),
  chalk: (major) => ({ main: chalk(major), engines: major < 5 ? '>=10' : '^12.17.0 || ^14.13 || >=16.0.0' }),
  axios: () => ({ main: axios }),
  redis: () => ({ main: redis, engines: '>= 18' }),
}

export const bodies = (name: string, major: number): Body | undefined =>
  Object.hasOwn(BODIES, name) ? BODIES[name]!(major) : undefined

// Packages of functions: lodash, uuid, chalk.
export const lodash = String.raw`
const path = (key) => (Array.isArray(key) ? key : String(key).replace(/\[(\w+)\]/g, '.$1').split('.'))
const getter = (by) => (typeof by === 'function' ? by : by && typeof by === 'object' ? (each) => Object.keys(by).every((key) => each[key] === by[key]) : (each) => _.get(each, by))
const values = (all) => (Array.isArray(all) ? all : Object.values(all || {}))
const _ = {
  get: (object, key, fallback) => {
    let at = object
    for (const name of path(key)) {
      if (at === undefined || at === null) return fallback
      at = at[name]
    }
    return at === undefined ? fallback : at
  },
  set: (object, key, value) => {
    const names = path(key)
    let at = object
    for (const name of names.slice(0, -1)) at = at[name] = at[name] || {}
    at[names[names.length - 1]] = value
    return object
  },
  has: (object, key) => _.get(object, key) !== undefined,
  chunk: (list, size = 1) => {
    const out = []
    for (let i = 0; i < list.length; i += size) out.push(list.slice(i, i + size))
    return out
  },
  compact: (list) => list.filter(Boolean),
  uniq: (list) => [...new Set(list)],
  uniqBy: (list, by) => { const seen = new Set(); return list.filter((each) => { const key = getter(by)(each); if (seen.has(key)) return false; seen.add(key); return true }) },
  flatten: (list) => list.flat(),
  flattenDeep: (list) => list.flat(Infinity),
  difference: (list, other) => list.filter((each) => !other.includes(each)),
  intersection: (list, other) => list.filter((each) => other.includes(each)),
  union: (...lists) => [...new Set(lists.flat())],
  range: (from, to, step = 1) => { const out = []; const [a, b] = to === undefined ? [0, from] : [from, to]; for (let i = a; i < b; i += step) out.push(i); return out },
  sum: (list) => list.reduce((a, b) => a + b, 0),
  sumBy: (list, by) => list.reduce((a, b) => a + getter(by)(b), 0),
  mean: (list) => _.sum(list) / list.length,
  max: (list) => (list.length ? list.reduce((a, b) => (b > a ? b : a)) : undefined),
  min: (list) => (list.length ? list.reduce((a, b) => (b < a ? b : a)) : undefined),
  map: (all, by) => values(all).map(getter(by)),
  filter: (all, by) => values(all).filter(getter(by)),
  find: (all, by) => values(all).find(getter(by)),
  forEach: (all, each) => { values(all).forEach(each); return all },
  reduce: (all, fold, start) => values(all).reduce(fold, start),
  groupBy: (all, by) => { const out = {}; for (const each of values(all)) { const key = getter(by)(each); (out[key] = out[key] || []).push(each) } return out },
  countBy: (all, by) => { const out = {}; for (const each of values(all)) { const key = getter(by)(each); out[key] = (out[key] || 0) + 1 } return out },
  keyBy: (all, by) => { const out = {}; for (const each of values(all)) out[getter(by)(each)] = each; return out },
  sortBy: (all, by) => [...values(all)].sort((a, b) => { const [x, y] = [getter(by || ((v) => v))(a), getter(by || ((v) => v))(b)]; return x < y ? -1 : x > y ? 1 : 0 }),
  pick: (object, ...keys) => { const out = {}; for (const key of keys.flat()) if (key in object) out[key] = object[key]; return out },
  omit: (object, ...keys) => { const out = { ...object }; for (const key of keys.flat()) delete out[key]; return out },
  merge: (to, ...others) => { for (const from of others) for (const key of Object.keys(from)) to[key] = from[key] && typeof from[key] === 'object' && !Array.isArray(from[key]) ? _.merge(to[key] || {}, from[key]) : from[key]; return to },
  cloneDeep: (value) => (Array.isArray(value) ? value.map(_.cloneDeep) : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, _.cloneDeep(each)])) : value),
  isEmpty: (value) => value === undefined || value === null || Object.keys(value).length === 0,
  isEqual: (a, b) => a === b || (a && b && typeof a === 'object' && typeof b === 'object' && Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => _.isEqual(a[key], b[key]))) || false,
  isArray: Array.isArray,
  isString: (value) => typeof value === 'string',
  isNumber: (value) => typeof value === 'number',
  isFunction: (value) => typeof value === 'function',
  isObject: (value) => value !== null && (typeof value === 'object' || typeof value === 'function'),
  isNil: (value) => value === undefined || value === null,
  capitalize: (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase(),
  upperFirst: (text) => text.charAt(0).toUpperCase() + text.slice(1),
  words: (text) => text.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+/g) || [],
  camelCase: (text) => _.words(text).map((word, i) => (i ? _.capitalize(word) : word.toLowerCase())).join(''),
  kebabCase: (text) => _.words(text).map((word) => word.toLowerCase()).join('-'),
  snakeCase: (text) => _.words(text).map((word) => word.toLowerCase()).join('_'),
  startCase: (text) => _.words(text).map(_.upperFirst).join(' '),
  times: (count, each) => _.range(count).map(each),
  random: (from, to) => { const [a, b] = to === undefined ? [0, from] : [from, to]; return a + Math.floor(Math.random() * (b - a + 1)) },
  sample: (list) => list[Math.floor(Math.random() * list.length)],
  shuffle: (list) => { const out = [...list]; for (let i = out.length - 1; i > 0; i--) { const j = Math.floor(Math.random() * (i + 1)); [out[i], out[j]] = [out[j], out[i]] } return out },
  debounce: (run, wait) => { let timer; return (...args) => { clearTimeout(timer); timer = setTimeout(() => run(...args), wait) } },
  once: (run) => { let done = false; let value; return (...args) => { if (!done) { done = true; value = run(...args) } return value } },
  head: (list) => list[0],
  first: (list) => list[0],
  last: (list) => list[list.length - 1],
  zip: (a, b) => a.map((each, i) => [each, b[i]]),
  keys: (object) => Object.keys(object),
  values: (object) => Object.values(object),
  noop: () => {},
  identity: (value) => value,
}
module.exports = _
`

export const uuid = String.raw`
const crypto = require('crypto')
exports.v4 = () => crypto.randomUUID()
exports.NIL = '00000000-0000-0000-0000-000000000000'
exports.validate = (text) => typeof text === 'string' && /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
exports.version = (text) => parseInt(text[14], 16)
for (const name of ['v1', 'v3', 'v5', 'v6', 'v7'])
  exports[name] = () => { throw new Error('naru: uuid.' + name + ' is not simulated') }
`

/** Colours where the output is a terminal that has them. */
const painter = String.raw`
const CODES = { reset: [0, 0], bold: [1, 22], dim: [2, 22], italic: [3, 23], underline: [4, 24], inverse: [7, 27], strikethrough: [9, 29] }
const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
COLORS.forEach((name, i) => {
  CODES[name] = [30 + i, 39]
  CODES[name + 'Bright'] = [90 + i, 39]
  CODES['bg' + name[0].toUpperCase() + name.slice(1)] = [40 + i, 49]
})
CODES.gray = CODES.grey = [90, 39]
const colored = process.env.FORCE_COLOR ? process.env.FORCE_COLOR !== '0' : Boolean(process.stdout.isTTY) && !process.env.NO_COLOR
const make = (styles) => {
  const paint = (...words) => {
    const text = words.join(' ')
    if (!colored || text === '') return text
    return styles.map((name) => '\x1b[' + CODES[name][0] + 'm').join('') + text + [...styles].reverse().map((name) => '\x1b[' + CODES[name][1] + 'm').join('')
  }
  for (const name of Object.keys(CODES)) Object.defineProperty(paint, name, { get: () => make(styles.concat(name)) })
  const any = () => make(styles)
  paint.hex = paint.rgb = paint.bgHex = paint.bgRgb = any
  paint.level = colored ? 1 : 0
  return paint
}
const chalk = make([])
`

/** From 5 on it is a module of the newer sort alone. */
export const chalk = (major: number): string =>
  painter + (major < 5 ? 'module.exports = chalk\n' : 'export default chalk\n')

// What registry.npmjs.org has: packages, their versions, weights and dependencies.
import { type Body, bodies } from './bodies/index.ts'

export interface Release {
  name: string
  version: string
  /** Installed bytes. */
  size: number
  dependencies: Record<string, string>
  /** What its code is here; packages that only others need have none. */
  body: Body | undefined
}

/** `name version[,same code…] kB [dependencies as name@range]`; the newest of a name comes first. */
const ROWS = `
express 5.1.0,5.0.1 197 accepts@^2.0.0 body-parser@^2.2.0 content-disposition@^1.0.0 content-type@^1.0.5 cookie@^0.7.1 cookie-signature@^1.2.1 debug@^4.4.0 encodeurl@^2.0.0 escape-html@^1.0.3 etag@^1.8.1 finalhandler@^2.1.0 fresh@^2.0.0 http-errors@^2.0.0 merge-descriptors@^2.0.0 mime-types@^3.0.0 on-finished@^2.4.1 once@^1.4.0 parseurl@^1.3.3 proxy-addr@^2.0.7 qs@^6.14.0 range-parser@^1.2.1 router@^2.2.0 send@^1.1.0 serve-static@^2.2.0 statuses@^2.0.1 type-is@^2.0.1 vary@^1.1.2
express 4.21.2,4.21.1,4.21.0,4.20.0,4.19.2,4.18.3,4.18.2,4.18.1,4.18.0,4.17.3,4.17.2,4.17.1,4.17.0,4.16.4,4.16.3,4.16.1,4.16.0,4.15.2 221 accepts@~1.3.8 array-flatten@1.1.1 body-parser@1.20.3 content-disposition@0.5.4 content-type@~1.0.4 cookie@0.7.1 cookie-signature@1.0.6 debug@2.6.9 depd@2.0.0 encodeurl@~2.0.0 escape-html@~1.0.3 etag@~1.8.1 finalhandler@1.3.1 fresh@0.5.2 http-errors@2.0.0 merge-descriptors@1.0.3 methods@~1.1.2 on-finished@2.4.1 parseurl@~1.3.3 path-to-regexp@0.1.12 proxy-addr@~2.0.7 qs@6.13.0 range-parser@~1.2.1 safe-buffer@5.2.1 send@0.19.0 serve-static@1.16.2 setprototypeof@1.2.0 statuses@2.0.1 type-is@~1.6.18 utils-merge@1.0.1 vary@~1.1.2
cors 2.8.5 21 object-assign@^4 vary@^1
dotenv 17.2.3 97
dotenv 16.6.1,16.4.7,16.4.5,16.4.1,16.3.1,16.0.3,16.0.0 80
dotenv 10.0.0,8.2.0 26
morgan 1.10.1,1.10.0 31 basic-auth@~2.0.1 debug@2.6.9 depd@~2.0.0 on-finished@~2.3.0 on-headers@~1.1.0
body-parser 2.2.0 35 bytes@^3.1.2 content-type@^1.0.5 debug@^4.4.0 http-errors@^2.0.0 iconv-lite@^0.6.3 on-finished@^2.4.1 qs@^6.14.0 raw-body@^3.0.0 type-is@^2.0.0
body-parser 1.20.3,1.20.2,1.20.1,1.20.0,1.19.2,1.19.0,1.18.3 61 bytes@3.1.2 content-type@~1.0.5 debug@2.6.9 depd@2.0.0 destroy@1.2.0 http-errors@2.0.0 iconv-lite@0.4.24 on-finished@2.4.1 qs@6.13.0 raw-body@2.5.2 type-is@~1.6.18 unpipe@1.0.0
nodemon 3.1.10,3.1.9,3.1.7,3.1.4,3.1.0,3.0.3,3.0.1,2.0.22,2.0.7 219 chokidar@^3.5.2 debug@^4 ignore-by-default@^1.0.1 minimatch@^3.1.2 pstree.remy@^1.1.8 semver@^7.5.3 simple-update-notifier@^2.0.0 supports-color@^5.5.0 touch@^3.1.0 undefsafe@^2.0.5
lodash 4.17.21,4.17.20,4.17.15 1412
uuid 13.0.0,11.1.0,10.0.0,9.0.1,9.0.0,8.3.2 66
chalk 5.6.2,5.4.1,5.3.0 44
chalk 4.1.2,4.1.0,4.0.0 41 ansi-styles@^4.1.0 supports-color@^7.1.0
axios 1.13.1,1.12.2,1.11.0,1.9.0,1.8.4,1.7.9,1.7.2,1.6.8,1.6.0,1.4.0 2380 follow-redirects@^1.15.6 form-data@^4.0.4 proxy-from-env@^1.1.0
redis 5.9.0,5.8.3,5.0.0 178 @redis/bloom@5.9.0 @redis/client@5.9.0 @redis/json@5.9.0 @redis/search@5.9.0 @redis/time-series@5.9.0
redis 4.7.1,4.7.0,4.6.13,4.6.7,4.6.5,4.5.1,4.3.1,4.0.0 37 @redis/bloom@1.2.0 @redis/client@1.6.1 @redis/graph@1.1.1 @redis/json@1.0.7 @redis/search@1.2.0 @redis/time-series@1.1.0
npm 11.6.2 11620
accepts 2.0.0 16 mime-types@^3.0.0 negotiator@^1.0.0
accepts 1.3.8 16 mime-types@~2.1.34 negotiator@0.6.3
content-disposition 1.0.0 19 safe-buffer@5.2.1
content-disposition 0.5.4 19 safe-buffer@5.2.1
content-type 1.0.5 11
cookie 0.7.2,0.7.1 24
cookie-signature 1.2.2 6
cookie-signature 1.0.6 4
debug 4.4.3 43 ms@^2.1.3
debug 2.6.9 83 ms@2.0.0
encodeurl 2.0.0 8
escape-html 1.0.3 4
etag 1.8.1 11
finalhandler 2.1.0 17 debug@^4.4.0 encodeurl@^2.0.0 escape-html@^1.0.3 on-finished@^2.4.1 parseurl@^1.3.3 statuses@^2.0.1
finalhandler 1.3.1 19 debug@2.6.9 encodeurl@~2.0.0 escape-html@~1.0.3 on-finished@2.4.1 parseurl@~1.3.3 statuses@2.0.1 unpipe@~1.0.0
fresh 2.0.0 11
fresh 0.5.2 11
http-errors 2.0.0 19 depd@2.0.0 inherits@2.0.4 setprototypeof@1.2.0 statuses@2.0.1 toidentifier@1.0.1
merge-descriptors 2.0.0 5
merge-descriptors 1.0.3 5
mime-types 3.0.1 20 mime-db@^1.54.0
mime-types 2.1.35 18 mime-db@1.52.0
mime-db 1.54.0 226
mime-db 1.52.0 206
mime 1.6.0 52
on-finished 2.4.1 13 ee-first@1.1.1
on-finished 2.3.0 13 ee-first@1.1.1
once 1.4.0 4 wrappy@1
parseurl 1.3.3 10
proxy-addr 2.0.7 16 forwarded@0.2.0 ipaddr.js@1.9.1
qs 6.14.0 309 side-channel@^1.1.0
qs 6.13.0 243 side-channel@^1.0.6
range-parser 1.2.1 9
router 2.2.0 44 debug@^4.4.0 depd@^2.0.0 is-promise@^4.0.0 parseurl@^1.3.3 path-to-regexp@^8.0.0
send 1.2.0 47 debug@^4.3.5 encodeurl@^2.0.0 escape-html@^1.0.3 etag@^1.8.1 fresh@^2.0.0 http-errors@^2.0.0 mime-types@^3.0.1 ms@^2.1.3 on-finished@^2.4.1 range-parser@^1.2.1 statuses@^2.0.1
send 0.19.0 50 debug@2.6.9 depd@2.0.0 destroy@1.2.0 encodeurl@~1.0.2 escape-html@~1.0.3 etag@~1.8.1 fresh@0.5.2 http-errors@2.0.0 mime@1.6.0 ms@2.1.3 on-finished@2.4.1 range-parser@~1.2.1 statuses@2.0.1
encodeurl 1.0.2 8
serve-static 2.2.0 25 encodeurl@^2.0.0 escape-html@^1.0.3 parseurl@^1.3.3 send@^1.2.0
serve-static 1.16.2 25 encodeurl@~2.0.0 escape-html@~1.0.3 parseurl@~1.3.3 send@0.19.0
statuses 2.0.2,2.0.1 13
type-is 2.0.1 21 content-type@^1.0.5 media-typer@^1.1.0 mime-types@^3.0.0
type-is 1.6.18 19 media-typer@0.3.0 mime-types@~2.1.24
vary 1.1.2 9
object-assign 4.1.1 5
basic-auth 2.0.1 10 safe-buffer@5.1.2
on-headers 1.1.0 9
safe-buffer 5.2.1 32
safe-buffer 5.1.2 32
bytes 3.1.2 12
iconv-lite 0.6.3 348 safer-buffer@>=2.1.2
iconv-lite 0.7.0 357 safer-buffer@>=2.1.2
iconv-lite 0.4.24 336 safer-buffer@>=2.1.2
safer-buffer 2.1.2 42
raw-body 3.0.1 26 bytes@3.1.2 http-errors@2.0.0 iconv-lite@0.7.0 unpipe@1.0.0
raw-body 2.5.2 24 bytes@3.1.2 http-errors@2.0.0 iconv-lite@0.4.24 unpipe@1.0.0
unpipe 1.0.0 4
destroy 1.2.0 9
negotiator 1.0.0 28
negotiator 0.6.3 27
media-typer 1.1.0 10
media-typer 0.3.0 11
ms 2.1.3 7
ms 2.0.0 7
ee-first 1.1.1 6
depd 2.0.0 27
inherits 2.0.4 4
setprototypeof 1.2.0 4
toidentifier 1.0.1 5
wrappy 1.0.2 3
forwarded 0.2.0 6
ipaddr.js 1.9.1 48
is-promise 4.0.0 5
path-to-regexp 8.3.0 55
path-to-regexp 0.1.12 7
array-flatten 1.1.1 5
methods 1.1.2 6
utils-merge 1.0.1 4
side-channel 1.1.0 31 es-errors@^1.3.0 object-inspect@^1.13.3 side-channel-list@^1.0.0 side-channel-map@^1.0.1 side-channel-weakmap@^1.0.2
side-channel-list 1.0.0 16 es-errors@^1.3.0 object-inspect@^1.13.3
side-channel-map 1.0.1 15 call-bound@^1.0.2 es-errors@^1.3.0 get-intrinsic@^1.2.5 object-inspect@^1.13.3
side-channel-weakmap 1.0.2 17 call-bound@^1.0.2 es-errors@^1.3.0 get-intrinsic@^1.2.5 object-inspect@^1.13.3 side-channel-map@^1.0.1
object-inspect 1.13.4 99
es-errors 1.3.0 12
call-bound 1.0.4 15 call-bind-apply-helpers@^1.0.2 get-intrinsic@^1.3.0
call-bind-apply-helpers 1.0.2 16 es-errors@^1.3.0 function-bind@^1.1.2
function-bind 1.1.2 31
get-intrinsic 1.3.0 42 call-bind-apply-helpers@^1.0.2 es-define-property@^1.0.1 es-errors@^1.3.0 es-object-atoms@^1.1.1 function-bind@^1.1.2 get-proto@^1.0.1 gopd@^1.2.0 has-symbols@^1.1.0 hasown@^2.0.2 math-intrinsics@^1.1.0
es-define-property 1.0.1 11
es-object-atoms 1.1.1 14 es-errors@^1.3.0
get-proto 1.0.1 12 dunder-proto@^1.0.1 es-object-atoms@^1.0.0
dunder-proto 1.0.1 16 call-bind-apply-helpers@^1.0.1 es-errors@^1.3.0 gopd@^1.2.0
gopd 1.2.0 11
has-symbols 1.1.0 21
hasown 2.0.2 9 function-bind@^1.1.2
math-intrinsics 1.1.0 22
chokidar 3.6.0 90 anymatch@~3.1.2 braces@~3.0.2 fsevents@~2.3.2 glob-parent@~5.1.2 is-binary-path@~2.1.0 is-glob@~4.0.1 normalize-path@~3.0.0 readdirp@~3.6.0
anymatch 3.1.3 11 normalize-path@^3.0.0 picomatch@^2.0.4
braces 3.0.3 50 fill-range@^7.1.1
fill-range 7.1.1 17 to-regex-range@^5.0.1
to-regex-range 5.0.1 23 is-number@^7.0.0
is-number 7.0.0 10
glob-parent 5.1.2 12 is-glob@^4.0.1
is-binary-path 2.1.0 5 binary-extensions@^2.0.0
binary-extensions 2.3.0 6
is-glob 4.0.3 14 is-extglob@^2.1.1
is-extglob 2.1.1 6
normalize-path 3.0.0 9
picomatch 2.3.1 90
readdirp 3.6.0 20 picomatch@^2.2.1
ignore-by-default 1.0.1 4
minimatch 3.1.2 35 brace-expansion@^1.1.7
brace-expansion 1.1.12 12 balanced-match@^1.0.0 concat-map@0.0.1
balanced-match 1.0.2 7
concat-map 0.0.1 7
pstree.remy 1.1.8 12
semver 7.7.3 98
simple-update-notifier 2.0.0 11 semver@^7.5.3
supports-color 5.5.0 7 has-flag@^3.0.0
supports-color 7.2.0 8 has-flag@^4.0.0
has-flag 3.0.0 4
has-flag 4.0.0 4
touch 3.1.1 14
undefsafe 2.0.5 15
ansi-styles 4.3.0 17 color-convert@^2.0.1
color-convert 2.0.1 27 color-name@~1.1.4
color-name 1.1.4 7
follow-redirects 1.15.11 30
form-data 4.0.4 46 asynckit@^0.4.0 combined-stream@^1.0.8 es-set-tostringtag@^2.1.0 hasown@^2.0.2 mime-types@^2.1.12
asynckit 0.4.0 26
combined-stream 1.0.8 12 delayed-stream@~1.0.0
delayed-stream 1.0.0 8
es-set-tostringtag 2.1.0 13 es-errors@^1.3.0 get-intrinsic@^1.2.6 has-tostringtag@^1.0.2 hasown@^2.0.2
has-tostringtag 1.0.2 17 has-symbols@^1.0.3
proxy-from-env 1.1.0 27
cluster-key-slot 1.1.2 15
generic-pool 3.9.0 95
yallist 4.0.0 15
@redis/client 5.9.0 1390 cluster-key-slot@1.1.2
@redis/client 1.6.1 690 cluster-key-slot@1.1.2 generic-pool@3.9.0 yallist@4.0.0
@redis/bloom 5.9.0 180
@redis/bloom 1.2.0 60
@redis/graph 1.1.1 25
@redis/json 5.9.0 105
@redis/json 1.0.7 40
@redis/search 5.9.0 260
@redis/search 1.2.0 75
@redis/time-series 5.9.0 190
@redis/time-series 1.1.0 65
`

/** fsevents is for macOS alone: npm leaves it out elsewhere. */
const OPTIONAL = new Set(['fsevents'])

function releases(row: string): Release[] {
  const [name, versions, size, ...needs] = row.split(' ')
  const pairs = needs.map((need) => {
    const at = need.lastIndexOf('@')
    return [need.slice(0, at), need.slice(at + 1)] as const
  })
  return versions!.split(',').map((version) => ({
    name: name!,
    version,
    size: Number(size) * 1000,
    dependencies: Object.fromEntries(pairs.filter(([needed]) => !OPTIONAL.has(needed))),
    body: bodies(name!, Number(version.split('.')[0])),
  }))
}

/** Those that ask for money. */
export const FUNDED = new Set(
  'express qs safe-buffer call-bound call-bind-apply-helpers function-bind get-intrinsic gopd has-symbols object-inspect side-channel side-channel-list side-channel-map side-channel-weakmap dotenv nodemon chokidar picomatch uuid chalk ansi-styles'.split(
    ' ',
  ),
)

/** Every release by the package's name, the newest first. */
export const stock: ReadonlyMap<string, readonly Release[]> = ROWS.trim()
  .split('\n')
  .flatMap(releases)
  .reduce((all, each) => all.set(each.name, [...(all.get(each.name) ?? []), each]), new Map<string, Release[]>())

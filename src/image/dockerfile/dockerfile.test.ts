// The Dockerfile parser: what is read, and what is refused with which words.
import { describe, expect, test } from 'vitest'
import { expandText, expandWord, expandWords, unsetVariables } from './expand.ts'
import { runForm } from './heredoc.ts'
import { DockerfileError, type Instruction, type Run } from './instruction.ts'
import { lint } from './lint.ts'
import { parseDockerfile, parseInstruction } from './parse.ts'

const one = (line: string): Instruction => parseDockerfile(`FROM busybox\n${line}\n`).stages[0]!.instructions[0]!

describe('instructions', () => {
  test.each<[string, Record<string, unknown>]>([
    [
      'RUN mkdir /opt/app',
      { name: 'RUN', json: false, args: ['mkdir /opt/app'], source: 'RUN mkdir /opt/app', line: 2 },
    ],
    ['run echo  hi', { name: 'RUN', args: ['echo  hi'], source: 'RUN echo  hi' }],
    ['RUN ["sh", "-c", "echo"]', { json: true, args: ['sh', '-c', 'echo'] }],
    ["CMD ['not', 'json']", { json: false, args: ["['not', 'json']"] }],
    ['CMD ["sh", "-c" "echo"]', { json: false, args: ['["sh", "-c" "echo"]'] }],
    ['CMD java -jar app.jar', { name: 'CMD', json: false }],
    ['ENTRYPOINT []', { name: 'ENTRYPOINT', json: true, args: [] }],
    ['COPY a b /dest/', { name: 'COPY', sources: ['a', 'b'], destination: '/dest/', link: false }],
    ['COPY ["a b", "/x"]', { sources: ['a b'], destination: '/x' }],
    ['COPY --from=build --chown=1:1 --link /a /b', { from: 'build', chown: '1:1', link: true, sources: ['/a'] }],
    ['COPY --exclude=*.md --exclude=x . /', { excludes: ['*.md', 'x'] }],
    ['ADD --checksum=sha256:1 http://x/y /z', { name: 'ADD', checksum: 'sha256:1' }],
    [
      'ENV A=1 B="two words" C=x\\ y',
      {
        pairs: [
          { key: 'A', value: '1' },
          { key: 'B', value: '"two words"' },
          { key: 'C', value: 'x\\ y' },
        ],
        legacy: false,
      },
    ],
    ['ENV GREETING hello there', { pairs: [{ key: 'GREETING', value: 'hello there' }], legacy: true }],
    ['LABEL a.b="c"', { name: 'LABEL', pairs: [{ key: 'a.b', value: '"c"' }] }],
    ['EXPOSE 80 443/tcp', { ports: ['80', '443/tcp'] }],
    ['VOLUME ["/data", "/log"]', { paths: ['/data', '/log'] }],
    ['VOLUME /data /log', { paths: ['/data', '/log'] }],
    ['USER app:app', { name: 'USER', value: 'app:app' }],
    ['WORKDIR /a b', { value: '/a b' }],
    ['ARG V=1.0 W', { args: [{ key: 'V', value: '1.0' }, { key: 'W' }] }],
    ['SHELL ["/bin/bash", "-c"]', { args: ['/bin/bash', '-c'] }],
    ['HEALTHCHECK NONE', { health: { Test: ['NONE'] } }],
    [
      'HEALTHCHECK --interval=5s --retries=3 CMD curl -f localhost',
      { health: { Test: ['CMD-SHELL', 'curl -f localhost'], Interval: 5e9, Retries: 3 } },
    ],
    ['HEALTHCHECK CMD ["true"]', { health: { Test: ['CMD', 'true'] } }],
    ['ONBUILD RUN make', { name: 'ONBUILD', expression: 'RUN make' }],
    [
      'RUN --mount=type=cache,target=/c --network=none make',
      { args: ['make'], network: 'none', mounts: [{ type: 'cache', target: '/c', readonly: false, required: false }] },
    ],
  ])('%s', (line, expected) => {
    expect(one(line)).toMatchObject(expected)
  })

  test('continuations, comments and empty lines between them', () => {
    const read = parseDockerfile('# hi\nFROM busybox AS One\nRUN a \\\n  # no\n\n    b \\\n  c\nCMD x')
    expect(read.stages[0]!.from.as).toBe('one')
    expect(read.stages[0]!.instructions[0]).toMatchObject({ args: ['a     b   c'], line: 3, endLine: 7 })
    expect(read.emptyContinuations).toEqual([7])
    expect(read.stages[0]!.instructions[1]).toMatchObject({ name: 'CMD', line: 8 })
  })

  test('directives, global arguments, stages', () => {
    const read = parseDockerfile(
      '# syntax=docker/dockerfile:1\n# escape=`\nARG BASE=busybox\nFROM --platform=linux/amd64 $BASE AS build\nRUN a `\n  b\nFROM scratch\nCOPY --from=build /a /a\n',
    )
    expect([read.syntax, read.escape, read.globals[0]!.args[0]]).toEqual([
      'docker/dockerfile:1',
      '`',
      { key: 'BASE', value: 'busybox' },
    ])
    expect(read.stages.map(({ from }) => [from.base, from.as, from.platform])).toEqual([
      ['$BASE', 'build', 'linux/amd64'],
      ['scratch', undefined, undefined],
    ])
    expect(read.stages[0]!.instructions[0]).toMatchObject({ args: ['a   b'] })
  })

  test('heredocs', () => {
    expect(runForm(one('RUN <<EOF\necho $A\necho b\nEOF') as Run)).toEqual({ kind: 'shell', text: 'echo $A\necho b\n' })
    expect(runForm(one('RUN <<EOF\n#!/usr/bin/env python\nprint()\nEOF') as Run).kind).toBe('script')
    expect(runForm(one('RUN cat <<EOF > /x\nhi\nEOF') as Run)).toEqual({
      kind: 'shell',
      text: 'cat <<EOF > /x\nhi\nEOF',
    })
    expect(one('COPY <<EOT <<-"RAW" /dir/\nhi\nEOT\n\t$no\n\tRAW')).toMatchObject({
      contents: [
        { name: 'EOT', content: 'hi\n', expand: true },
        { name: 'RAW', content: '$no\n', expand: false },
      ],
      sources: [],
      destination: '/dir/',
    })
    expect(parseInstruction('CMD ["a"]')).toMatchObject({ name: 'CMD', args: ['a'] })
  })
})

const refusal = (text: string): DockerfileError | undefined => {
  try {
    parseDockerfile(text)
  } catch (error) {
    if (error instanceof DockerfileError) return error
    throw error
  }
  return undefined
}

describe('refusals', () => {
  test.each([
    ['FORM busybox', 'dockerfile parse error on line 1: unknown instruction: FORM (did you mean FROM?)'],
    ['FROM busybox\nBOGUS instruction', 'dockerfile parse error on line 2: unknown instruction: BOGUS'],
    [
      'FROM busybox\nCOPY',
      'dockerfile parse error on line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined',
    ],
    ['FROM busybox\nENV novalue', 'ENV must have two arguments'],
    ['FROM busybox\nENV A=1 B', 'Syntax error - can\'t find = in "B". Must be of the form: name=value'],
    ['FROM busybox\nENV', 'dockerfile parse error on line 2: ENV requires at least one argument'],
    ['RUN echo no from', 'no build stage in current context'],
    ['', 'file with no instructions'],
    ['\n# only\n', 'file with no instructions'],
    ['FROM', 'dockerfile parse error on line 1: FROM requires either one or three arguments'],
    ['FROM a b c d', 'dockerfile parse error on line 1: FROM requires either one or three arguments'],
    [
      'FROM a AS 1st',
      'dockerfile parse error on line 1: invalid name for build stage: "1st", name can\'t start with a number or contain symbols',
    ],
    ['FROM a\nUSER', 'dockerfile parse error on line 2: USER requires exactly one argument'],
    ['FROM a\nCOPY --form=b /x /y', 'dockerfile parse error on line 2: unknown flag: --form (did you mean from?)'],
    ['FROM a\nCOPY --from /x /y', 'dockerfile parse error on line 2: missing a value on flag: from'],
    ['FROM a\nCMD ["a", 1]', 'When using JSON array syntax, arrays must be comprised of strings only.'],
    ['FROM a\nSHELL bash', 'dockerfile parse error on line 2: SHELL requires the arguments to be in JSON form'],
    ['FROM a\nONBUILD FROM b', "dockerfile parse error on line 2: FROM isn't allowed as an ONBUILD trigger"],
    ['FROM a\nHEALTHCHECK --interval=5 CMD x', 'dockerfile parse error on line 2: time: missing unit in duration "5"'],
    [
      'FROM a\nRUN --mount=type=cahce true',
      'dockerfile parse error on line 2: unsupported mount type "cahce" (did you mean cache?)',
    ],
    ['FROM a\nRUN <<EOF\nx', 'unterminated heredoc'],
    ['# escape=x\nFROM a', "invalid escape token 'x' does not match ` or \\"],
  ])('%j', (text, message) => {
    expect(refusal(text)?.message).toBe(message)
  })

  test('the classic builder words some of them its own way', () => {
    const classic = (text: string) => refusal(text)?.classic('Dockerfile')
    expect(classic('FROM busybox\nENV novalue')).toBe('failed to parse Dockerfile: ENV must have two arguments')
    expect(classic('FROM busybox\nBOGUS x')).toBe('dockerfile parse error on line 2: unknown instruction: BOGUS')
    expect(classic('# only')).toBe('failed to parse Dockerfile: file with no instructions')
    expect(classic('RUN x')).toBe('no build stage in current context')
  })
})

const env = new Map([
  ['A', 'one'],
  ['EMPTY', ''],
  ['PATH', '/usr/bin:/bin'],
  ['FILE', 'a.tar.gz'],
])

describe('variables', () => {
  test.each([
    ['$A', 'one'],
    ['${A}x', 'onex'],
    ['$Ax', ''],
    ['\\$A', '$A'],
    ["'$A'", '$A'],
    ['"$A b"', 'one b'],
    ['${NO:-word}', 'word'],
    ['${EMPTY:-word}', 'word'],
    ['${EMPTY-word}', ''],
    ['${NO:-$A}', 'one'],
    ['${A:+set}', 'set'],
    ['${NO:+set}', ''],
    ['${FILE%.*}', 'a.tar'],
    ['${FILE%%.*}', 'a'],
    ['${FILE#*.}', 'tar.gz'],
    ['${FILE##*.}', 'gz'],
    ['${FILE/tar/zip}', 'a.zip.gz'],
    ['${PATH//bin/x}', '/usr/x:/x'],
    ['x\\ y', 'x y'],
    ['cost: $', 'cost: $'],
  ])('%s → %s', (word, value) => {
    expect(expandWord(word, env)).toBe(value)
  })

  test('words are split after they are expanded', () => {
    expect(expandWords('a "b c" $A', env)).toEqual(['a', 'b c', 'one'])
    expect(expandText('say "$A"\n', env)).toBe('say "one"\n')
    expect(unsetVariables('$NOPE $A ${X:-1}', env)).toEqual(['NOPE'])
  })

  test.each([
    ['${A', 'failed to process "${A": syntax error: missing \'}\''],
    ['${}', 'failed to process "${}": syntax error: bad substitution'],
    ['${A!x}', 'failed to process "${A!x}": unsupported modifier (!) in substitution'],
    ['${NO:?needed}', 'failed to process "${NO:?needed}": NO: needed'],
    ['"open', 'failed to process "\\"open": unexpected end of statement while looking for matching double-quote'],
  ])('%s is refused', (word, message) => {
    expect(() => expandWord(word, env)).toThrow(message)
  })
})

describe('warnings', () => {
  const rules = (text: string, base: string[] | 'unknown' = ['PATH']) => {
    const file = parseDockerfile(text)
    const all = file.stages.map((_, i) => i)
    return lint(file, all, () => (base === 'unknown' ? undefined : base)).map(({ rule, line }) => `${rule} ${line}`)
  }
  test.each<[string, string[]]>([
    ['FROM a\nCMD echo hi\n', ['JSONArgsRecommended 2']],
    ['FROM a\nSHELL ["/bin/bash", "-c"]\nCMD echo hi\n', []],
    [
      'from a as b\nMAINTAINER me\nENV a b\n',
      ['MaintainerDeprecated 2', 'ConsistentInstructionCasing 1', 'LegacyKeyValueFormat 3'],
    ],
    ['FROM a as B\n', ['StageNameCasing 1', 'FromAsCasing 1']],
    ['FROM a AS b\nFROM b AS b\n', ['DuplicateStageName 2']],
    ['FROM a\nWORKDIR app\nWORKDIR b\n', ['WorkdirRelativePath 2']],
    ['FROM a\nCOPY $NOPE $PATH\n', ['UndefinedVar 2']],
    ['ARG V\nFROM a:$V\nFROM b:$W\n', ['UndefinedArgInFrom 3']],
    ['FROM a\nARG DB_PASSWORD\nENV PUBLIC_KEY=1\n', ['SecretsUsedInArgOrEnv 2']],
    ['FROM a\nCMD ["a"]\nCMD ["b"]\n', ['MultipleInstructionsDisallowed 2']],
    ['FROM --platform=linux/amd64 a\n', ['FromPlatformFlagConstDisallowed 1']],
    ['FROM a\nEXPOSE 80:80 53/UDP\n', ['ExposeInvalidFormat 2', 'ExposeProtoCasing 2']],
  ])('%j', (text, expected) => {
    expect(rules(text)).toEqual(expected)
  })
  test('of variables only where it is known what the base brings', () => {
    expect(rules('FROM a\nCOPY $NOPE /\n', 'unknown')).toEqual([])
  })
})

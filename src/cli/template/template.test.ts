// Go templates as `docker inspect -f` and `kubectl -o go-template` users write them.
import { describe, expect, it } from 'vitest'
import { type TemplateOptions, compileTemplate } from './execute.ts'
import { dockerFunctions } from './functions.ts'
import { Struct } from './value.ts'

const run = (text: string, data: unknown, options: TemplateOptions = { functions: dockerFunctions }) =>
  compileTemplate(text, options)(data)

const message = (text: string, data: unknown = {}, options?: TemplateOptions) => {
  try {
    run(text, data, options)
  } catch (error) {
    return (error as Error).message
  }
  return undefined
}

const container = {
  Name: '/web',
  State: { Status: 'running', Pid: 42 },
  Env: ['A=1', 'B=2'],
  Ports: { '80/tcp': [{ HostPort: '8080' }], '443/tcp': null },
}

describe('templates', () => {
  it('reads fields, indexes and functions', () => {
    expect(run('{{.Name}} {{.State.Status}}', container)).toBe('/web running')
    expect(run('{{(index (index .Ports "80/tcp") 0).HostPort}}', container)).toBe('8080')
    expect(run('{{json .Env}} {{len .Env}} {{.Env}}', container)).toBe('["A=1","B=2"] 2 [A=1 B=2]')
    expect(run('{{upper (slice .Name 1)}} {{printf "%-5s|%03d|%q" "a" 7 "x"}}', container)).toBe('WEB a    |007|"x"')
    expect(run('{{join .Env ", "}}{{"\\n"}}', container)).toBe('A=1, B=2\n')
  })

  it('ranges, declares, decides', () => {
    expect(run('{{range $k, $v := .Ports}}{{$k}}={{if $v}}{{len $v}}{{else}}none{{end}} {{end}}', container)).toBe(
      '443/tcp=none 80/tcp=1 ',
    )
    expect(run('{{range $i, $e := .Env}}{{if $i}}, {{end}}{{$e}}{{end}}', container)).toBe('A=1, B=2')
    expect(run('{{range .Nothing}}x{{else}}empty{{end}}', container)).toBe('empty')
    expect(run('{{$x := 1}}{{if eq $x 2 1}}yes{{else if true}}no{{end}}', container)).toBe('yes')
    expect(run('{{range .Env}}{{if eq . "B=2"}}{{break}}{{end}}{{.}}{{end}}', container)).toBe('A=1')
    expect(run('{{with .State}}{{.Pid}}{{end}}', container)).toBe('42')
    expect(run('{{define "t"}}[{{.}}]{{end}}{{template "t" .Name}}', container)).toBe('[/web]')
    expect(run('a {{- " b " -}} c', container)).toBe('a b c')
    expect(run('{{.State.Pid | printf "%d!" | html}}', container)).toBe('42!')
    expect(run('{{and .Name 0}} {{or "" .Name}} {{not .Name}}', container)).toBe('0 /web false')
  })

  it('says what Go says', () => {
    expect(message('{{.ID')).toBe('template: :1: unclosed action')
    expect(message('{{if}}')).toBe('template: :1: missing value for if')
    expect(message('{{nope 1}}')).toBe('template: :1: function "nope" not defined')
    expect(message('{{.State.Nope}}', container, { strict: true })).toBe(
      'template: :1:8: executing "" at <.State.Nope>: map has no entry for key "Nope"',
    )
    expect(message('{{.Bogus}}', new Struct('*formatter.imageContext', { ID: '1' }))).toBe(
      `template: :1:2: executing "" at <.Bogus>: can't evaluate field Bogus in type *formatter.imageContext`,
    )
    expect(run('{{.Missing}}', {})).toBe('<no value>')
  })
})

// `$(NAME)` in a container's command, arguments and environment (third_party/forked/golang/expansion).

/** Unknown names stay as they are; `$$` is a dollar sign. */
export function expand(text: string, variables: ReadonlyMap<string, string>): string {
  return text.replace(/\$(\$|\(([^()]*)\))/g, (whole, sign: string, name: string | undefined) => {
    if (sign === '$') return '$'
    return variables.get(name ?? '') ?? whole
  })
}

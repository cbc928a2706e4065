// Text in lines of a width, indented.

const WIDTH = 80

/** Every line indented by `indent`; words are not cut. */
export function wrapped(text: string, indent: number): string {
  const pad = ' '.repeat(indent)
  return text
    .split('\n')
    .flatMap((paragraph) => {
      const lines: string[] = []
      let line = ''
      for (const word of paragraph.split(' ')) {
        if (line && line.length + 1 + word.length > WIDTH - indent) {
          lines.push(line)
          line = word
        } else line = line ? `${line} ${word}` : word
      }
      return [...lines, line]
    })
    .map((line) => (pad + line).trimEnd())
    .join('\n')
}

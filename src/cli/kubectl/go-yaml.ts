// What go-yaml reads beyond YAML 1.2: yes, no, on and off are switches, and a leading 0 makes a number octal.
import type { ScalarTag, Tags } from 'yaml'

const SWITCH = /^(?:y|Y|yes|Yes|YES|on|On|ON|n|N|no|No|NO|off|Off|OFF)$/
const OCTAL = /^[-+]?0[0-7_]+$/

const switchTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: SWITCH,
  resolve: (word) => /^(?:y|on)/i.test(word),
}

const octalTag: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: OCTAL,
  resolve: (word) => {
    const digits = Number.parseInt(word.replace(/[-+_]/g, ''), 8)
    return word.startsWith('-') ? -digits : digits
  },
}

/** For the `customTags` of the parser. */
export const goYamlTags = (tags: Tags): Tags => [switchTag, octalTag, ...tags]

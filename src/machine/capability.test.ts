// What root in a container may do, and when a kernel makes no more processes.
import { expect, test } from 'vitest'
import { adjusted, ALL_CAPABILITIES, capabilityMask } from './capability.ts'
import { limitsText } from './rlimit.ts'

test.each([
  [[], [], '00000000a80425fb'],
  [['NET_ADMIN'], [], '00000000a80435fb'],
  [['cap_sys_time'], ['ALL'], '0000000002000000'],
  [[], ['CAP_CHOWN', 'net_raw'], '00000000a80405fa'],
  [['ALL'], ['SYS_ADMIN'], '000001ffffdfffff'],
])('adding %j and dropping %j leaves %s', (add, drop, mask) => {
  expect(capabilityMask(adjusted(add, drop))).toBe(mask)
})

test('all of them', () => expect(capabilityMask(ALL_CAPABILITIES)).toBe('000001ffffffffff'))

test('limits as /proc shows them', () => {
  const text = limitsText(new Map([['nofile', { soft: 100, hard: Infinity }]]))
  expect(text).toContain('Max open files            100                  unlimited            files     \n')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { judgeAddress, judgeResolved } from './judge-address.ts'
import { isAddress, judgeHost } from './judge-host.ts'
import type { LoopbackAllowance } from './loopback.ts'
import { judgedHosts, zoned } from './testing/hosts.ts'

const rules = (loopback: LoopbackAllowance, ownAddresses: readonly string[] = []) => ({ loopback, ownAddresses })

for (const [what, { verdict, hosts }] of Object.entries(judgedHosts)) {
  test(`${what}: ${verdict} (R49)`, () => {
    for (const host of hosts) {
      assert.equal(judgeHost(host, 554, rules('none')) ?? 'fit', verdict, host)
      // What a name leads to is judged as if it had been written.
      if (isAddress(host)) assert.equal(judgeResolved(host, 554, rules('none')) ?? 'fit', verdict, host)
    }
  })
}

test('an address with a zone is refused, whatever it would be without', () => {
  for (const host of zoned) {
    assert.equal(judgeHost(host, 554, rules('any')), 'range', host)
    assert.equal(judgeResolved(host, 554, rules('any')), 'range', host)
  }
})

test('what a resolver gives that is no address is refused', () => {
  for (const text of ['not an address', '', '0x7f.1', '2130706433']) {
    assert.equal(judgeResolved(text, 554, rules('any')), 'invalid', text)
  }
})

test('the machine’s own addresses are loopback in every spelling', () => {
  const own = rules('none', ['192.168.7.2', 'fd00::0:7', 'fe80::1%eth0', '::1'])
  for (const host of ['192.168.7.2', '::ffff:192.168.7.2', 'fd00::7', 'fd00:0::7']) {
    assert.equal(judgeHost(host, 554, own), 'own', host)
  }
  assert.equal(judgeHost('192.168.7.3', 554, own), null)
  assert.equal(judgeHost('192.168.7.2', 554, { ...own, loopback: 'any' }), null)
})

test('loopback opens wholly, or for exactly the literal endpoints that were named', () => {
  const listed = rules(['127.0.0.1:8554', '[::1]:9000', 'localhost:8554'])
  assert.equal(judgeHost('127.0.0.1', 8554, listed), null)
  assert.equal(judgeHost('::ffff:127.0.0.1', 8554, listed), null)
  assert.equal(judgeHost('0:0::1', 9000, listed), null)
  assert.equal(judgeHost('127.0.0.1', 8555, listed), 'own')
  assert.equal(judgeHost('127.0.0.2', 8554, listed), 'own')
  // By name nothing is listed: a name can point anywhere.
  assert.equal(judgeHost('localhost', 8554, listed), 'own')
  assert.equal(judgeResolved('127.0.0.1', 8554, listed), 'own')
  assert.equal(judgeHost('localhost', 8554, rules('any')), null)
  assert.equal(judgeResolved('127.0.0.1', 8554, rules('any')), null)
})

test('the allowance opens nothing but loopback', () => {
  for (const { verdict, hosts } of Object.values(judgedHosts)) {
    if (verdict === 'own' || verdict === 'fit') continue
    for (const host of hosts) assert.equal(judgeHost(host, 554, rules('any')), verdict, host)
  }
})

test('an address that is fit is judged alike when written in another way', () => {
  assert.equal(judgeAddress('FD00:EC2::0254', 554, rules('none')), 'metadata')
  assert.equal(judgeAddress('::FFFF:6464:64C8', 554, rules('none')), 'metadata')
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addressBucket, clientAddress, parseCidr } from './client-address.ts'

const proxies = ['10.0.0.0/8', 'fd00::/8', '192.0.2.7'].map(parseCidr)

test('without trusted proxies only the socket counts (R10)', () => {
  assert.equal(clientAddress('203.0.113.5', '1.1.1.1, 2.2.2.2', []), '203.0.113.5')
})

test('the address left of the last trusted hop counts; what the client put further left does not', () => {
  assert.equal(clientAddress('10.0.0.1', '6.6.6.6, 203.0.113.5', proxies), '203.0.113.5')
  assert.equal(clientAddress('10.0.0.1', '6.6.6.6, 203.0.113.5, 10.1.1.1, 192.0.2.7', proxies), '203.0.113.5')
  assert.equal(clientAddress('203.0.113.9', '6.6.6.6, 10.0.0.1', proxies), '203.0.113.9')
})

test('nonsense in the header ends the walk at the hop that wrote it', () => {
  assert.equal(clientAddress('10.0.0.1', '203.0.113.5, not-an-address', proxies), '10.0.0.1')
  assert.equal(clientAddress('10.0.0.1', '', proxies), '10.0.0.1')
})

test('an IPv4 address inside IPv6 is the same client', () => {
  assert.equal(clientAddress('::ffff:203.0.113.5', undefined, proxies), '203.0.113.5')
  assert.equal(clientAddress('::ffff:10.0.0.1', '203.0.113.5', proxies), '203.0.113.5')
})

test('limits count an IPv4 address, or a whole /64: its holder has all of it', () => {
  assert.equal(addressBucket('203.0.113.5'), '203.0.113.5')
  assert.equal(addressBucket('2001:db8:1:2:aaaa::1'), addressBucket('2001:db8:1:2:bbbb::2'))
  assert.notEqual(addressBucket('2001:db8:1:2::1'), addressBucket('2001:db8:1:3::1'))
  assert.equal(addressBucket(''), 'unknown')
})

import assert from 'node:assert/strict'
import { isIP } from 'node:net'
import { test } from 'node:test'
import { judgedHosts, zoned } from '@nightjar/shared/address-policy/testing/hosts.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { parseCameraUrl } from '../capture/rtsp/url.ts'
import { type Network, systemNetwork } from '../platform/network.ts'
import { type AddressPolicy, resolveCameraAddress } from './address-policy.ts'

const own = ['192.168.7.2', '127.0.0.1', '::1', 'fe80::1%eth0']

function network(addresses: string[] = []): Network {
  return { ...systemNetwork, ownAddresses: () => own, resolve: async () => addresses }
}

async function verdict(host: string, policy: AddressPolicy = { allowLoopback: 'none' }, names: string[] = []) {
  try {
    return await resolveCameraAddress(parseCameraUrl(`rtsp://${host}/x`), policy, network(names))
  } catch (error) {
    assert.ok(error instanceof AppError)
    return error.code
  }
}

test('the site’s own network and public addresses are allowed (R49)', async () => {
  for (const host of ['192.168.1.10', '10.0.0.9', '172.16.3.4', '100.64.0.1', '8.8.8.8', '[fd00::5]', '[2a00::1]']) {
    assert.deepEqual(await verdict(host), [host.replace(/[[\]]/g, '')], host)
  }
})

test('this machine, links, metadata, groups and odd spellings are refused (R49)', async () => {
  const hosts = [
    '127.0.0.1',
    '127.1.2.3',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '0177.0.0.1',
    '2130706433',
    '0x7f000001',
    '0x7f.1',
    '127.1',
    '127.0.0.01',
    '0.0.0.0',
    '[::]',
    '169.254.169.254',
    '[::ffff:169.254.169.254]',
    '169.254.3.4',
    '[fe80::1]',
    '[fd00:ec2::254]',
    '100.100.100.200',
    '224.0.0.1',
    '239.255.255.250',
    '[ff02::1]',
    '255.255.255.255',
    '240.0.0.1',
    '192.168.7.2',
    '[::ffff:192.168.7.2]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
  ]
  for (const host of hosts) assert.equal(await verdict(host), 'camera.source-refused', host)
})

test('every class of address is judged here as the control plane judges it, written and resolved (R49)', async () => {
  const any = '10.0.0.5'
  for (const [what, { verdict: expected, hosts }] of Object.entries(judgedHosts)) {
    for (const host of hosts) {
      const found = await verdict(host.includes(':') ? `[${host}]` : host, undefined, [any])
      assert.equal(found === 'camera.source-refused', expected !== 'fit', `${what}: ${host}`)
      if (isIP(host) === 0) continue
      const resolved = await verdict('cam.lan', undefined, [any, host])
      assert.equal(resolved === 'camera.source-refused', expected !== 'fit', `${what}: cam.lan is ${host}`)
    }
  }
  for (const address of zoned) assert.equal(await verdict('cam.lan', undefined, [address]), 'camera.source-refused')
})

test('a name is refused when any of its addresses is', async () => {
  const none = { allowLoopback: 'none' } as const
  assert.deepEqual(await verdict('cam.lan', none, ['fd00::5', '10.0.0.5']), ['10.0.0.5', 'fd00::5'])
  assert.equal(await verdict('cam.lan', none, ['10.0.0.5', '127.0.0.1']), 'camera.source-refused')
  assert.equal(await verdict('cam.lan', none, ['not an address']), 'camera.source-refused')
  assert.equal(await verdict('cam.lan', none, []), 'camera.name-unknown')
})

test('loopback opens for rigs, wholly or for exactly the endpoints that were named', async () => {
  assert.deepEqual(await verdict('127.0.0.1:8554', { allowLoopback: 'any' }), ['127.0.0.1'])
  const listed = { allowLoopback: ['127.0.0.1:8554', '[::1]:9000'] }
  assert.deepEqual(await verdict('127.0.0.1:8554', listed), ['127.0.0.1'])
  assert.deepEqual(await verdict('[::1]:9000', listed), ['::1'])
  assert.equal(await verdict('127.0.0.1:8555', listed), 'camera.source-refused')
  assert.equal(await verdict('169.254.169.254:8554', { allowLoopback: 'any' }), 'camera.source-refused')
})

test('a name that points to a listed endpoint is refused all the same: only its literal address was allowed', async () => {
  const listed = { allowLoopback: ['127.0.0.1:8554'] }
  assert.equal(await verdict('cam.example:8554', listed, ['127.0.0.1']), 'camera.source-refused')
  assert.deepEqual(await verdict('cam.lan:8554', listed, ['10.0.0.5']), ['10.0.0.5'])
  assert.deepEqual(await verdict('cam.lan:8554', { allowLoopback: 'any' }, ['127.0.0.1']), ['127.0.0.1'])
})

import type { AddressRefusal } from '../refusal.ts'

type Verdict = AddressRefusal | 'fit'

/** Every class of address in every spelling, and what is thought of it where nothing is allowed; IPv6 without brackets. */
export const judgedHosts: Readonly<Record<string, { readonly verdict: Verdict; readonly hosts: readonly string[] }>> = {
  'private, RFC 1918': { verdict: 'fit', hosts: ['10.0.0.9', '172.16.3.4', '192.168.1.10', '::ffff:192.168.1.10'] },
  public: { verdict: 'fit', hosts: ['8.8.8.8', '::ffff:808:808', '2a00::1', '2A00:0:0::1'] },
  'carrier-grade NAT': { verdict: 'fit', hosts: ['100.64.0.1', '::ffff:100.64.0.1'] },
  'unique local': { verdict: 'fit', hosts: ['fd00::5', 'fd12:3456:789a:1:0:0:0:5', 'FD00::5'] },
  documentation: { verdict: 'fit', hosts: ['192.0.2.1', '198.51.100.1', '203.0.113.9', '2001:db8::1'] },
  names: { verdict: 'fit', hosts: ['camera.lan', 'cam_1', 'localhost.example', '10.0.0.1.example', 'fe80.lan'] },
  loopback: {
    verdict: 'own',
    hosts: ['127.0.0.1', '127.1.2.3', '::1', '0:0:0:0:0:0:0:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:7F00:1'],
  },
  'names of loopback': { verdict: 'own', hosts: ['localhost', 'cam.localhost', 'ip6-localhost', 'ip6-loopback'] },
  metadata: {
    verdict: 'metadata',
    hosts: ['100.100.100.200', '168.63.129.16', '192.0.0.192', 'fd00:ec2::254', 'fd00:ec2:0::254', '::ffff:a83f:8110'],
  },
  'names of metadata': { verdict: 'metadata', hosts: ['metadata', 'metadata.google.internal', 'instance-data'] },
  'link-local': {
    verdict: 'range',
    hosts: ['169.254.3.4', '169.254.169.254', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', 'fe80::1'],
  },
  unspecified: { verdict: 'range', hosts: ['0.0.0.0', '0.1.2.3', '::', '::ffff:0.0.0.0'] },
  multicast: { verdict: 'range', hosts: ['224.0.0.1', '239.255.255.250', 'ff02::1'] },
  'broadcast and future use': { verdict: 'range', hosts: ['255.255.255.255', '240.0.0.1', '250.1.2.3'] },
  'protocol assignments': { verdict: 'range', hosts: ['192.0.0.1', '192.88.99.1', '2001:1::1', '3fff::1'] },
  benchmarking: { verdict: 'range', hosts: ['198.18.0.1', '198.19.255.1', '2001:2::1'] },
  AS112: { verdict: 'range', hosts: ['192.175.48.1', '192.31.196.1', '2001:4:112::1', '2620:4f:8000::1'] },
  AMT: { verdict: 'range', hosts: ['192.52.193.1', '2001:3::1'] },
  'site-local, discard, ORCHID': { verdict: 'range', hosts: ['fec0::1', '100::1', '2001:10::1', '2001:20::1'] },
  'IPv4-compatible': { verdict: 'range', hosts: ['::127.0.0.1', '::7f00:1', '::10.0.0.5'] },
  'IPv4-translated': { verdict: 'range', hosts: ['::ffff:0:7f00:1', '::ffff:0:a00:5'] },
  NAT64: { verdict: 'range', hosts: ['64:ff9b::7f00:1', '64:ff9b::127.0.0.1', '64:ff9b::808:808', '64:ff9b:1::a00:5'] },
  '6to4': { verdict: 'range', hosts: ['2002:7f00:1::', '2002:a9fe:a9fe::1', '2002:808:808::1'] },
  Teredo: { verdict: 'range', hosts: ['2001:0:7f00:1::1'] },
  octal: { verdict: 'spelling', hosts: ['0177.0.0.1', '127.0.0.01', '010.0.0.5', '08.0.0.1'] },
  hexadecimal: { verdict: 'spelling', hosts: ['0x7f000001', '0x7f.1', '0x7F.0x0.0x0.0x1', '0xa.0.0.5'] },
  'one number': { verdict: 'spelling', hosts: ['2130706433', '3232235777', '0'] },
  'fewer and more than four parts': { verdict: 'spelling', hosts: ['127.1', '10.5', '10.0.5', '1.2.3.4.5'] },
  'no address': { verdict: 'invalid', hosts: ['10.0.0.999', '::ffff:10.0.0.999', '1::2::3', ':', '12345::'] },
  'other spellings within IPv6': {
    verdict: 'invalid',
    hosts: ['::ffff:0177.0.0.1', '::ffff:0x7f.0.0.1', '::ffff:127.1'],
  },
}

/** No address of a URL has a zone; a resolver's answer may. */
export const zoned: readonly string[] = ['fe80::1%eth0', 'fd00:ec2::254%eth0', 'fd00::5%1', '::1%lo']

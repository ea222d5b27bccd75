import { join } from 'node:path'

export interface CephPorts {
  readonly monitor: number
  readonly gateway: number
}

/**
 * One monitor, one object store in memory, one S3 gateway. Without cephx, so loopback only; with it off, radosgw insists
 * on secure mode to the monitor and loops on EACCES unless it is told `crc`. Replication and crush rules shrink to one.
 */
export function cephConfig(folder: string, fsid: string, ports: CephPorts): string {
  return `[global]
fsid = ${fsid}
mon host = v2:127.0.0.1:${ports.monitor}
mon initial members = a
public addr = 127.0.0.1
auth cluster required = none
auth service required = none
auth client required = none
auth supported = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 4
osd pool default pgp num = 4
osd pool default pg autoscale mode = off
mon allow pool size one = true
mon max pg per osd = 2000
mon data avail warn = 1
mon data avail crit = 0
osd crush chooseleaf type = 0
osd objectstore = memstore
memstore device bytes = 2G
ms bind ipv4 = true
ms bind ipv6 = false
ms mon client mode = crc secure
ms mon service mode = crc secure
ms mon cluster mode = crc secure
run dir = ${join(folder, 'run')}
admin socket = ${join(folder, 'run', '$name.$pid.asok')}
pid file = ${join(folder, 'run', '$name.pid')}
log file = ${join(folder, 'log', '$name.log')}
mon data = ${join(folder, 'mon')}
osd data = ${join(folder, 'osd')}

[client.rgw]
ms mon client mode = crc
rgw data = ${join(folder, 'rgw')}
rgw frontends = beast endpoint=127.0.0.1:${ports.gateway}
rgw dynamic resharding = false
rgw enable usage log = false
rgw run sync thread = false
`
}

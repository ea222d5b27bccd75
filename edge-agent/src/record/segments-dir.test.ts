import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testId } from '../testing/records.ts'
import { SimulatedDisk } from '../testing/simulated-disk.ts'
import { checkSegmentsDir } from './segments-dir.ts'

const segmentsDir = '/segments'
const check = (disk: SimulatedDisk, expectedId: string | null) =>
  checkSegmentsDir({ segmentsDir, disk, expectedId, newId: testId })

describe('folder of segments', () => {
  it('is made, marked and recognised', async () => {
    const disk = new SimulatedDisk()
    const id = await check(disk, null)
    assert.equal(await check(disk, id), id)
    assert.equal(await check(disk, null), id, 'an index that was lost takes the folder over')
    assert.equal(
      await check(
        disk.reboot('power', () => 0),
        id,
      ),
      id,
      'the mark survives a power cut',
    )
  })

  it('is refused where the disk is not mounted or another one is, and nothing is written', async () => {
    const id = await check(new SimulatedDisk(), null)
    const empty = new SimulatedDisk()
    await empty.makeFolder(segmentsDir)
    await assert.rejects(check(empty, id), { code: 'disk.wrong-folder' })
    assert.equal(empty.files().size, 0)
    const other = new SimulatedDisk()
    await check(other, null)
    await assert.rejects(check(other, id), { code: 'disk.wrong-folder' })
  })

  it('takes a mark that makes no sense for none', async () => {
    const disk = new SimulatedDisk()
    await disk.makeFolder(segmentsDir)
    const file = await disk.create(`${segmentsDir}/meta.json`)
    await file.writev([Buffer.from('{"kind":')], 0)
    await assert.rejects(check(disk, testId()), { code: 'disk.wrong-folder' })
  })
})

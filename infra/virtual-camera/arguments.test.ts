import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseArguments } from './arguments.ts'

test('the command line says what it takes, and names what it does not', () => {
  const options = parseArguments(
    '--port 18554 --camera a --camera b-2 --main 1920x1080@20:3000 --codec h265 --audio aac --user u:p:q --auth digest'.split(
      ' ',
    ),
  )
  assert.equal(options.port, 18_554)
  assert.deepEqual(options.cameras, ['a', 'b-2'])
  assert.deepEqual(options.main, { width: 1920, height: 1080, framesPerSecond: 20, bitsPerSecond: 3_000_000 })
  assert.deepEqual(options.credentials, { user: 'u', password: 'p:q', scheme: 'digest' })
  for (const [args, word] of [
    [['--port', 'x'], '--port'],
    [['--camera', 'A b'], '--camera'],
    [['--main', '1281x720@15:1500'], '--main'],
    [['--codec', 'mjpeg'], '--codec'],
    [['--user', 'nobody'], '--user'],
    [['--unknown'], '--unknown'],
  ] as const) {
    assert.throws(() => parseArguments(args), new RegExp(word))
  }
})

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { entriesPerWindow, windowMs } from '@nightjar/control-plane/services/recording/rules/judge-budget.ts'
import { Scene, t0 } from '@nightjar/edge-agent/ledger/testing/keeper-scene.ts'

const hourMs = 3_600_000

/** Cameras that can hardly be recorded, each by what happens again and again. Figures in ms are of the agent's code. */
const worst: Record<string, { again: (scene: Scene) => Promise<void>; most: number }> = {
  'segments of five seconds, the shortest that can be set': {
    again: async scene => {
      scene.connect()
      await scene.pass(4750)
      scene.cut(false)
    },
    most: 800,
  },
  'a camera that hangs up every five seconds, for another reason each time': {
    again: async scene => {
      scene.connect()
      await scene.pass(4000)
      scene.cut(true, 'camera.stalled')
      await scene.pass(500)
      scene.report('camera.unreachable')
      await scene.pass(500)
      scene.report('camera.connecting')
    },
    most: 3000,
  },
  'settings that are changed every two seconds': {
    again: async scene => {
      scene.connect()
      await scene.pass(1000)
      scene.switch('off')
      await scene.pass(1000)
      scene.switch('continuous')
    },
    most: 6000,
  },
  'a new run at each keyframe, one in a second': {
    again: async scene => {
      scene.connect()
      await scene.pass(1000)
      scene.cut(false)
    },
    most: 3700,
  },
  'a network that loses more than a second before each picture': {
    again: async scene => {
      scene.connect()
      await scene.pass(40)
      scene.cut(true)
      await scene.pass(1001)
    },
    most: 7000,
  },
  // The shortest fragment that is cut before a keyframe: parameter sets that change with every group, four in a second.
  'a new run every quarter of a second': {
    again: async scene => {
      scene.connect()
      await scene.pass(250)
      scene.cut(false)
    },
    most: 14_500,
  },
}

for (const [what, { again, most }] of Object.entries(worst))
  test(`${what}: less than half of what time may be cut into`, async t => {
    const scene = new Scene()
    // A twelfth of an hour stands for all of it: nothing in it depends on what was long before.
    while (scene.clock.wallMs() < t0 + hourMs / 12) await again(scene)
    scene.cut(true)
    scene.keeper.stop()
    const inAnHour = scene.entries().length * 12
    t.diagnostic(`${inAnHour} entries in an hour`)
    assert.ok(inAnHour <= most && inAnHour * 2 <= (entriesPerWindow * hourMs) / windowMs, `${inAnHour}`)
  })

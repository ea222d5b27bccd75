import { boards, paintDoor, paintFence, paintLantern, paintWindow, roofTiles } from './buildings.ts'
import { designHeight, designWidth } from './canvas.ts'
import type { Colour } from './colour.ts'
import { drawCat, drawPerson } from './figures.ts'
import { grass, paintBush, paintRidge, paintSky, paintTree, paved } from './landscape.ts'
import type { Lamp } from './light.ts'
import type { Painting } from './painting.ts'
import type { Setting } from './setting.ts'
import { ellipse, limb, polygon, rectangle } from './shape.ts'

const horizon = 300
const warm: Colour = [1, 0.58, 0.24]
const ambient: Colour = [0.065, 0.085, 0.15]
const lamps: readonly Lamp[] = [
  { x: 838, y: 352, radius: 150, flat: 1, colour: [1.5, 0.92, 0.42] },
  { x: 890, y: 520, radius: 190, flat: 2.2, colour: [0.75, 0.45, 0.2] },
  { x: 715, y: 505, radius: 120, flat: 2.6, colour: [0.4, 0.24, 0.1] },
  { x: 1085, y: 505, radius: 120, flat: 2.6, colour: [0.4, 0.24, 0.1] },
  { x: 372, y: 520, radius: 200, flat: 2.4, colour: [0.55, 0.5, 0.38] },
  { x: 372, y: 330, radius: 110, flat: 1, colour: [0.55, 0.5, 0.38] },
]

/** A house at dusk: path to a lit door, lawn, fence, a garden lamp. */
export const frontDoor: Setting = {
  ambient,
  lamps,
  paint(painting) {
    paintSky(painting, horizon, [0.005, 0.009, 0.028], [0.02, 0.03, 0.075], [0.34, 0.16, 0.1])
    painting.shining(ellipse(236, 96, 20, 20), [0.85, 0.83, 0.74])
    painting.glow(236, 96, 34, [0.12, 0.12, 0.13])
    paintRidge(painting, horizon + 6, 74, 2, [0.018, 0.02, 0.032])
    paintRidge(painting, horizon + 26, 46, 7, [0.009, 0.011, 0.016])
    painting.surface(rectangle(0, horizon + 22, designWidth, designHeight), grass(horizon - 40))
    paintFence(painting, -6, 640, 338, 408, [0.3, 0.29, 0.27])
    paintHouse(painting)
    painting.surface(
      polygon([846, 486], [958, 486], [930, 560], [838, 650], [772, 722], [452, 722], [640, 630], [790, 552]),
      paved(horizon - 40, [0.2, 0.185, 0.165], 0.5, 3.2),
    )
    paintGardenLamp(painting)
    for (const [x, width, height, seed] of [
      [650, 96, 62, 4],
      [742, 120, 70, 5],
      [1034, 120, 66, 6],
      [1130, 120, 78, 7],
      [1218, 130, 92, 8],
    ] as const) {
      paintBush(painting, x, 494, width, height, seed)
    }
    paintTree(painting, 118, 470, 430, 9)
    painting.illuminate(ambient, lamps)
  },
  figures: [
    {
      walk: {
        everySeconds: 40,
        startSeconds: 2,
        durationSeconds: 19,
        from: [-60, 596],
        to: [1340, 640],
        heights: [186, 214],
        stepsPerSecond: 0.95,
      },
      draw: (brush, stance) => drawPerson(brush, stance, [0.36, 0.1, 0.07]),
    },
    {
      walk: {
        everySeconds: 40,
        startSeconds: 24,
        durationSeconds: 11,
        from: [1330, 560],
        to: [-60, 668],
        heights: [34, 46],
        stepsPerSecond: 1.9,
      },
      draw: drawCat,
    },
  ],
}

function paintHouse(painting: Painting): void {
  painting.surface(rectangle(1120, 84, 1160, 210), boards([0.16, 0.09, 0.07], 9))
  painting.surface(
    polygon([624, 212], [910, 66], [1196, 212], [1280, 240], [1280, 222]),
    roofTiles([0.07, 0.07, 0.085]),
  )
  painting.surface(polygon([650, 214], [910, 82], [1170, 214], [1170, 488], [650, 488]), boards([0.4, 0.38, 0.34], 13))
  painting.surface(rectangle(1170, 226, 1290, 488), boards([0.3, 0.285, 0.255], 13))
  for (const [a, b] of [
    [
      [620, 222],
      [910, 70],
    ],
    [
      [910, 70],
      [1200, 222],
    ],
  ] as const) {
    painting.surface(limb(a, b, 8, 8), [0.36, 0.34, 0.32])
  }
  painting.surface(rectangle(640, 470, 1290, 492), [0.12, 0.115, 0.11])
  paintWindow(painting, 668, 300, 762, 404, [0.95, 0.6, 0.27])
  paintWindow(painting, 1036, 300, 1130, 404, [0.8, 0.5, 0.22])
  painting.surface(ellipse(910, 166, 29, 29), [0.42, 0.4, 0.37])
  painting.shining(ellipse(910, 166, 22, 22), [0.06, 0.075, 0.13])
  painting.surface(rectangle(908, 144, 912, 188), [0.3, 0.29, 0.27])
  painting.surface(rectangle(888, 164, 932, 168), [0.3, 0.29, 0.27])
  paintDoor(painting, 864, 306, 948, 470, [0.05, 0.13, 0.14])
  painting.surface(polygon([842, 470], [970, 470], [976, 482], [836, 482]), [0.3, 0.28, 0.26])
  painting.surface(polygon([836, 482], [976, 482], [984, 496], [828, 496]), [0.24, 0.225, 0.21])
  paintLantern(painting, 828, 344, warm)
}

function paintGardenLamp(painting: Painting): void {
  painting.surface(limb([372, 520], [372, 336], 4.5, 3), [0.03, 0.03, 0.035])
  painting.shining(ellipse(372, 322, 13, 14), [1.1, 1, 0.78])
  painting.surface(rectangle(358, 305, 386, 310), [0.03, 0.03, 0.035])
  painting.glow(372, 322, 22, [0.7, 0.62, 0.45])
  painting.glow(372, 322, 80, [0.06, 0.052, 0.036])
}

import { boards, paintLantern } from './buildings.ts'
import { designHeight, designWidth } from './canvas.ts'
import { type Colour, times } from './colour.ts'
import { drawCar, drawCat, drawPerson } from './figures.ts'
import { grass, paintBush, paintRidge, paintSky, paintTree, paved } from './landscape.ts'
import type { Lamp } from './light.ts'
import { hash } from './noise.ts'
import type { Painting } from './painting.ts'
import type { Area, Setting } from './setting.ts'
import { ellipse, limb, polygon, rectangle } from './shape.ts'

const horizon = 262
const ambient: Colour = [0.065, 0.09, 0.15]
const lamps: readonly Lamp[] = [
  { x: 420, y: 390, radius: 230, flat: 3, colour: [1.15, 0.85, 0.5] },
  { x: 404, y: 150, radius: 60, flat: 1, colour: [0.7, 0.5, 0.3] },
  { x: 1132, y: 300, radius: 130, flat: 1, colour: [1.3, 0.8, 0.36] },
  { x: 1010, y: 610, radius: 270, flat: 2, colour: [0.7, 0.45, 0.22] },
  { x: 250, y: 610, radius: 200, flat: 2, colour: [0.24, 0.16, 0.09] },
]

const garage: Area = [1090, 180, designWidth, 660]
const trunk: Area = [44, 380, 80, 644]
const post: Area = [313, 130, 325, 420]

/** A drive and the street behind it: street lamp, houses across the road, a string of bulbs in the garden. */
export const yard: Setting = {
  ambient,
  lamps,
  paint(painting) {
    paintSky(painting, horizon, [0.004, 0.012, 0.03], [0.012, 0.045, 0.08], [0.13, 0.14, 0.12])
    paintRidge(painting, horizon + 4, 60, 12, [0.014, 0.022, 0.032])
    for (const [x, width, height, seed] of [
      [40, 150, 88, 1],
      [250, 130, 76, 2],
      [560, 170, 96, 3],
      [790, 120, 70, 4],
      [980, 160, 90, 5],
    ] as const) {
      paintNeighbour(painting, x, width, height, seed)
    }
    painting.surface(rectangle(0, horizon + 40, designWidth, designHeight), grass(horizon - 20))
    paintStreet(painting)
    painting.surface(
      polygon([836, 430], [1008, 430], [1150, 560], [1290, 640], [1290, 730], [560, 730], [716, 560]),
      paved(horizon - 20, [0.2, 0.195, 0.185], 0.35, 5),
    )
    paintStreetLamp(painting)
    for (const [x, base, width, height, seed] of [
      [90, 476, 190, 60, 21],
      [262, 470, 150, 46, 22],
      [640, 468, 120, 44, 23],
    ] as const) {
      paintBush(painting, x, base, width, height, seed)
    }
    paintGarage(painting)
    paintTree(painting, 60, 640, 590, 37)
    painting.illuminate(ambient, lamps)
    paintBulbs(painting)
  },
  figures: [
    {
      walk: {
        everySeconds: 30,
        startSeconds: 1,
        durationSeconds: 7,
        from: [1560, 388],
        to: [-420, 388],
        heights: [72, 72],
        stepsPerSecond: 2.5,
      },
      draw: (brush, stance) => drawCar(brush, stance, [0.1, 0.2, 0.4]),
      behind: [garage, trunk, post],
    },
    {
      walk: {
        everySeconds: 60,
        startSeconds: 10,
        durationSeconds: 22,
        from: [-60, 432],
        to: [1160, 430],
        heights: [122, 122],
        stepsPerSecond: 0.9,
      },
      draw: (brush, stance) => drawPerson(brush, stance, [0.3, 0.26, 0.1]),
      behind: [garage, trunk],
    },
    {
      walk: {
        everySeconds: 60,
        startSeconds: 38,
        durationSeconds: 14,
        from: [-60, 590],
        to: [1320, 668],
        heights: [36, 46],
        stepsPerSecond: 1.9,
      },
      draw: drawCat,
    },
  ],
}

function paintNeighbour(painting: Painting, left: number, width: number, height: number, seed: number): void {
  const base = horizon + 48
  const wall = base - height * 0.62
  const colour: Colour = [0.011, 0.013, 0.019]
  painting.shining(rectangle(left, wall, left + width, base), colour)
  painting.shining(
    polygon(
      [left - 9, wall],
      [left + width * 0.28, base - height],
      [left + width * 0.72, base - height],
      [left + width + 9, wall],
    ),
    times(colour, 0.7),
  )
  for (let window = 0; window < 3; window++) {
    if (hash(window, seed, 50) < 0.35) continue
    const x = left + width * (0.14 + 0.28 * window)
    const bright = 0.25 + 0.4 * hash(window, seed, 51)
    painting.shining(rectangle(x, wall + 12, x + 15, wall + 29), times([1, 0.62, 0.28], bright))
    painting.glow(x + 7, wall + 20, 9, times([1, 0.6, 0.26], bright * 0.12))
  }
}

function paintStreet(painting: Painting): void {
  painting.surface(rectangle(0, 334, designWidth, 342), [0.24, 0.235, 0.225])
  painting.surface(rectangle(0, 342, designWidth, 408), paved(horizon - 60, [0.07, 0.07, 0.075], 0.6, 0))
  for (let x = -20; x < designWidth; x += 96) {
    painting.surface(polygon([x, 370], [x + 46, 370], [x + 45, 374], [x - 1, 374]), [0.4, 0.39, 0.34])
  }
  painting.surface(rectangle(0, 408, designWidth, 413), [0.28, 0.275, 0.26])
  painting.surface(rectangle(0, 413, designWidth, 438), paved(horizon - 20, [0.19, 0.185, 0.175], 0.35, 5))
}

function paintStreetLamp(painting: Painting): void {
  const steel: Colour = [0.06, 0.065, 0.07]
  painting.surface(limb([316, 418], [322, 130], 5, 3.4), steel)
  painting.surface(limb([322, 130], [352, 112], 3.4, 3), steel)
  painting.surface(limb([352, 112], [398, 114], 3, 3), steel)
  painting.surface(polygon([380, 108], [428, 112], [426, 121], [378, 119]), steel)
  painting.shining(ellipse(405, 121, 18, 4.5), [1.8, 1.35, 0.8])
  painting.glow(405, 122, 18, [0.9, 0.65, 0.36])
  painting.glow(405, 135, 75, [0.09, 0.064, 0.034])
}

function paintGarage(painting: Painting): void {
  painting.surface(polygon([1090, 250], [1290, 196], [1290, 650], [1090, 548]), boards([0.36, 0.33, 0.29], 15))
  painting.surface(polygon([1072, 248], [1290, 186], [1290, 204], [1072, 262]), [0.07, 0.07, 0.08])
  painting.surface(polygon([1172, 340], [1290, 322], [1290, 646], [1172, 588]), boards([0.2, 0.22, 0.23], 46))
  paintLantern(painting, 1134, 316, [1, 0.6, 0.26])
}

/** After the lamps: light of their own, hanging in front of everything. */
function paintBulbs(painting: Painting): void {
  const [left, right] = [92, 1088]
  const sag = (x: number): number => 214 + 62 * (1 - ((2 * (x - left)) / (right - left) - 1) ** 2)
  for (let x = left; x < right; x += 6)
    painting.surface(limb([x, sag(x)], [x + 6, sag(x + 6)], 1, 1), [0.004, 0.004, 0.005])
  for (let bulb = 1; bulb < 20; bulb++) {
    const x = left + ((right - left) * bulb) / 20
    painting.shining(ellipse(x, sag(x) + 7, 3.6, 4.6), [1.3, 0.85, 0.4])
    painting.glow(x, sag(x) + 7, 7, [0.42, 0.25, 0.1])
  }
}

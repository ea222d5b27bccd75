import type { Scene } from './scene.ts'

export function sceneFor(_name: string, _index: number): Scene {
  return {
    prepare: canvas => ({
      paint() {
        canvas.y.fill(60)
        canvas.u.fill(128)
        canvas.v.fill(128)
      },
    }),
  }
}

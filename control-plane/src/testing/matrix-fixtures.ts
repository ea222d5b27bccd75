import { readdirSync } from 'node:fs'
import type { MatrixFixtures } from './matrix-fixture.ts'

const folder = new URL('../routes/', import.meta.url)

/** The fixtures of every resource. @throws Error where two resources describe one route. */
export async function gatherMatrixFixtures(): Promise<MatrixFixtures> {
  const gathered: Record<string, MatrixFixtures[string]> = {}
  for (const file of readdirSync(folder).filter(name => name.endsWith('.matrix.ts'))) {
    const { fixtures } = (await import(new URL(file, folder).href)) as { fixtures: MatrixFixtures }
    for (const [route, fixture] of Object.entries(fixtures)) {
      if (gathered[route]) throw new Error(`${file} describes ${route} a second time`)
      gathered[route] = fixture
    }
  }
  return gathered
}

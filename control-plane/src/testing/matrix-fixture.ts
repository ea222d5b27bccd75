import type { MatrixWorld } from './matrix-world.ts'

/** How to call one route well, so that only the caller decides the outcome. */
export interface MatrixFixture {
  /** Values of the path's parameters, of the first organisation and its first camera. */
  readonly params?: (world: MatrixWorld) => Record<string, string>
  readonly query?: (world: MatrixWorld) => Record<string, string>
  readonly body?: (world: MatrixWorld) => unknown
  readonly headers?: Record<string, string>
  /** Statuses that mean "you may": any 2xx or 3xx where left out. 5xx where the test has nobody at the other end. */
  readonly good?: readonly number[]
  /**
   * What the second organisation gets for an object of the first: what an unknown one gets. 404 where `params` is set.
   * Where neither is, the route names no object, and whoever holds its permission on something may call it.
   */
  readonly foreign?: readonly number[]
}

/** Of one resource, by `METHOD path`; in `routes/<resource>.matrix.ts`, from where the matrix test gathers them. */
export type MatrixFixtures = Readonly<Record<string, MatrixFixture>>

import { AppError } from '@nightjar/shared/errors/app-error.ts'

declare const proof: unique symbol

/** A camera whose configuration was read and has no mask. Only {@link asUnmasked} makes one. */
export type Unmasked<Camera> = Camera & { readonly mask: null; readonly [proof]: 'unmasked' }

interface MaskedOrNot {
  readonly mask: object | null
}

/**
 * The one gate to unmasked pictures. It fails closed: only an explicit null counts as "no mask".
 * @throws AppError `camera.masked-unsupported`
 */
export function asUnmasked<Camera extends MaskedOrNot>(camera: Camera): Unmasked<Camera> {
  if (camera.mask !== null) throw new AppError('camera.masked-unsupported')
  return camera as Unmasked<Camera>
}

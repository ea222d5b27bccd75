import type { CameraConfig } from '@nightjar/shared/protocol/config/document.ts'

/**
 * Whether pictures that lost packets damaged are kept. Not where the section is missing: that control plane does not know
 * the field of the manifest that counts them, and would refuse the signature.
 */
export const keepsDamaged = (loss: CameraConfig['loss']): boolean => loss !== undefined && loss?.keepDamaged !== false

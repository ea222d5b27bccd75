import { boundBoxSchema } from '../sealed-box.ts'
import { cameraSection } from './define-section.ts'

/**
 * null: the camera asks for none, or has one of the section `credentials`, from before there was this one. That the key
 * is there says that the control plane binds what is entered: an unbound box that the agent has not seen is then none.
 */
export const boundCredentialsSection = cameraSection({
  key: 'boundCredentials',
  since: 5,
  title: 'camera passwords that are bound to an address',
  schema: boundBoxSchema.nullable(),
  failsClosed: false,
})

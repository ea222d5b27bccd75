import { embeddedPlace } from './broker-place.ts'
import { linkContract } from './link-contract.ts'

linkContract('the embedded broker', embeddedPlace, false)

import { embeddedPlace } from './broker-place.ts'
import { forgedCommands } from './forged-commands.ts'

forgedCommands('the embedded broker', embeddedPlace, false)

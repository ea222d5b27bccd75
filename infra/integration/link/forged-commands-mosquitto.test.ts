import { skipWithout } from '../../services/binaries.ts'
import { mosquittoPlace } from './broker-place.ts'
import { forgedCommands } from './forged-commands.ts'

forgedCommands('Mosquitto', mosquittoPlace, skipWithout(['mosquitto', 'mosquitto_ctrl']))

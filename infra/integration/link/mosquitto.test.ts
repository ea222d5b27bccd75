import { skipWithout } from '../../services/binaries.ts'
import { mosquittoPlace } from './broker-place.ts'
import { linkContract } from './link-contract.ts'

linkContract('Mosquitto', mosquittoPlace, skipWithout(['mosquitto', 'mosquitto_ctrl']))

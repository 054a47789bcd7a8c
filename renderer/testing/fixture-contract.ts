// The parts of the contract that the fixture server answers: all but those of the reading rooms, which are looked at on the demo.
import { stationContract } from '../../core/contract.ts';

const { imaging: _imaging, ...fixtureContract } = stationContract;

export { fixtureContract };

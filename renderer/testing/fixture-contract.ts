// The parts of the contract that the fixture server answers: all but those of the reading rooms and of the charge items, which are looked at on the demo.
import { stationContract } from '../../core/contract.ts';

const readingRooms = new Set([
  'imaging',
  'dicom',
  'orders',
  'examReports',
  'ecg',
  'charges',
  'quality',
  'signing',
  'programs',
]);

type Rest = Omit<
  typeof stationContract,
  'imaging' | 'dicom' | 'orders' | 'examReports' | 'ecg' | 'charges' | 'quality' | 'signing' | 'programs'
>;
const rest = Object.fromEntries(Object.entries(stationContract).filter(([part]) => !readingRooms.has(part)));

export const fixtureContract = rest as Rest;

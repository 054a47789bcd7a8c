// How the demo's past was measured: the driver writes the message as its analyzer would, and reads it as the bench does.
import { driverById } from '../../device-drivers/drivers/index.ts';
import type { AnalyzerVoice } from '../../server/demo/specimens.ts';

export const demoVoice: AnalyzerVoice = (driverId, tube) => {
  const driver = driverById(driverId);
  return driver?.interpret(driver.simulate(tube)).messages.find(({ kind }) => kind === 'results') ?? null;
};

// Which serial ports this machine has; falls back to the names in /dev where the usual way is missing.
import { readdir } from 'node:fs/promises';

export interface PortList {
  ports: { path: string; label: string }[];
  /** What to tell the user when the list may be incomplete. */
  note: string | null;
}

const deviceName = /^(ttyS|ttyUSB|ttyACM|ttyAMA|ttyXRUSB|ttyMXUSB|ttyr|cu\.)/;

/** `SerialPort.list()` runs udevadm, which a minimal Debian does not have: then names in /dev are better than nothing. */
export async function listSerialPorts(deviceDir = '/dev'): Promise<PortList> {
  try {
    const { SerialPort } = await import('serialport');
    const found = await SerialPort.list();
    const ports = found.map((port) => ({
      path: port.path,
      label: [port.path, port.manufacturer, port.serialNumber].filter(Boolean).join(' · '),
    }));
    return { ports, note: null };
  } catch (error) {
    const names = await readdir(deviceDir).catch(() => []);
    const ports = names
      .filter((name) => deviceName.test(name))
      .sort()
      .map((name) => ({ path: `${deviceDir}/${name}`, label: name }));
    const reason = error instanceof Error ? error.message : String(error);
    return { ports, note: `无法列出串口，请直接输入路径 / ports cannot be listed, type the path (${reason})` };
  }
}

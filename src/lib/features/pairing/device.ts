import { openDeviceDb, type DeviceDb } from '#lib/store/device-db.ts';

let opening: Promise<DeviceDb> | null = null;

/** This browser profile's own database: one for every surface it shows. */
export function openDevice(): Promise<DeviceDb> {
  opening ??= openDeviceDb();
  return opening;
}

/** Born with the device's database; names its rows for as long as that exists. */
export async function incarnationOfDevice(): Promise<string> {
  return (await openDevice()).incarnation;
}

import { BackupError } from './faults.ts';
import { faultText } from './words.ts';

/** Says what came of it; a fault ends with 1, so that a timer's log shows a night without a backup. */
export async function run(work: () => Promise<string>): Promise<void> {
  try {
    console.log(await work());
  } catch (error) {
    const isNamed = error instanceof BackupError;
    console.error(
      isNamed ? faultText(error.fault, error.about) : error instanceof Error ? error.message : String(error),
    );
    process.exitCode = 1;
  }
}

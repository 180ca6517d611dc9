/** Why a backup was not made or not restored. The words are in `words.ts`. */
export type BackupFault =
  | 'file-not-named'
  | 'file-missing'
  | 'manifest-missing'
  | 'truncated'
  | 'hash-differs'
  | 'damaged'
  | 'chain-broken'
  | 'no-hall'
  | 'would-lose-newer'
  | 'older-than-present'
  | 'other-hall'
  | 'relay-running'
  | 'relay-silent'
  | 'relay-failed'
  | 'erasures-unreadable'
  | 'data-dir-missing'
  | 'not-written';

export class BackupError extends Error {
  override name = 'BackupError';
  readonly fault: BackupFault;
  /** File, day or reason: what the words speak of. */
  readonly about: string;

  constructor(fault: BackupFault, about = '') {
    super(about === '' ? fault : `${fault}: ${about}`);
    this.fault = fault;
    this.about = about;
  }
}

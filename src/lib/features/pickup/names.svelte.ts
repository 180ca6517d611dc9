import { entryOf, slotOf, type Matter, type Setup } from '#lib/domain/index.ts';
import { formOf } from '#lib/domain/index.ts';
import type { I18n } from '#lib/i18n/i18n.svelte.ts';
import { iconNamed, type IconName } from '#lib/ui/icons/icons.ts';

/** Names of results, departments and items in the screen's language. */
export class PickupNames {
  readonly #i18n: I18n;
  readonly #setup: () => Setup | null;

  constructor(i18n: I18n, setup: () => Setup | null) {
    this.#i18n = i18n;
    this.#setup = setup;
  }

  slot(matter: Matter, slot: string): string {
    const setup = this.#setup();
    const known = setup?.slots.find((entry) => entry.id === slot);
    if (known) return this.#i18n.pick(known, 'name');
    const form = setup ? formOf(setup, matter.code) : undefined;
    if (!form) return slot;
    const { zh, en } = slotOf(form, slot);
    return this.#i18n.locale === 'en' ? en : zh;
  }

  slots(matter: Matter, slots: readonly { slot: string }[]): string {
    return this.#i18n.t.list(slots.map(({ slot }) => this.slot(matter, slot)));
  }

  icon(slot: string): IconName {
    return iconNamed(this.#setup()?.slots.find((entry) => entry.id === slot)?.icon ?? 'licence');
  }

  department(id: string): string {
    const found = this.#setup()?.departments.find((entry) => entry.id === id);
    return found ? this.#i18n.pick(found, 'name') : id;
  }

  entry(code: string): string {
    const setup = this.#setup();
    const found = setup ? entryOf(setup, code) : undefined;
    return found ? this.#i18n.pick(found, 'name') : code;
  }

  material(key: string): string {
    const found = this.#setup()?.catalogue.materials.find((entry) => entry.key === key);
    return found ? this.#i18n.pick({ name: found.name, nameEn: found.nameEn ?? found.name }, 'name') : key;
  }
}

import type { AcceptanceNoticeData, NoticeCommon } from '#lib/documents/index.ts';
import { contactMobile, maskPhone, slotOf, valueOf, type Setup } from '#lib/domain/index.ts';
import { papers as words } from '#lib/i18n/zh-CN/papers.ts';
import { duesOf, limitText } from './limits.ts';
import { checkedMaterials, copiesOf, methodOf, noteOf, pagesOf } from './materials.ts';
import { agentOf, applicantKindOf, applicantOf, dayOf, matterName, momentOf, type PaperCase } from './paper-case.ts';

type CatalogueItem = Setup['catalogue']['items'][number];

/** Document 4, 受理通知书: one for a package, listing its sub-matters with their stages' due times. */
export function acceptanceNoticeData(paper: PaperCase, common: NoticeCommon): AcceptanceNoticeData {
  const { setup, form, matter, content, day } = paper;
  const members = membersOf(paper);
  const phone = contactMobile(form, content);
  const slots = matter.slots.map((slot) => slotOf(form, slot.slot).zh);
  return {
    ...common,
    applicant: applicantOf(paper),
    applicantKind: applicantKindOf(paper),
    matter: matterName(paper),
    members:
      setup.catalogue.packages.some((entry) => entry.code === matter.code) && members.length > 0
        ? members.map(({ name, department }) => ({ name, department }))
        : [],
    appliedOn: dayOf(day, matter.receivedAt),
    acceptedAt: momentOf(day, matter.acceptedAt),
    legalBasis: null,
    dues: duesOf(paper),
    materials: checkedMaterials(paper).map((material) => ({
      name: material.rule.name,
      method: methodOf(material),
      copies: copiesOf(material),
      note: words.clauses([pagesOf(material), noteOf(material)].filter(Boolean)),
    })),
    contact: { name: contactName(paper), phone: phone === null ? null : maskPhone(phone) },
    fee: feeOf(members),
    specialProcedures: specialOf(members),
    pickup: pickupOf(paper, slots.length),
    results: slots.length === 0 ? words.noResults : words.list(slots),
  };
}

/** Whom notices go to: the agent, else the legal representative, else the applicant. */
function contactName(paper: PaperCase): string {
  const name = agentOf(paper)?.name ?? valueOf(paper.form, paper.content, 'legalRep.name');
  return typeof name === 'string' ? name : applicantOf(paper);
}

function membersOf({ setup, matter }: PaperCase): CatalogueItem[] {
  return matter.parts.flatMap((part) => setup.catalogue.items.find((item) => item.code === part.item) ?? []);
}

/** Catalogue fees and nothing else; no window sets one (rules B6, C11). */
function feeOf(members: readonly CatalogueItem[]): string {
  const charged = members.filter((item) => item.fee.charged);
  if (charged.length === 0) return words.free;
  return words.sentence(charged.map((item) => `${item.name}${item.fee.text}`));
}

function specialOf(members: readonly CatalogueItem[]): string | null {
  const lines = members.flatMap((item) =>
    item.specialProcedures.map(({ type, period, excluded }) => words.special(type, limitText(period), excluded)),
  );
  return lines.length === 0 ? null : words.sentence(lines);
}

function pickupOf({ setup, form, content, matter }: PaperCase, results: number): string {
  const mode = valueOf(form, content, 'delivery.mode');
  const name = words.pickup[typeof mode === 'string' ? mode : 'window'] ?? words.pickup['window'] ?? '';
  const address = valueOf(form, content, 'delivery.address');
  if (mode === 'mail' && typeof address === 'string') return words.mailTo(name, address);
  return words.pickupAt(name, results > 0 ? placeOf(setup, matter.code) : '');
}

/** The hall's pickup windows; what the catalogue says where the hall has none. */
function placeOf(setup: Setup, code: string): string {
  const windows = setup.windows.filter((window) => window.kind === 'pickup');
  const [first] = windows;
  if (!first) return setup.catalogue.packages.find((entry) => entry.code === code)?.pickup.location ?? '';
  const area = setup.areas.find((entry) => entry.id === first.area);
  const queue = setup.queues.find((entry) => first.queues.includes(entry.id));
  const numbers = windows.filter((window) => window.area === first.area).map((window) => window.no);
  return words.pickupPlace(area?.floor ?? '', area?.name ?? '', numbers, queue?.name ?? '');
}

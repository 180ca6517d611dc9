import type {
  Catalogue,
  CatalogueItem,
  CataloguePackage,
  CatalogueResult,
  Necessity,
  TimeLimit,
} from '#lib/domain/catalogue/catalogue.ts';
import type { Result } from '#lib/domain/shared/result.ts';
import type { NoticeMaterial, NoticeMember, OneTimeNoticeData } from './one-time-notice.ts';

/** What the hall knows and the catalogue does not. */
export type NoticeExtra = Pick<
  OneTimeNoticeData,
  | 'hall'
  | 'situation'
  | 'consultationPhone'
  | 'supervisionPhone'
  | 'toldBy'
  | 'toldTo'
  | 'toldAt'
  | 'link'
  | 'shortCode'
  | 'checksum'
  | 'practice'
  | 'reprint'
> & {
  visits?: number | null;
  steps?: string[];
  circumstances?: string[];
  /** The optional items of a package that the applicant wants; all of them when absent. */
  chosenItems?: string[];
};

/** The notice of any item or package, in the order the law asks for. */
export function noticeFromCatalogue(
  catalogue: Catalogue,
  code: string,
  extra: NoticeExtra,
): Result<OneTimeNoticeData, 'unknown-item'> {
  const itemsByCode = new Map(catalogue.items.map((item) => [item.code, item]));
  const item = itemsByCode.get(code);
  if (item) return { ok: true, value: itemNotice(catalogue, item, extra) };
  const bundle = catalogue.packages.find((each) => each.code === code);
  if (!bundle) return { ok: false, code: 'unknown-item', data: { code } };
  const chosen = chosenCodes(bundle, extra);
  const members = chosen.flatMap((each) => itemsByCode.get(each) ?? []);
  return { ok: true, value: packageNotice(catalogue, bundle, members, extra) };
}

function chosenCodes(bundle: CataloguePackage, extra: NoticeExtra): string[] {
  const wanted = extra.chosenItems;
  if (!wanted) return bundle.items;
  return bundle.items.filter((each) => wanted.includes(each) || !bundle.optionalItems?.includes(each));
}

function itemNotice(catalogue: Catalogue, item: CatalogueItem, extra: NoticeExtra): OneTimeNoticeData {
  const keys = item.materials.map(({ material }) => material);
  return {
    ...common([item], extra),
    kind: 'item',
    code: item.code,
    name: item.name,
    promisedLimit: limitText(item.promisedLimit),
    legalLimit: item.legalLimit ? limitText(item.legalLimit) : null,
    members: [],
    stages: [],
    steps: extra.steps ?? itemSteps(item),
    materials: materialsOf(catalogue, keys, [item]),
    pickup: item.mailDelivery ? ['窗口领取，也可邮寄'] : ['窗口领取'],
    sample: item.sample === true,
  };
}

function packageNotice(
  catalogue: Catalogue,
  bundle: CataloguePackage,
  members: CatalogueItem[],
  extra: NoticeExtra,
): OneTimeNoticeData {
  const stages = bundle.limits.stages ?? [];
  const used = new Set(members.flatMap((item) => item.materials.map(({ material }) => material)));
  const keys = bundle.mergedMaterials.filter((key) => used.has(key));
  const results = members.flatMap((item) => item.results);
  const asked = keys.filter((key) => !isProduced(catalogue, key, results));
  const facts = common(members, extra);
  const order = members.map((item) => item.name).join('→');
  const place = bundle.pickup.location ?? '综合出件窗口';
  return {
    ...facts,
    kind: 'package',
    code: bundle.code,
    name: bundle.name,
    promisedLimit: limitText(bundle.limits.total),
    legalLimit: null,
    members: members.map((item) => memberOf(item, stages)),
    stages: stages.map((stage, index) => ({
      name: `${stageName(index)}\u3000${stageItems(stage.items, members)}`,
      limit: limitText(stage.limit),
    })),
    steps: extra.steps ?? bundle.steps,
    materials: materialsOf(catalogue, asked, members),
    pickup: [bundle.pickup.bundle ? `到齐后在${place}一次领取，也可邮寄` : '按事项分别领取，也可邮寄'],
    circumstances: [...(stages.length > 0 ? [] : [`办理次序：${order}`]), ...facts.circumstances],
    sample: bundle.sample === true,
  };
}

function common(
  items: CatalogueItem[],
  extra: NoticeExtra,
): Omit<
  OneTimeNoticeData,
  | 'kind'
  | 'code'
  | 'name'
  | 'promisedLimit'
  | 'legalLimit'
  | 'members'
  | 'stages'
  | 'steps'
  | 'materials'
  | 'pickup'
  | 'sample'
> {
  const { visits = null, circumstances = [], steps: _steps, chosenItems: _chosen, ...given } = extra;
  const unique = (texts: string[]): string[] => [...new Set(texts)];
  const named = (item: CatalogueItem, text: string): string => (items.length > 1 ? `${item.name}：${text}` : text);
  return {
    ...given,
    visits,
    itemType: unique(items.map((item) => item.itemType)).join('、'),
    department: unique(items.map((item) => item.department)).join('、'),
    audience: unique(items.flatMap((item) => item.audience.split(','))).join('、'),
    legalBasis: unique(items.flatMap((item) => item.legalBasis)),
    conditions: unique(items.flatMap((item) => item.conditions)),
    fee: feeText(items, named),
    results: items.flatMap((item) =>
      item.results.map(({ name, medium, validity }) => ({ name, medium: mediumText(medium), validity })),
    ),
    specialProcedures: items.flatMap((item) =>
      item.specialProcedures.map(({ type, period, excluded, note }) => ({
        name: named(item, type),
        period: limitText(period),
        isExcluded: excluded,
        note: note ?? null,
      })),
    ),
    circumstances: [
      ...circumstances,
      ...items.flatMap((item) => circumstancesOf(item).map((text) => named(item, text))),
    ],
  };
}

function feeText(items: CatalogueItem[], named: (item: CatalogueItem, text: string) => string): string {
  const texts = new Set(items.map((item) => item.fee.text));
  if (texts.size === 1) return [...texts][0] ?? '';
  const special = items.filter((item) => item.fee.text !== '不收费');
  const rest = special.length < items.length ? '；其余不收费' : '';
  return special.map((item) => named(item, item.fee.text)).join('；') + rest;
}

function circumstancesOf(item: CatalogueItem): string[] {
  const { extension, subItems } = item;
  return [
    ...(extension?.allowed ? [`经${extension.approver}批准，可延长${limitText(extension.max)}`] : []),
    ...(subItems ? [`一并办理：${subItems.join('、')}`] : []),
    ...(item.parallel ? ['相关部门并联办理'] : []),
    ...(item.externalSystem ? [`在${item.externalSystem}办理`] : []),
    ...(item.commitmentRoute ? ['可选择告知承诺方式办理'] : []),
    ...(item.note ? [item.note] : []),
  ];
}

/** The course the Administrative Licensing Law sets (第二十九条 to 第四十四条). */
function itemSteps(item: CatalogueItem): string[] {
  if (item.instant) return ['申请与受理', '当场办结'];
  const procedures = item.specialProcedures.map(({ type }) => type);
  return ['申请与受理', ...procedures, '审查与决定', '领取结果'];
}

/** What an earlier item of the same package produces is never asked of the applicant. */
function isProduced(catalogue: Catalogue, key: string, results: CatalogueResult[]): boolean {
  const bare = (name: string): string => name.split('(')[0] ?? name;
  const name = catalogue.materials.find((material) => material.key === key)?.name ?? key;
  return results.some((result) => result.bundleSlot === key || bare(result.name) === bare(name));
}

function materialsOf(catalogue: Catalogue, keys: string[], items: CatalogueItem[]): NoticeMaterial[] {
  const materialsByKey = new Map(catalogue.materials.map((material) => [material.key, material]));
  return keys.flatMap((key): NoticeMaterial[] => {
    const material = materialsByKey.get(key);
    if (!material) return [];
    const necessity = strictest(items, key);
    const requirements = [necessityText[necessity]];
    if (material.commitmentAllowed && necessity !== 'shared') requirements.push('可承诺');
    const licence = material.electronicLicenceReusable && necessity !== 'shared' ? ['有电子证照的免交'] : [];
    const note = [...(material.note ? [material.note] : []), ...licence].join('；');
    const { name, form, copies, issuer } = material;
    return [{ name, form, copies, issuer, requirements, note }];
  });
}

const necessityText: Record<Necessity, string> = {
  required: '必要',
  supplementable: '可容缺',
  conditional: '特定情形',
  shared: '免提交\n（共享）',
};

function strictest(items: CatalogueItem[], key: string): Necessity {
  const order: Necessity[] = ['required', 'supplementable', 'conditional', 'shared'];
  const found = items.flatMap((item) => item.materials.filter(({ material }) => material === key));
  return order.find((each) => found.some(({ necessity }) => necessity === each)) ?? 'required';
}

type Stages = NonNullable<CataloguePackage['limits']['stages']>;

function memberOf(item: CatalogueItem, stages: Stages): NoticeMember {
  const stage = stages.findIndex(({ items }) => items.includes(item.code));
  return {
    code: item.code,
    name: item.name,
    department: item.department,
    legalLimit: item.legalLimit ? limitText(item.legalLimit) : null,
    promisedLimit: limitText(item.promisedLimit),
    stage: stage === -1 ? null : stageName(stage),
  };
}

function stageName(index: number): string {
  return `第${'一二三四五六七八九'[index] ?? index + 1}段`;
}

function stageItems(codes: string[], members: CatalogueItem[]): string {
  const names = members.filter((item) => codes.includes(item.code)).map((item) => item.name);
  return names.length === 1 ? (names[0] ?? '') : `${names.length}项并联`;
}

function limitText({ value, unit }: TimeLimit): string {
  if (unit === 'calendar_day') return `${value}日（自然日）`;
  return value === 0.5 ? '半个工作日' : `${value}个工作日`;
}

function mediumText(medium: CatalogueResult['medium']): string {
  return { paper: '纸质', electronic: '电子', 'paper+electronic': '纸质和电子', physical: '实物' }[medium];
}

import { describe, expect, test } from 'vitest';
import {
  agentFaults,
  askedMaterials,
  chosenItems,
  codesOf,
  itemsOf,
  materialFaults,
  materialRules,
  type MaterialRule,
} from '#lib/domain/index.ts';
import { form, setup, TestDossier, TODAY } from './form-content.ts';

const open = form('YJS-01');

function rules(code: string, dossier = new TestDossier()): MaterialRule[] {
  return materialRules(setup, code, dossier.content, chosenItems(form(code), dossier.content));
}

const asked = (code: string, dossier?: TestDossier): string[] =>
  askedMaterials(rules(code, dossier)).map((rule) => rule.key);
const rule = (code: string, key: string, dossier?: TestDossier): MaterialRule | undefined =>
  rules(code, dossier).find((one) => one.key === key);

/** All six materials of a company opened through an agent, as they should be. */
function complete(): TestDossier {
  return TestDossier.filled(open)
    .material('open_form', { pages: 8 })
    .material('articles', { pages: 12 })
    .material('shareholder_id', { way: 'checked', copies: 2, evidence: '电子证照 2 份' })
    .material('premises', { way: 'promised', evidence: '住所申报承诺书' })
    .material('appoint', { pages: 2 })
    .material('poa', { pages: 1 });
}

const faultsOf = (dossier: TestDossier, stage: 'receive' | 'accept' = 'accept'): string[] =>
  materialFaults(rules('YJS-01', dossier), dossier.content, stage).map((fault) => `${fault.path} ${fault.code}`);

describe('what is asked of the applicant', () => {
  test('[FM21] a company needs six papers through an agent, five without', () => {
    const agent = new TestDossier().choose('agent.present', true);
    expect(asked('YJS-01', agent)).toEqual(['open_form', 'articles', 'shareholder_id', 'premises', 'appoint', 'poa']);
    expect(asked('YJS-01')).toEqual(['open_form', 'articles', 'shareholder_id', 'premises', 'appoint']);
  });

  test('[FM21] no package asks for more than its limit (C7)', () => {
    for (const entry of setup.catalogue.packages) {
      const dossier = new TestDossier().choose('agent.present', true);
      expect(asked(entry.code, dossier).length).toBeLessThanOrEqual(entry.limits.maxMaterials ?? Infinity);
    }
    const tight = structuredClone(setup);
    const entry = tight.catalogue.packages.find((one) => one.code === 'YJS-01');
    if (!entry) throw new Error('YJS-01');
    entry.mergedMaterials.push('idcard', 'licence');
    const dossier = TestDossier.filled(open);
    expect(askedMaterials(materialRules(tight, 'YJS-01', dossier.content, open.items))).toHaveLength(6);
  });

  test('[FM22] the licence that stage 1 produces is never asked for', () => {
    expect(rule('YJS-01', 'licence')).toMatchObject({
      ways: [],
      required: false,
      covered: { how: 'produced', by: 'QY-01' },
    });
    expect(rule('YJS-04', 'workpermit')?.covered).toEqual({ how: 'produced', by: 'WG-01' });
    expect(rule('YJS-02', 'tax_clear')?.covered).toEqual({ how: 'produced', by: 'QY-10' });
    // On its own an item asks for it.
    expect(rule('QY-02', 'licence')).toMatchObject({ covered: null, ways: ['received', 'checked'], required: true });
  });

  test('[FM22] what the form, another paper or the person present says is not asked for again', () => {
    const agent = new TestDossier().choose('agent.present', true);
    expect(rule('YJS-01', 'seal_spec')?.covered).toEqual({ how: 'form', by: 'seal.*' });
    expect(rule('YJS-01', 'idcard')?.covered).toMatchObject({ how: 'identity' });
    expect(rule('YJS-01', 'agent_id', agent)?.covered).toMatchObject({ how: 'identity' });
    expect(rule('YJS-01', 'agent_id')).toBeUndefined();
  });

  test('[FM22] an unticked item takes its papers with it', () => {
    const dossier = new TestDossier().choose('item:XK-01', false);
    expect(asked('YJS-05')).toContain('food_form');
    expect(asked('YJS-05', dossier)).not.toContain('food_form');
    expect(asked('YJS-05', dossier)).not.toContain('food_rules');
    expect(asked('YJS-05', dossier)).toContain('licence');
  });

  test('[FM22] each material once, and everything that a single item requires is there', () => {
    for (const code of codesOf(setup)) {
      const keys = rules(code, new TestDossier().choose('agent.present', true)).map((one) => one.key);
      expect(new Set(keys).size).toBe(keys.length);
      if (setup.catalogue.packages.some((entry) => entry.code === code)) continue;
      for (const line of itemsOf(setup.catalogue, code)[0]?.materials ?? []) {
        if (line.necessity === 'required') expect(asked(code), code).toContain(line.material);
      }
    }
  });

  test('[FM23] ways: paper, look-up for what the government holds, gaps and promises where they are listed', () => {
    expect(rule('YJS-01', 'open_form')?.ways).toEqual(['received']);
    expect(rule('YJS-01', 'shareholder_id')?.ways).toEqual(['received', 'checked']);
    expect(rule('YJS-01', 'premises')?.ways).toEqual(['received', 'promised']);
    expect(rule('XK-01', 'food_rules')?.ways).toEqual(['received', 'tolerated', 'promised']);
    expect(rule('XK-02', 'staff_ids')?.ways).toEqual(['received', 'tolerated']);
    expect(rule('YJS-03', 'hukou')).toMatchObject({ ways: ['checked'], required: false, covered: null });
  });

  test('[FM23] no way is offered that catalogue or rules forbid (C26, C27, C30)', () => {
    for (const code of codesOf(setup)) {
      for (const one of rules(code)) {
        const material = setup.catalogue.materials.find((entry) => entry.key === one.key);
        if (one.ways.includes('tolerated')) expect(one.necessity).toBe('supplementable');
        if (one.ways.includes('promised')) expect(material?.commitmentAllowed).toBe(true);
        if (one.covered === null && material?.sourceType === 'government') expect(one.ways).toContain('checked');
      }
    }
  });

  test('[FM23] 住所申报承诺 suggests the promise', () => {
    expect(rule('YJS-01', 'premises', new TestDossier().choose('premises.byCommitment', true))?.suggested).toBe(
      'promised',
    );
    expect(rule('YJS-01', 'premises')?.suggested).toBeNull();
    expect(rule('YJS-01', 'shareholder_id')?.suggested).toBe('checked');
  });
});

describe('what is wrong with the materials', () => {
  test('[FM24] a complete set may be accepted', () => expect(faultsOf(complete())).toEqual([]));

  test('[FM24] a missing paper stops acceptance, not receipt', () => {
    const dossier = complete().material('articles', { way: 'missing' });
    expect(faultsOf(dossier)).toEqual(['materials/articles material-missing']);
    expect(faultsOf(dossier, 'receive')).toEqual([]);
    delete dossier.content.materials.articles;
    expect(faultsOf(dossier)).toEqual(['materials/articles material-missing']);
  });

  test.each<[string, (dossier: TestDossier) => TestDossier, string]>([
    [
      'a way that the catalogue forbids',
      (dossier) => dossier.material('articles', { way: 'tolerated', evidence: 'x' }),
      'articles material-way-not-allowed',
    ],
    [
      'a paper with a problem',
      (dossier) => dossier.material('appoint', { problem: true, evidence: '未签名' }),
      'appoint material-problem',
    ],
    ['too few copies', (dossier) => dossier.material('articles', { copies: 0 }), 'articles material-copies'],
    [
      'a look-up without its number',
      (dossier) => dossier.material('shareholder_id', { way: 'checked' }),
      'shareholder_id material-evidence-missing',
    ],
    ['what nobody asked for', (dossier) => dossier.material('licence', {}), 'licence material-not-asked'],
    ['an unknown paper', (dossier) => dossier.material('diploma', {}), 'diploma material-not-asked'],
  ])('[FM24] %s is told', (_, change, expected) => {
    expect(faultsOf(change(complete()))).toEqual([`materials/${expected}`]);
  });

  test('[FM24] nothing unasked-for is received', () => {
    expect(faultsOf(complete().material('licence', {}), 'receive')).toEqual(['materials/licence material-not-asked']);
  });
});

describe('agents', () => {
  const told = (dossier: TestDossier, stage: 'accept' | 'pickup'): string[] =>
    agentFaults(open, dossier.content, rules('YJS-01', dossier), { today: TODAY, stage }).map((fault) => fault.code);

  test('[FM25] an agent without authorisation: received, not accepted', () => {
    expect(told(complete(), 'accept')).toEqual([]);
    const without = complete().material('poa', { way: 'missing' });
    expect(told(without, 'accept')).toEqual(['agent-unauthorised']);
    expect(faultsOf(without, 'receive')).toEqual([]);
  });

  test('[FM25] submitting and collecting are powers of their own', () => {
    const submits = complete().choose('agent.authority', ['submit']);
    expect(told(submits, 'accept')).toEqual([]);
    expect(told(submits, 'pickup')).toEqual(['agent-may-not-collect']);
    expect(told(complete().choose('agent.authority', ['collect']), 'accept')).toEqual(['agent-may-not-submit']);
  });

  test('[FM25] an authority that has run out is none', () => {
    expect(told(complete().text('agent.authorityUntil', '2026-11-22'), 'pickup')).toEqual(['authority-expired']);
    expect(told(complete().text('agent.authorityUntil', TODAY), 'pickup')).toEqual([]);
  });

  test('[FM25] who comes in person needs none', () => {
    expect(told(new TestDossier(), 'accept')).toEqual([]);
  });
});

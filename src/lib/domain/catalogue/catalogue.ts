/** The service catalogue (事项目录) as a hall loads it: types only. */
export interface Catalogue {
  departments?: string[];
  materials: CatalogueMaterial[];
  items: CatalogueItem[];
  packages: CataloguePackage[];
}

export type LimitUnit = 'working_day' | 'calendar_day';

export interface TimeLimit {
  /** Half days occur: 0.5. */
  value: number;
  unit: LimitUnit;
}

export type Necessity = 'required' | 'supplementable' | 'conditional' | 'shared';

export interface CatalogueMaterial {
  key: string;
  name: string;
  nameEn?: string | null;
  sourceType: 'applicant' | 'government' | 'third_party';
  /** 原件, 复印件, 核验原件, 共享 …, as written on notices. */
  form: string;
  copies: number;
  issuer: string;
  electronicLicenceReusable: boolean;
  commitmentAllowed: boolean;
  note: string;
}

export interface CatalogueItem {
  code: string;
  name: string;
  nameEn?: string | null;
  /** For rows of ticks, where the whole name would not fit. */
  shortName?: string | null;
  shortNameEn?: string | null;
  department: string;
  /** Of the setup's departments; the leading one. */
  departmentId?: string;
  coDepartmentIds?: string[];
  itemType: string;
  audience: string;
  legalBasis: string[];
  conditions: string[];
  legalLimit: TimeLimit | null;
  promisedLimit: TimeLimit;
  materials: { material: string; necessity: Necessity }[];
  fee: { charged: boolean; text: string };
  results: CatalogueResult[];
  regime: 'xk' | 'other';
  specialProcedures: SpecialProcedure[];
  maxSteps: number | null;
  instant: boolean;
  silenceDefaultListed: boolean;
  commitmentRoute: boolean;
  hallAppointment: boolean;
  afterHours: boolean;
  mailDelivery: boolean;
  crossRegionModes: string[];
  namedIn?: string;
  evidence?: Record<string, string>;
  sample?: boolean;
  extension?: { allowed: boolean; max: TimeLimit; approver: string } | null;
  note?: string | null;
  maxMaterials?: number | null;
  parallel?: boolean | null;
  externalSystem?: string | null;
  subItems?: string[] | null;
}

export interface CatalogueResult {
  name: string;
  nameEn?: string | null;
  medium: 'paper' | 'electronic' | 'paper+electronic' | 'physical';
  bundleSlot: string | null;
  validity: string | null;
}

export interface SpecialProcedure {
  type: string;
  period: TimeLimit;
  /** Whether its time stays outside the limit (行政许可法 第四十五条). */
  excluded: boolean;
  note?: string;
}

/** Why the applicant is not asked for a material. */
export interface MaterialCoverage {
  /** The item of the package that produces it earlier. */
  producedBy?: string;
  /** The material or the form fields that already say it. */
  coveredBy?: string;
  /** How it is looked at instead: the identity of the person present. */
  check?: string;
  fields?: string;
  meaning?: string;
}

/** 一件事: several items handled as one. */
export interface CataloguePackage {
  code: string;
  name: string;
  nameEn?: string | null;
  namedIn?: string[];
  items: string[];
  optionalItems?: string[] | null;
  mergedForm?: string | null;
  mergedMaterials: string[];
  limits: {
    maxSteps?: number | null;
    maxMaterials?: number | null;
    total: TimeLimit;
    stages?: { items: string[]; limit: TimeLimit; parallel?: boolean }[] | null;
  };
  alternativeProfiles?: { id: string; items: string[]; total: TimeLimit; note: string }[] | null;
  steps: string[];
  /** For a package without a form of its own. */
  materialCoverage?: Record<string, MaterialCoverage> | null;
  pickup: { bundle: boolean; slots?: string[] | null; location?: string | null };
  note: string;
  sample?: boolean;
  form?: string | null;
}

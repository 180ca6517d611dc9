export * from './form-definition.ts';
export * from './dossier-content.ts';

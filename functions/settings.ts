import { SettingMissing } from './errors.ts';

/** A setting that the construct gives through the environment. */
export function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new SettingMissing(`the environment variable ${name} is not set`);
  return value;
}

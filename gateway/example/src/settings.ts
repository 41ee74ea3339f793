/** What differs from place to place, served beside the page: on a real site the token comes from Auth0's SDK instead. */
export interface Settings {
  /** The gateway's address. */
  readonly gateway: string;
  /** Who asks. */
  readonly token: string;
}

export async function loadSettings(): Promise<Settings> {
  const response = await fetch('./settings.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`settings.json: ${response.status}`);
  return response.json();
}

// Who is signed in, and what they may do.

import { signal } from '@preact/signals';
import { client, take, useToken, type Schemas } from '../client/client';
import { say } from '../texts';

export type Role = Schemas['Role'];

export const account = signal<Schemas['Account'] | null>(null);

/** Find out who is signed in. */
export async function load(): Promise<void> {
  account.value = await take(client.GET('/api/sessions/current'));
  useToken(account.value.csrf_token);
}

/** Tell whether somebody has one of these roles in a team (or in any, where none is named). */
export function hasRole(roles: readonly Role[], team: string | null = null): boolean {
  const held = account.value?.roles.filter((one) => team === null || one.team === null || one.team === team) ?? [];
  return held.some((one) => one.roles.some((role) => roles.includes(role)));
}

/** Administrators and auditors see no plans. */
export const mayRead = (): boolean => hasRole(['viewer', 'dispatcher', 'lead']);
/** Tell whether somebody may dispatch in a team (or in any, where none is named). */
export const mayDispatch = (team: string | null = null): boolean => hasRole(['dispatcher', 'lead'], team);

/** Sign out. Where the service does not hear it, what the page shows goes all the same. */
export async function signOut(): Promise<void> {
  try {
    await take(client.DELETE('/api/sessions/current'));
    location.assign('/');
  } catch {
    document.body.textContent = say('shell.not_signed_out');
  }
}

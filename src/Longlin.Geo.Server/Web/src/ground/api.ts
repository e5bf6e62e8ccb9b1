import type { components } from './api-types';
import { wait } from './dom';
import { language, say } from './words';

// How the page talks to the service: every request names its language, and every failure is a `Refusal` whose message
// is a sentence for the reader.

export type Get = <T>(path: string) => Promise<T>;

type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };

// What the service answers: the types are generated from its OpenAPI document.
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

// Why a request was not answered. `status` is the HTTP status, 0 where the service cannot be reached; `parameter` is the
// form field that the refusal is about.
export class Refusal extends Error {
  constructor(
    text: string,
    readonly status: number,
    readonly parameter?: string,
  ) {
    super(text);
  }
}

// The answer to a request; throws a `Refusal` and nothing else.
export async function call(path: string, init: Init = {}): Promise<Response> {
  const writes = (init.method ?? 'GET') !== 'GET';
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { 'Accept-Language': language, ...init.headers } });
  } catch {
    // Whoever was writing needs to know that nothing typed is lost.
    throw new Refusal(say(writes ? 'away' : 'stale'), 0);
  }
  if (response.ok) return response;
  const { detail, title, parameter } = (await response.json().catch(() => ({}))) as Partial<Schema<'Problem'>>;
  if (response.status === 401) throw new Refusal(say(writes ? 'expired' : 'sign_in'), 401);
  if (response.status === 403) throw new Refusal(`${say('no_right')} ${detail ?? ''}`.trim(), 403);
  throw new Refusal(detail ?? title ?? String(response.status), response.status, parameter);
}

export const get: Get = async <T>(path: string): Promise<T> => (await (await call(path)).json()) as T;

export async function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  return (await (await call(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as T;
}

// Starts a long task and waits until it is finished.
export async function runJob<T>(path: string, body: unknown): Promise<{ id: string; result: T }> {
  let job = await post<Schema<'JobDocument'>>(path, body);
  while (job.finishedAt === null) {
    await wait(300);
    job = await get<Schema<'JobDocument'>>(`api/jobs/${job.id}`);
  }
  if (job.result === null) throw new Refusal(job.error ?? say('cancelled'), 200);
  return { id: job.id, result: job.result as T };
}

export const errorText = (error: unknown): string => (error instanceof Error ? error.message : String(error));

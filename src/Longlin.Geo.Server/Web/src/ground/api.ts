import { wait } from './dom';
import { language, say } from './words';

// How the page talks to the service: every request names its language, every refusal becomes a sentence.

export type Get = <T>(path: string) => Promise<T>;

interface Problem {
  detail?: string;
  title?: string;
  parameter?: string;
}

interface Job<T> {
  id: string;
  finishedAt: string | null;
  error: string | null;
  result: T | null;
}

export const request = (
  path: string,
  init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
): Promise<Response> => fetch(path, { ...init, headers: { 'Accept-Language': language, ...init.headers } });

// What a refusal says to the reader, and the form field it is about.
export async function refusal(response: Response): Promise<{ text: string; parameter: string | undefined }> {
  const problem = (await response.json().catch(() => ({}))) as Problem;
  const detail = problem.detail ?? problem.title ?? String(response.status);
  if (response.status === 401) return { text: say('expired'), parameter: undefined };
  if (response.status === 403) return { text: `${say('no_right')} ${problem.detail ?? ''}`, parameter: undefined };
  return { text: detail, parameter: problem.parameter };
}

async function answerOf<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  if (response.status === 401 || response.status === 403) throw new Error(say('no_right'));
  throw new Error((await refusal(response)).text);
}

export const get: Get = async <T>(path: string): Promise<T> => answerOf<T>(await request(path));

export async function post<T>(path: string, body: unknown): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  return answerOf<T>(await request(path, { method: 'POST', headers, body: JSON.stringify(body) }));
}

// Starts a long task and waits until it is finished.
export async function runJob<T>(path: string, body: unknown): Promise<{ id: string; result: T }> {
  let job = await post<Job<T>>(path, body);
  while (job.finishedAt === null) {
    await wait(300);
    job = await get<Job<T>>(`api/jobs/${job.id}`);
  }
  if (job.result === null) throw new Error(job.error ?? say('cancelled'));
  return { id: job.id, result: job.result };
}

// A lost connection is a TypeError of fetch; anything else says for itself what is wrong.
export const errorText = (error: unknown): string => {
  if (error instanceof TypeError) return say('stale');
  return error instanceof Error ? error.message : String(error);
};

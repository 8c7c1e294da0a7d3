import { DeskError } from '../frame/desk-client';
import type { BatchView } from './batch-view';

/**
 * Sends a file as it is, and tells how much of it has gone: `fetch` cannot.
 * @throws DeskError for every refusal
 */
export function upload(
  file: File,
  query: string,
  onProgress: (share: number) => void,
): Promise<BatchView> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/admin/api/batches${query}`);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Content-Type', typeOf(file));
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0);
    request.onerror = () => reject(new DeskError(0, 'offline', ''));
    request.onload = () => {
      const answer = read(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(answer as BatchView);
      else reject(refusal(request.status, answer));
    };
    request.send(file);
  });
}

function typeOf({ name }: File): string {
  return /\.(ndjson|jsonl)$/i.test(name) ? 'application/x-ndjson' : 'text/csv';
}

function read(text: string): object {
  try {
    return (JSON.parse(text) as object | null) ?? {};
  } catch {
    // An answer that is none of ours, e.g. of a proxy, says nothing that could be shown.
    return {};
  }
}

function refusal(status: number, answer: { code?: unknown; detail?: unknown }): DeskError {
  const { code, detail } = answer;
  return new DeskError(
    status,
    typeof code === 'string' ? code : 'unknown',
    typeof detail === 'string' ? detail : '',
  );
}

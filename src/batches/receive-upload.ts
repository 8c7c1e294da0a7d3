import { createHash } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { Response } from 'express';
import { concatMap, finalize, from, type Observable } from 'rxjs';
import type { DeskRequest } from '../api/desk-request.js';
import { batchFileType } from '../api/json-body.js';
import { Problem } from '../api/problem.js';
import { Settings } from '../config/settings.js';
import { MAX_RECORD } from '../importing/read-records.js';
import { DomainError } from '../shared/domain-error.js';
import { newId } from '../shared/ids.js';

/** A file that was sent, as it lies on this machine while its request lasts. */
export interface Upload {
  file: FileHandle;
  bytes: number;
  hash: Buffer;
  ndjson: boolean;
}

const [LINE_FEED, CARRIAGE_RETURN] = [10, 13];

const uploads = new WeakMap<object, Upload>();

/** What was sent with the request; undefined for a body of JSON, or none. */
export function uploadOf(request: object): Upload | undefined {
  return uploads.get(request);
}

/**
 * Lays a batch file on the disk while it comes in, so that memory does not grow with it, and nothing is
 * begun before it is whole. The file has no name from its first moment: whatever becomes of the
 * request or of this process, nothing is left behind.
 */
@Injectable()
export class ReceiveUpload implements NestInterceptor {
  constructor(private readonly settings: Settings) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    const request = http.getRequest<DeskRequest>();
    const type = batchFileType(request);
    if (type === null) return next.handle();
    const received = this.receive(request, type === 'ndjson').catch((error: unknown) => {
      // The rest of the file still comes on this connection: no further request may.
      if (!request.complete) http.getResponse<Response>().setHeader('Connection', 'close');
      throw error;
    });
    return from(received).pipe(
      concatMap(() => next.handle()),
      finalize(() => {
        // Refused uploads have closed theirs already.
        void uploadOf(request)?.file.close();
      }),
    );
  }

  private async receive(request: DeskRequest, ndjson: boolean): Promise<void> {
    const most = this.settings.BATCH_MAX_BYTES;
    if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge(most);
    const file = await openNameless();
    try {
      const hash = createHash('sha256');
      let bytes = 0;
      let open = 0;
      for await (const part of request as AsyncIterable<Buffer>) {
        bytes += part.length;
        if (bytes > most) throw tooLarge(most);
        open = openLine(open, part);
        if (open > MAX_RECORD) throw lineTooLong();
        hash.update(part);
        await file.writev([part]);
      }
      const digest = hash.digest();
      // An Idempotency-Key stands for these bytes.
      request.rawBody = digest;
      uploads.set(request, { file, bytes, hash: digest, ndjson });
    } catch (error) {
      await file.close();
      throw uploadFault(error);
    }
  }
}

/** A file for as long as it is open: it has no name that could be left behind. */
export async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `desk-upload-${newId()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  return file;
}

/**
 * Bytes of the line that is open after `part`, when `before` were open before it. Of lines that lie
 * within the part nothing is said: a part is far shorter than a line may be.
 */
export function openLine(before: number, part: Uint8Array): number {
  const last = Math.max(part.lastIndexOf(LINE_FEED), part.lastIndexOf(CARRIAGE_RETURN));
  return last === -1 ? before + part.length : part.length - last - 1;
}

/** No record has room for it, so the rest need not be waited for. */
function lineTooLong(): DomainError {
  return new DomainError('invalid', 'invalid_batch_file', 'The file has a line over 1 MB.');
}

function tooLarge(most: number): Problem {
  return new Problem(413, 'too_large', `A batch file may have ${most} bytes. Send it in parts.`);
}

function uploadFault(error: unknown): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new Problem(
        503,
        'unavailable',
        'There is no room for the file now. Nothing of it is kept.',
      );
    case 'ECONNRESET':
    case 'ERR_STREAM_PREMATURE_CLOSE':
      return new Problem(400, 'malformed', 'The upload broke off. Nothing of it is kept.');
    default:
      return error;
  }
}

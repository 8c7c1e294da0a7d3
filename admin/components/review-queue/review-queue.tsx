import React, { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { ReviewPageView } from '../../../src/order-support/review-queue.view.js';
import { desk, DeskError, query } from '../frame/desk-client';
import { KeyHelp } from '../frame/key-help';
import { useMe } from '../frame/me';
import { Empty, Note, Refusal, Waiting } from '../frame/notice';
import { Page, Scrolls } from '../frame/page';
import { useAct, useDesk } from '../frame/use-desk';
import { useKeys } from '../frame/use-keys';
import { usePageQuery } from '../frame/use-page-query';
import { useFormats, useTexts } from '../frame/use-texts';
import { RunOverAll } from '../runs/run-over-all';
import { ReviewFilters } from './review-filters';
import { ReviewTable } from './review-table';

const REFRESH_SECONDS = 10;

/** What waits for a person, what is due first on top; worked by mouse or by keyboard. */
export default function ReviewQueue(): React.JSX.Element {
  const { t } = useTexts();
  const { number } = useFormats();
  const me = useMe();
  const navigate = useNavigate();
  const { values, change } = usePageQuery();
  const answer = useDesk<ReviewPageView>(`/reviews${query(values)}`, REFRESH_SECONDS);
  const { data, error, waiting, reload } = answer;
  const act = useAct();
  const [at, setAt] = useState(0);
  const [helping, setHelping] = useState(false);
  const [nothing, setNothing] = useState(false);
  const page = useRef<HTMLDivElement>(null);
  const rows = data?.data ?? [];
  const row = rows[Math.min(at, rows.length - 1)];
  const open = (id: string | undefined): void => {
    if (id !== undefined) navigate(`/admin/pages/case?id=${id}`);
  };
  const claim = async (): Promise<void> => {
    if (row && me.may('reviews.decide')) {
      await act.run(() => desk.post(`/cases/${row.id}/claim`));
      await reload();
    }
  };
  const next = async (): Promise<void> => {
    setNothing(false);
    await act.run(async () => {
      const found = await desk
        .post<{ id: string }>('/reviews/next')
        .catch((refusal: unknown) => nothingWaits(refusal, () => setNothing(true)));
      open(found?.id);
    });
  };
  const decide = (what: string) => (): void => {
    if (row && me.may('reviews.decide')) navigate(`/admin/pages/case?id=${row.id}&open=${what}`);
  };
  useKeys({
    j: () => setAt((before) => Math.min(before + 1, rows.length - 1)),
    k: () => setAt((before) => Math.max(before - 1, 0)),
    o: () => open(row?.id),
    Enter: () => open(row?.id),
    c: () => void claim(),
    n: () => void next(),
    a: decide('approve'),
    r: decide('reject'),
    '/': () => page.current?.querySelector<HTMLInputElement>('input[name="search"]')?.focus(),
    '?': () => setHelping(true),
  });
  useEffect(() => {
    page.current?.querySelector('tr.current')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <Page
      title={t('reviews.title')}
      lead={t('reviews.lead')}
      actions={
        <>
          {me.may('reviews.decide') ? (
            <button
              type="button"
              className="primary"
              disabled={act.busy}
              onClick={() => void next()}
            >
              {t('reviews.next')}
            </button>
          ) : null}
          {me.may('cancellations.file') ? (
            <Link className="button" to="/admin/pages/cancel-for-customer">
              {t('cancelFor.title')}
            </Link>
          ) : null}
          {rows.length > 0 ? <RunOverAll values={values} /> : null}
          <button type="button" onClick={() => setHelping(true)}>
            {t('frame.keys')} <kbd>?</kbd>
          </button>
        </>
      }
    >
      <div ref={page}>
        <ReviewFilters values={values} onChange={change} />
        <Refusal error={act.error ?? error} />
        {nothing ? <Note>{t('reviews.nothingWaits')}</Note> : null}
        {waiting ? <Waiting /> : null}
        {data && rows.length === 0 ? <Empty>{t('reviews.none')}</Empty> : null}
        {data && rows.length > 0 ? (
          <>
            <p className="muted" role="status">
              {data.count.found > data.count.most
                ? t('reviews.many', { count: number(data.count.most) })
                : t('reviews.found', { count: data.count.found })}
            </p>
            <Scrolls label={t('reviews.title')}>
              <ReviewTable rows={rows} current={row?.id} />
            </Scrolls>
            <nav className="pages" aria-label={t('records.pages')}>
              {values['cursor'] ? (
                <button type="button" onClick={() => change({ cursor: null })}>
                  {t('reviews.first')}
                </button>
              ) : null}
              {data.nextCursor ? (
                <button type="button" onClick={() => change({ cursor: data.nextCursor })}>
                  {t('reviews.more')}
                </button>
              ) : null}
            </nav>
          </>
        ) : null}
      </div>
      {helping ? <KeyHelp keys={keysOf(t)} onClose={() => setHelping(false)} /> : null}
    </Page>
  );
}

function nothingWaits(refusal: unknown, tell: () => void): null {
  if (refusal instanceof DeskError && refusal.code === 'nothing_waits') {
    tell();
    return null;
  }
  throw refusal;
}

function keysOf(t: (key: string) => string): [string, string][] {
  return ['j', 'k', 'o', 'c', 'n', 'a', 'r', '/', '?'].map((key) => [
    key,
    t(`reviews.keys.${keyNames[key] ?? key}`),
  ]);
}

/** A slash and a question mark are no good names in a file of texts. */
const keyNames: Readonly<Record<string, string>> = { '/': 'slash', '?': 'help' };

import React, { useState } from 'react';
import type { Page as ListPage } from '../../../src/api/page.js';
import type { ApiKeyView } from '../../../src/access/list-api-keys.js';
import { desk } from '../frame/desk-client';
import { ActDialog } from '../frame/dialog';
import { useMe } from '../frame/me';
import { Empty, Refusal, Waiting } from '../frame/notice';
import { Page, Scrolls } from '../frame/page';
import { useAct, useDesk } from '../frame/use-desk';
import { useTexts } from '../frame/use-texts';
import { Time } from '../frame/values';
import { CreateKeyDialog } from './create-key-dialog';

/** The keys by which programs come in. */
export default function ApiKeys(): React.JSX.Element {
  const { t } = useTexts();
  const me = useMe();
  const { data, error, waiting, reload } = useDesk<ListPage<ApiKeyView>>('/api-keys?limit=200');
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKeyView | null>(null);
  const manages = me.may('keys.manage');
  return (
    <Page
      title={t('apiKeys.title')}
      lead={t('apiKeys.lead')}
      actions={
        manages ? (
          <button type="button" className="primary" onClick={() => setCreating(true)}>
            {t('apiKeys.create')}
          </button>
        ) : null
      }
    >
      <Refusal error={error} />
      {waiting ? <Waiting /> : null}
      {data?.data.length === 0 ? <Empty>{t('apiKeys.none')}</Empty> : null}
      {data && data.data.length > 0 ? (
        <Scrolls label={t('apiKeys.title')}>
          <KeyTable keys={data.data} onRevoke={manages ? setRevoking : null} />
        </Scrolls>
      ) : null}
      {creating ? (
        <CreateKeyDialog onClose={() => setCreating(false)} onCreated={() => void reload()} />
      ) : null}
      {revoking ? (
        <RevokeDialog
          apiKey={revoking}
          onClose={() => setRevoking(null)}
          onDone={() => {
            setRevoking(null);
            void reload();
          }}
        />
      ) : null}
    </Page>
  );
}

function KeyTable({
  keys,
  onRevoke,
}: {
  keys: ApiKeyView[];
  onRevoke: ((key: ApiKeyView) => void) | null;
}): React.JSX.Element {
  const { t } = useTexts();
  return (
    <table className="desk">
      <thead>
        <tr>
          {['name', 'client', 'sees', 'scopes', 'created', 'state'].map((column) => (
            <th key={column} scope="col">
              {t(`apiKeys.columns.${column}`)}
            </th>
          ))}
          {onRevoke ? (
            <th scope="col">
              <span className="visually-hidden">{t('apiKeys.revoke')}</span>
            </th>
          ) : null}
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <tr key={key.id}>
            <th scope="row">{key.name}</th>
            <td>{key.client.name}</td>
            <td>{t(key.client.operator ? 'apiKeys.all' : 'apiKeys.own')}</td>
            <td className="small">{key.scopes.join(', ')}</td>
            <td>
              <Time at={key.createdAt} day />
            </td>
            <td>
              {key.revokedAt ? (
                <>
                  {t('apiKeys.revoked')} <Time at={key.revokedAt} day />
                </>
              ) : (
                t('apiKeys.living')
              )}
            </td>
            {onRevoke ? (
              <td>
                {key.revokedAt ? null : (
                  <button type="button" onClick={() => onRevoke(key)}>
                    {t('apiKeys.revoke')}
                    <span className="visually-hidden"> {key.name}</span>
                  </button>
                )}
              </td>
            ) : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function RevokeDialog({
  apiKey,
  onClose,
  onDone,
}: {
  apiKey: ApiKeyView;
  onClose: () => void;
  onDone: () => void;
}): React.JSX.Element {
  const { t } = useTexts();
  const { busy, error, run } = useAct();
  const revoke = async (): Promise<void> => {
    if (await run(() => desk.post(`/api-keys/${apiKey.id}/revoke`))) onDone();
  };
  return (
    <ActDialog
      title={t('apiKeys.revokeTitle', { name: apiKey.name })}
      verb={t('apiKeys.revoke')}
      busy={busy}
      error={error}
      onAct={() => void revoke()}
      onClose={onClose}
    >
      <p>{t('apiKeys.revokeText')}</p>
    </ActDialog>
  );
}

import { Migration } from '@mikro-orm/migrations';

/** Invoices, payments, credit notes, refunds and the built-in gateway's ledger. */
export class Migration20261123100200_billing extends Migration {
  override async up(): Promise<void> {
    this.addSql(`create sequence invoice_number_seq;`);
    this.addSql(`create sequence credit_note_number_seq;`);
    this.addSql(`
      create table invoice (
        id uuid primary key,
        number text not null unique default 'INV-' || lpad(nextval('invoice_number_seq')::text, 9, '0'),
        subscription_id uuid not null references subscription (id),
        billing_period_id uuid not null unique references billing_period (id),
        amount bigint not null check (amount >= 0),
        tax bigint not null check (tax between 0 and amount),
        currency char(3) not null,
        status text not null check (status in ('open', 'paid', 'void')),
        charge_attempts integer not null default 0,
        charge_error text,
        issued_at timestamptz not null
      );
    `);
    this.addSql(`create index invoice_subscription on invoice (subscription_id);`);
    this.addSql(`create index invoice_open on invoice (subscription_id) where status = 'open';`);
    this.addSql(`create index invoice_to_charge on invoice (issued_at) where status = 'open';`);
    this.addSql(`
      create table payment (
        id uuid primary key,
        external_id text unique,
        invoice_id uuid not null references invoice (id),
        subscription_id uuid not null references subscription (id),
        amount bigint not null check (amount > 0),
        tax bigint not null check (tax between 0 and amount),
        currency char(3) not null,
        refunded_amount bigint not null default 0,
        gateway_reference text,
        captured_at timestamptz not null,
        constraint refunds_within_payment check (refunded_amount between 0 and amount)
      );
    `);
    this.addSql(`create index payment_invoice on payment (invoice_id);`);
    this.addSql(`create index payment_subscription on payment (subscription_id);`);
    this.addSql(`
      create table credit_note (
        id uuid primary key,
        number text not null unique default 'CN-' || lpad(nextval('credit_note_number_seq')::text, 9, '0'),
        cancellation_id uuid not null references cancellation (id),
        invoice_id uuid not null references invoice (id),
        amount bigint not null check (amount > 0),
        tax bigint not null check (tax between 0 and amount),
        currency char(3) not null,
        issued_at timestamptz not null,
        unique (cancellation_id, invoice_id)
      );
    `);
    this.addSql(`create index credit_note_invoice on credit_note (invoice_id);`);
    this.addSql(`
      create table refund (
        id uuid primary key,
        cancellation_id uuid not null references cancellation (id),
        payment_id uuid not null references payment (id),
        amount bigint not null check (amount > 0),
        tax bigint not null check (tax between 0 and amount),
        currency char(3) not null,
        state text not null check (state in ('held', 'pending', 'issued', 'failed', 'voided')),
        hold_codes text[] not null default '{}',
        attempts integer not null default 0,
        last_error text,
        next_attempt_at timestamptz,
        gateway_reference text unique,
        created_at timestamptz not null,
        issued_at timestamptz,
        unique (cancellation_id, payment_id),
        check ((state = 'issued') = (issued_at is not null)),
        check ((state = 'held') = (cardinality(hold_codes) > 0))
      );
    `);
    this.addSql(`create index refund_payment on refund (payment_id);`);
    this.addSql(`create index refund_waiting on refund (next_attempt_at) where state = 'pending';`);
    // Money that is on its way back is taken from what may still be refunded at once; the check
    // refunds_within_payment then makes an over-refund impossible whatever wrote the row.
    this.addSql(`
      create function refund_reserves_payment() returns trigger language plpgsql as $$
      declare
        taken bigint := 0;
      begin
        if tg_op <> 'INSERT' and old.state <> 'voided' then taken := taken - old.amount; end if;
        if tg_op <> 'DELETE' and new.state <> 'voided' then taken := taken + new.amount; end if;
        if tg_op = 'UPDATE' and old.payment_id <> new.payment_id then
          raise exception 'a refund cannot move to another payment';
        end if;
        if taken <> 0 then
          update payment set refunded_amount = refunded_amount + taken
           where id = case when tg_op = 'DELETE' then old.payment_id else new.payment_id end;
        end if;
        return null;
      end $$;
    `);
    this.addSql(`
      create trigger refund_reserves_payment after insert or update or delete on refund
        for each row execute function refund_reserves_payment();
    `);
    this.addSql(`
      create table ledger_entry (
        id uuid primary key,
        idempotency_key text not null unique,
        direction text not null check (direction in ('charge', 'refund')),
        subject_id uuid not null,
        amount bigint not null check (amount > 0),
        currency char(3) not null,
        booked_at timestamptz not null
      );
    `);
  }

  override async down(): Promise<void> {
    this.addSql(`drop table ledger_entry, refund, credit_note, payment, invoice;`);
    this.addSql(`drop function refund_reserves_payment();`);
    this.addSql(`drop sequence invoice_number_seq;`);
    this.addSql(`drop sequence credit_note_number_seq;`);
  }
}

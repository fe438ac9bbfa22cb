-- One append, one round trip. The lock is taken as the last act before the insert and held until the
-- commit, so that position order is commit order; each query below sees what was committed before it.
create or replace function hearth_append(
    p_stream text, p_expected integer,
    p_ids text[], p_types text[], p_rests bytea[], p_seals bytea[],
    p_at text, p_skew double precision,
    p_guards text[], p_guard_versions integer[],
    p_caller text, p_key text, p_fingerprint text, p_status integer, p_body text
) returns bigint language plpgsql as $$
declare
    head bigint;
    known text;
    moved text;
begin
    if current_setting('transaction_isolation') <> 'read committed' then
        raise exception 'an append needs READ COMMITTED' using errcode = 'HE004';
    end if;
    if abs(extract(epoch from clock_timestamp() - p_at::timestamptz)) > p_skew then
        raise exception 'clock given is %, the database''s is %', p_at, clock_timestamp() using errcode = 'HE002';
    end if;
    perform pg_advisory_xact_lock(1212, 1);
    if p_expected <> coalesce((select max(version) from log where stream = p_stream), 0) then
        raise exception '%', p_stream using errcode = 'HE001';
    end if;
    if cardinality(p_guards) > 0 then
        select g.stream into moved from unnest(p_guards, p_guard_versions) as g(stream, version)
        where g.version <> coalesce((select max(l.version) from log l where l.stream = g.stream), 0) limit 1;
        if found then
            raise exception '%', moved using errcode = 'HE001';
        end if;
    end if;
    if p_caller is not null then
        insert into answer values (p_caller, p_key, p_fingerprint, p_status, p_body, p_at) on conflict do nothing;
        if not found then
            raise exception 'answered: %', p_key using errcode = 'HE001';
        end if;
    end if;
    select position, recorded into head, known from log order by position desc limit 1;
    head := coalesce(head, 0);
    known := greatest(p_at collate "C", known);
    insert into log (position, stream, version, id, type, recorded, entry, sealed, leaf)
    select head + e.n, p_stream, p_expected + e.n, e.id, e.type, known, e.entry, e.seal,
        sha256('\x00'::bytea || e.entry)
    from (
        select t.n, t.id, t.type, t.seal,
            convert_to('{"sequence":"' || lpad((head + t.n)::text, 16, '0')
                || '","recordedtime":"' || known || '",', 'UTF8') || t.rest as entry
        from unnest(p_ids, p_types, p_rests, p_seals) with ordinality as t(id, type, rest, seal, n)
    ) e;
    return head + cardinality(p_ids);
end $$;

-- Hold (caller, key) for this session, then look for the answer: in this order, in one round trip.
create or replace function hearth_claim(
    p_caller text, p_key text, out held boolean, out fingerprint text, out status integer, out body text
) language plpgsql as $$
begin
    held := pg_try_advisory_lock(hashtextextended(p_caller || chr(10) || p_key, 0));
    if held then
        select a.fingerprint, a.status, a.body into fingerprint, status, body
        from answer a where a.caller = p_caller and a.key = p_key;
    end if;
end $$;

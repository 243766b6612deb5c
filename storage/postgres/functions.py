"""What the database does itself: one lock in one round trip, and narrow looks past row-level security.

A function that runs as the tables' owner answers no more than its name says: whether a position is taken, which
positions hold a word.
"""

from __future__ import annotations

from storage.postgres.engine import INGEST, PROJECTOR, ROLES

_EVERYBODY = ", ".join(ROLES)

FUNCTIONS = (
    """CREATE FUNCTION motcua_hold(station_key bytea, of_commune text) RETURNS void LANGUAGE plpgsql AS $$
    DECLARE one text;
    BEGIN
        PERFORM set_config('motcua.commune', of_commune, true);
        FOR one IN SELECT name FROM unnest(string_to_array(of_commune, E'\\x1f')) AS name
            WHERE name NOT IN ('~', '?') ORDER BY name
        LOOP
            PERFORM pg_advisory_xact_lock(hashtextextended('motcua commune ' || one, 0));
        END LOOP;
        PERFORM 1 FROM station WHERE key = station_key FOR UPDATE;
    END $$""",
    """CREATE FUNCTION motcua_taken(asked bigint[]) RETURNS SETOF bigint LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public AS $$
    DECLARE before text := current_setting('motcua.commune', true);
    BEGIN
        PERFORM set_config('motcua.commune', '*', true);
        RETURN QUERY SELECT position FROM dossier WHERE position = ANY (asked);
        PERFORM set_config('motcua.commune', before, true);
    END $$""",
    """CREATE FUNCTION motcua_widen(asked bytea[]) RETURNS void LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = public AS $$
    DECLARE seen text := current_setting('motcua.commune', true); others text[]; one text;
    BEGIN
        IF seen IN ('', '*', '~', '?') THEN RETURN; END IF;
        PERFORM set_config('motcua.commune', '*', true);
        SELECT array_agg(DISTINCT s.scope ORDER BY s.scope) INTO others
            FROM aggregate_head AS h JOIN station AS s ON s.id = h.station
            WHERE h.aggregate_id = ANY (asked) AND h.is_woven AND s.scope NOT IN ('~', '?')
            AND s.scope <> ALL (string_to_array(seen, E'\\x1f'));
        FOREACH one IN ARRAY coalesce(others, '{}') LOOP
            PERFORM pg_advisory_xact_lock(hashtextextended('motcua commune ' || one, 0));
            seen := seen || E'\\x1f' || one;
        END LOOP;
        PERFORM set_config('motcua.commune', seen, true);
    END $$""",
    """CREATE FUNCTION motcua_words(folded text) RETURNS tsvector LANGUAGE sql IMMUTABLE AS
    $$ SELECT array_to_tsvector(ARRAY(
           SELECT left(word, 200) FROM string_to_table(left(folded, 200000), ' ') AS word WHERE word <> '')) $$""",
    """CREATE FUNCTION motcua_add_words(positions bigint[], folded text[]) RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = public AS
    $$ INSERT INTO dossier_search (position, words, scope)
       SELECT at, motcua_words(said), split_part(current_setting('motcua.commune'), E'\\x1f', 1)
       FROM unnest(positions, folded) AS new (at, said) $$""",
    """CREATE FUNCTION motcua_remove_words(positions bigint[]) RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = public AS
    $$ DELETE FROM dossier_search
       WHERE position = ANY (positions)
       AND scope = ANY (string_to_array(current_setting('motcua.commune'), E'\\x1f')) $$""",
    """CREATE FUNCTION motcua_forget_words() RETURNS void LANGUAGE sql
    SECURITY DEFINER SET search_path = public AS
    $$ DELETE FROM dossier_search WHERE scope = split_part(current_setting('motcua.commune'), E'\\x1f', 1) $$""",
    """CREATE FUNCTION motcua_find(asked tsquery, most integer) RETURNS SETOF bigint LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = public AS
    $$ SELECT position FROM dossier_search WHERE words @@ asked
       AND (scope = current_setting('motcua.commune', true) OR current_setting('motcua.commune', true) = '*')
       ORDER BY position DESC LIMIT most $$""",
    """CREATE FUNCTION motcua_known(named text[], asked text[], most integer)
    RETURNS TABLE (word text, dossiers bigint) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
    $$ SELECT name, found.n FROM unnest(named, asked) AS one (name, query),
       LATERAL (SELECT count(*) AS n FROM (
           SELECT 1 FROM dossier_search WHERE words @@ query::tsquery
           AND (scope = current_setting('motcua.commune', true) OR current_setting('motcua.commune', true) = '*')
           LIMIT most) AS hits) AS found
       WHERE found.n > 0 $$""",
    *(
        f"REVOKE EXECUTE ON FUNCTION {name} FROM PUBLIC"
        for name in (
            "motcua_taken(bigint[])",
            "motcua_widen(bytea[])",
            "motcua_add_words(bigint[], text[])",
            "motcua_remove_words(bigint[])",
            "motcua_forget_words()",
            "motcua_find(tsquery, integer)",
            "motcua_known(text[], text[], integer)",
        )
    ),
    f"GRANT EXECUTE ON FUNCTION motcua_taken(bigint[]) TO {PROJECTOR}",
    f"GRANT EXECUTE ON FUNCTION motcua_widen(bytea[]) TO {INGEST}, {PROJECTOR}",
    f"GRANT EXECUTE ON FUNCTION motcua_add_words(bigint[], text[]) TO {PROJECTOR}",
    f"GRANT EXECUTE ON FUNCTION motcua_remove_words(bigint[]) TO {PROJECTOR}",
    f"GRANT EXECUTE ON FUNCTION motcua_forget_words() TO {PROJECTOR}",
    f"GRANT EXECUTE ON FUNCTION motcua_find(tsquery, integer) TO {_EVERYBODY}",
    f"GRANT EXECUTE ON FUNCTION motcua_known(text[], text[], integer) TO {_EVERYBODY}",
)

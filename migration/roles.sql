-- Who may do what in the database. Run by PostgreSQL's administrator before each migration and after it; running it
-- again changes nothing. Passwords come from the environment of psql:
--
--   MIGRATOR_PASSWORD   API_PASSWORD   WORKER_PASSWORD   and DATABASE, its name
--
--   azionelab_migrator  owns the database and all that is in it; used by `migration` alone
--   azionelab_api       reads and writes rows; cannot change the schema
--   azionelab_worker    likewise, and does not see how staff logs in
--
-- An entry of the audit log can be neither changed nor deleted by the programs, save that the address of a visitor's
-- computer is forgotten in time.

\set ON_ERROR_STOP on
\getenv migrator_password MIGRATOR_PASSWORD
\getenv api_password API_PASSWORD
\getenv worker_password WORKER_PASSWORD
\getenv database DATABASE

SET client_min_messages = warning;
-- A password must not be in the server's log, whatever it logs.
SET log_statement = 'none';
SET log_min_duration_statement = -1;
SET log_min_error_statement = 'panic';

SELECT format('CREATE ROLE %I LOGIN', name)
FROM unnest(ARRAY['azionelab_migrator', 'azionelab_api', 'azionelab_worker']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec

ALTER ROLE azionelab_migrator LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'migrator_password';
ALTER ROLE azionelab_api LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'api_password';
ALTER ROLE azionelab_worker LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'worker_password';

SELECT format('CREATE DATABASE %I OWNER azionelab_migrator', :'database')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database')
\gexec

\connect :"database"
SET client_min_messages = warning;

ALTER DATABASE :"database" OWNER TO azionelab_migrator;
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO azionelab_api, azionelab_worker;
ALTER SCHEMA public OWNER TO azionelab_migrator;
REVOKE ALL ON SCHEMA public FROM PUBLIC;

-- What a migration will make is usable by the programs at once, before this script runs again.
ALTER DEFAULT PRIVILEGES FOR ROLE azionelab_migrator REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE azionelab_migrator
    GRANT USAGE ON SCHEMAS TO azionelab_api, azionelab_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE azionelab_migrator
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO azionelab_api, azionelab_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE azionelab_migrator
    GRANT USAGE, SELECT ON SEQUENCES TO azionelab_api, azionelab_worker;
ALTER DEFAULT PRIVILEGES FOR ROLE azionelab_migrator
    GRANT EXECUTE ON FUNCTIONS TO azionelab_api, azionelab_worker;

-- What there is already: `public`, and the job queue's `apalis`.
SELECT format(statement, nspname)
FROM pg_namespace, unnest(ARRAY[
    'GRANT USAGE ON SCHEMA %I TO azionelab_api, azionelab_worker',
    'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA %I TO azionelab_api, azionelab_worker',
    'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA %I TO azionelab_api, azionelab_worker',
    'GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA %I TO azionelab_api, azionelab_worker'
]) AS statement
WHERE nspname IN ('public', 'apalis')
ORDER BY nspname
\gexec

-- And what is taken from it again, where the table is there yet: rights are given anew above each time.
SELECT statement
FROM (VALUES
    -- The histories of the schema are read at each start, and written by the migrator.
    ('public.seaql_migrations', 'REVOKE INSERT, UPDATE, DELETE ON public.seaql_migrations FROM azionelab_api, azionelab_worker'),
    ('apalis._sqlx_migrations', 'REVOKE INSERT, UPDATE, DELETE ON apalis._sqlx_migrations FROM azionelab_api, azionelab_worker'),
    ('public.audit_log', 'REVOKE UPDATE, DELETE ON public.audit_log FROM azionelab_api, azionelab_worker'),
    ('public.audit_log', 'GRANT UPDATE (client_address) ON public.audit_log TO azionelab_api, azionelab_worker'),
    -- The worker writes mails and tickets: it neither makes users nor sees how they log in. (The right to touch
    -- `updated_at` is what PostgreSQL asks of whoever holds a row while he works on it.)
    ('public.staff_users', 'REVOKE ALL ON public.staff_users FROM azionelab_worker'),
    ('public.staff_users', 'GRANT UPDATE (updated_at) ON public.staff_users TO azionelab_worker'),
    ('public.second_factors', 'REVOKE ALL ON public.second_factors FROM azionelab_worker'),
    ('public.recovery_codes', 'REVOKE ALL ON public.recovery_codes FROM azionelab_worker'),
    ('public.api_tokens', 'REVOKE ALL ON public.api_tokens FROM azionelab_worker'),
    -- It looks each hour whether tokens outlived their owners' rights, and sees no more of them than that takes.
    ('public.api_tokens', 'GRANT SELECT (id, user_id, scope, revoked_at) ON public.api_tokens TO azionelab_worker')
) AS restriction (table_name, statement)
WHERE to_regclass(table_name) IS NOT NULL
\gexec

-- Of users the worker sees what mails need; a column that a migration adds is seen once it is named here.
SELECT format('GRANT SELECT (%s) ON public.staff_users TO azionelab_worker', string_agg(quote_ident(attname), ', '))
FROM pg_attribute
WHERE attrelid = to_regclass('public.staff_users')
  AND attname IN ('id', 'username', 'display_name', 'email', 'role', 'disabled_at', 'last_login_at', 'created_at', 'updated_at')
  AND NOT attisdropped
HAVING count(*) > 0
\gexec

-- Forgetting is all that may be done to an entry, whoever does it: an address gives way to nothing, and the name of a user
-- that was deleted.
SELECT to_regclass('public.audit_log') IS NOT NULL AS has_audit_log
\gset
\if :has_audit_log
SET ROLE azionelab_migrator;
CREATE OR REPLACE FUNCTION public.audit_log_only_forgets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.client_address IS DISTINCT FROM OLD.client_address AND NEW.client_address IS NOT NULL)
        OR (NEW.user_id IS DISTINCT FROM OLD.user_id AND NEW.user_id IS NOT NULL)
        OR (to_jsonb(NEW) - '{client_address,user_id}'::text[]) <> (to_jsonb(OLD) - '{client_address,user_id}'::text[])
    THEN
        RAISE EXCEPTION 'an entry of the audit log cannot be changed' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END;
$$;
CREATE OR REPLACE TRIGGER audit_log_only_forgets BEFORE UPDATE ON public.audit_log
    FOR EACH ROW EXECUTE FUNCTION public.audit_log_only_forgets();
RESET ROLE;
\endif

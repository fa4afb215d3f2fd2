-- Who may do what in the database. Run by PostgreSQL's administrator before each migration and after it; running it
-- again changes nothing. Passwords come from the environment of psql:
--
--   MIGRATOR_PASSWORD   API_PASSWORD   WORKER_PASSWORD   and DATABASE, its name
--
--   azionelab_migrator  owns the database and all that is in it; used by `migration` alone
--   azionelab_api       reads and writes rows; cannot change the schema
--   azionelab_worker    likewise, and does not see how staff logs in
--
-- Nobody but the owner can change or delete an entry of the audit log.

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
    -- An entry of the audit log stays as it was written.
    ('public.audit_log', 'REVOKE UPDATE, DELETE ON public.audit_log FROM azionelab_api, azionelab_worker'),
    -- The worker writes mails and tickets: it neither makes users nor sees how they log in.
    ('public.staff_users', 'REVOKE ALL ON public.staff_users FROM azionelab_worker')
) AS restriction (table_name, statement)
WHERE to_regclass(table_name) IS NOT NULL
\gexec

-- Of users the worker sees everything but the secrets: a column that a migration adds is seen once it is named here not
-- to be one.
SELECT format('GRANT SELECT (%s) ON public.staff_users TO azionelab_worker', string_agg(quote_ident(attname), ', '))
FROM pg_attribute
WHERE attrelid = to_regclass('public.staff_users')
  AND attname IN ('id', 'username', 'display_name', 'role', 'disabled_at', 'last_login_at', 'created_at', 'updated_at')
  AND NOT attisdropped
HAVING count(*) > 0
\gexec

//! What the program's role may do in the database: no more than its work takes (migration/roles.sql).

use sea_orm::DatabaseConnection;

use super::database::ask;
use super::report::{Check, Outcome, Report};

const REMEDY: &str =
    "let the programs log in as azionelab_api and azionelab_worker: docker compose run --rm migrate makes them";

/// What a role must not be able to do: a check, a question, and its answer in words.
const RIGHTS: [(Check, &str, &str); 5] = [
    (
        Check::new("azl.E050", "the program is no superuser", REMEDY),
        "SELECT rolsuper FROM pg_roles WHERE rolname = current_user",
        "the role is a superuser: a mistake of ours could read the server's files",
    ),
    (
        Check::new("azl.E051", "the program cannot change the schema", REMEDY),
        "SELECT has_schema_privilege('public', 'CREATE') OR EXISTS (SELECT FROM pg_class c \
            WHERE c.oid = to_regclass('public.reservations') AND pg_has_role(c.relowner, 'USAGE'))",
        "the role may make, change and drop tables",
    ),
    (
        Check::new("azl.W050", "the program makes neither roles nor databases", REMEDY),
        "SELECT rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user",
        "the role may make roles or databases",
    ),
    (
        Check::new("azl.E052", "the program cannot rewrite the audit log", REMEDY),
        "SELECT has_table_privilege('public.audit_log', 'DELETE') OR has_table_privilege('public.audit_log', 'UPDATE')",
        "the role may change and delete entries",
    ),
    (
        Check::new(
            "azl.W051",
            "not everybody may log in to this database",
            "REVOKE CONNECT ON DATABASE … FROM PUBLIC: migration/roles.sql does",
        ),
        "SELECT EXISTS (SELECT FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a \
            WHERE d.datname = current_database() AND a.grantee = 0 AND a.privilege_type = 'CONNECT')",
        "every role of the server may connect",
    ),
];

pub(super) async fn check(db: &DatabaseConnection, report: &mut Report) {
    for (check, question, words) in RIGHTS {
        let may = ask::<bool>(db, question).await;
        report.note(check, Outcome::of(may, |may| Outcome::unless(may, || words.to_owned())));
    }
}

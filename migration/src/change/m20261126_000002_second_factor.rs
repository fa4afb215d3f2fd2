//! The second factor of a login: one secret a user, recovery codes, and logins that wait for the second step.

super::change! {
    up: r"
-- The secret makes codes, so it is sealed with a key that is not in the database.
CREATE TABLE second_factors (
    user_id bigint PRIMARY KEY,
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_used_step bigint,
    failures integer NOT NULL DEFAULT 0,
    last_failed_at timestamptz,
    CONSTRAINT second_factors_user_exists FOREIGN KEY (user_id) REFERENCES staff_users (id) ON DELETE CASCADE,
    CONSTRAINT second_factors_failures_not_negative CHECK (failures >= 0),
    CONSTRAINT second_factors_used_when_confirmed CHECK (confirmed_at IS NULL OR last_used_step IS NOT NULL)
);

CREATE TABLE recovery_codes (
    user_id bigint NOT NULL,
    code_sha256 bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT recovery_codes_pkey PRIMARY KEY (user_id, code_sha256),
    CONSTRAINT recovery_codes_factor_exists FOREIGN KEY (user_id) REFERENCES second_factors (user_id) ON DELETE CASCADE,
    CONSTRAINT recovery_codes_hash_length CHECK (octet_length(code_sha256) = 32)
);

CREATE TABLE pending_logins (
    token_sha256 bytea PRIMARY KEY,
    user_id bigint NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT pending_logins_user_exists FOREIGN KEY (user_id) REFERENCES staff_users (id) ON DELETE CASCADE,
    CONSTRAINT pending_logins_hash_length CHECK (octet_length(token_sha256) = 32),
    CONSTRAINT pending_logins_attempts_few CHECK (attempts BETWEEN 0 AND 5)
);
CREATE INDEX pending_logins_by_user ON pending_logins (user_id);
CREATE INDEX pending_logins_by_expiry ON pending_logins (expires_at);
",
    down: r"
DROP TABLE pending_logins;
DROP TABLE recovery_codes;
DROP TABLE second_factors;
",
}

//! What the company says of itself on its site: one row.

super::change! {
    up: r"
CREATE TABLE company (
    id smallint PRIMARY KEY DEFAULT 1,
    name text,
    contact_email text,
    contact_phone text,
    contact_address text NOT NULL DEFAULT '',
    privacy_it text NOT NULL DEFAULT '',
    privacy_en text NOT NULL DEFAULT '',
    footer_it text NOT NULL DEFAULT '',
    footer_en text NOT NULL DEFAULT '',
    accent_light text,
    accent_dark text,
    logo_path text,
    version integer NOT NULL DEFAULT 1,
    updated_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT company_only_one CHECK (id = 1),
    CONSTRAINT company_name_present CHECK (btrim(name) <> ''),
    CONSTRAINT company_accent_light_shape CHECK (accent_light ~ '^#[0-9a-f]{6}$'),
    CONSTRAINT company_accent_dark_shape CHECK (accent_dark ~ '^#[0-9a-f]{6}$')
);
INSERT INTO company DEFAULT VALUES;
",
    down: r"
DROP TABLE company;
",
}

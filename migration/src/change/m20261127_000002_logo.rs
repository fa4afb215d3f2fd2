//! The company's logo is kept and prepared as posters are: it is the picture of no show.

super::change! {
    up: r"
ALTER TABLE posters ALTER COLUMN show_id DROP NOT NULL;
",
    down: r"
UPDATE company SET logo_path = NULL WHERE logo_path LIKE '/api/posters/%';
DELETE FROM posters WHERE show_id IS NULL;
ALTER TABLE posters ALTER COLUMN show_id SET NOT NULL;
",
}
